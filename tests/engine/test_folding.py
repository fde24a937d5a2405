"""One cause is one finding, and one finding on several targets is one."""

from uapicheck.engine import Rule, Verdict, on_new
from uapicheck.engine.judge import Judgement, judge
from uapicheck.engine.paths import uapi_path
from uapicheck.engine.spelling import spelled_bits, spelled_value
from uapicheck.model.change import Change, MacroRemoved, MacroValueChanged
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant, ConstantKind, Ioctl, IoctlDirection
from uapicheck.model.place import Place
from uapicheck.model.report import Severity
from uapicheck.model.subject import Cause, Subject


def place(path: str = "include/uapi/linux/p.h", header: str = "linux/p.h") -> Place:
    return Place(header=header, path=path, line=1)


def constant(name: str, value: int, text: str | None = None, ioctl: Ioctl | None = None) -> Constant:
    return Constant(
        name=name,
        value=value,
        type="int",
        kind=ConstantKind.MACRO,
        text=str(value) if text is None else text,
        uses=(),
        where=place(),
        ioctl=ioctl,
    )


def changed(name: str, old: int, new: int, cause: str | None = None) -> MacroValueChanged:
    return MacroValueChanged(
        subject=Subject(header="linux/p.h", symbol=name),
        old=constant(name, old),
        new=constant(name, new),
        cause=Cause(change="MacroValueChanged", subject=Subject(header="linux/p.h", symbol=cause)) if cause else None,
    )


def check(change: MacroValueChanged) -> Verdict | None:
    if change.new.name.startswith("quiet"):
        return None
    severity = Severity.BREAK if change.new.name.startswith("loud") else None
    return Verdict(
        where=on_new(change.new.where), message=f"{change.old.value} to {change.new.value}", severity=severity
    )


RULES = {
    "value": Rule(watches=MacroValueChanged, check=check, severity=Severity.NOTE, since="0.1", prose="", examples=())
}


def judged(*changes: Change, targets: tuple[str, ...] = ("x86_64",)) -> Judgement:
    return judge([Comparison(target=t, arch="x86", changes=changes) for t in targets], RULES)


def test_a_consequence_hangs_beneath_its_root_and_makes_it_as_severe() -> None:
    (finding,) = judged(changed("a", 1, 2), changed("loud", 3, 4, cause="a")).findings
    assert (finding.symbol, finding.severity) == ("a", Severity.BREAK)
    assert [(c.symbol, c.severity) for c in finding.also] == [("loud", Severity.BREAK)]


def test_a_chain_ends_at_its_first_link() -> None:
    (finding,) = judged(changed("a", 1, 2), changed("b", 1, 2, cause="a"), changed("c", 1, 2, cause="b")).findings
    assert finding.symbol == "a"
    assert [c.symbol for c in finding.also] == ["b", "c"]


def test_nothing_is_dropped_where_the_cause_is_no_finding() -> None:
    (finding,) = judged(
        changed("quiet", 1, 2), changed("b", 1, 2, cause="quiet"), changed("c", 1, 2, cause="b")
    ).findings
    assert (finding.symbol, [c.symbol for c in finding.also]) == ("b", ["c"])


def test_a_cause_that_is_no_change_is_none() -> None:
    (finding,) = judged(changed("b", 1, 2, cause="elsewhere")).findings
    assert finding.symbol == "b"


def test_two_that_name_each_other_are_one_finding() -> None:
    (finding,) = judged(changed("a", 1, 2, cause="b"), changed("b", 1, 2, cause="a")).findings
    assert (finding.symbol, [c.symbol for c in finding.also]) == ("a", ["b"])


def test_a_finding_has_the_targets_that_show_it() -> None:
    (finding,) = judged(changed("a", 1, 2), targets=("x86_64", "i386")).findings
    assert finding.targets == ("x86_64", "i386")
    assert finding.variants == ()


def test_what_reads_differently_by_target_is_a_variant() -> None:
    comparisons = [
        Comparison(target="x86_64", arch="x86", changes=(changed("a", 1, 2),)),
        Comparison(target="i386", arch="x86", changes=(changed("a", 1, 3),)),
    ]
    (finding,) = judge(comparisons, RULES).findings
    assert [(v.targets, v.message) for v in finding.variants] == [(("x86_64",), "1 to 2"), (("i386",), "1 to 3")]


def test_a_finding_says_where_it_is_less_severe() -> None:
    comparisons = [
        Comparison(target="x86_64", arch="x86", changes=(changed("a", 1, 2),)),
        Comparison(target="i386", arch="x86", changes=(changed("a", 1, 2), changed("loud", 1, 2, cause="a"))),
    ]
    (finding,) = judge(comparisons, RULES).findings
    assert finding.severity is Severity.BREAK
    assert finding.targets == ("x86_64", "i386")
    assert finding.milder_targets == ("x86_64",)


def test_a_change_that_no_rule_watches_is_no_finding() -> None:
    gone = MacroRemoved(subject=Subject(header="linux/p.h", symbol="a"), macro=constant("a", 1))
    assert judged(gone).findings == ()


def test_paths_are_those_of_the_kernel_tree_whatever_the_form() -> None:
    assert uapi_path(place("include/linux/p.h"), "x86") == "include/uapi/linux/p.h"
    arch = place("/usr/include/x86_64-linux-gnu/asm/kvm.h", "asm/kvm.h")
    assert uapi_path(arch, "x86") == "arch/x86/include/uapi/asm/kvm.h"
    generic = place("include/uapi/asm-generic/mman.h", "asm/mman.h")
    assert uapi_path(generic, "x86") == "include/uapi/asm-generic/mman.h"


def test_numbers_are_as_wide_as_the_header_writes_them() -> None:
    assert spelled_value(constant("a", 1 << 55, "0x0080000000000000ULL")) == "0x0080000000000000"
    assert spelled_value(constant("a", 12, "( 12 )")) == "12"
    assert spelled_value(constant("a", 8, "( 1 << 3 )")) == "0x8"
    assert spelled_value(constant("a", -1, "( - 1 )")) == "-1"
    ioctl = Ioctl(direction=IoctlDirection.NONE, type=0xAE, nr=0, size=0, argument="")
    assert spelled_value(constant("a", 0xAE00, "_IO(KVMIO, 0)", ioctl)) == "0x0000ae00"


def test_bits_are_named_from_the_highest() -> None:
    assert spelled_bits(1 << 56) == "bit 56"
    assert spelled_bits(0xF << 52) == "bits 55-52"
    assert spelled_bits(0b1011) == "bits 3 and 1-0"
    assert spelled_bits(0) == "no bits"
