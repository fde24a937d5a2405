"""Headers written in a test, as a tree of any form, and what extraction makes of them."""

from collections.abc import Mapping, Sequence
from textwrap import dedent

from uapicheck.extract.snapshot import snapshot
from uapicheck.model.facts import Constant, Gap, HeaderFacts, Macro, Record, Snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance

HEADER = "linux/point.h"
"""The header that a bare text stands for."""
ARCHES = tuple(dict.fromkeys(target.arch for target in TARGETS.values()))
KVM_TARGETS = (
    *("x86_64", "i386", "x32", "arm64", "riscv64", "riscv32", "s390x", "powerpc64le", "powerpc64", "powerpc"),
    *("mips64", "mips64el", "mips", "mipsel", "mipsn32", "loongarch64"),
)


def tree(headers: str | Mapping[str, str], form: Form = Form.INSTALLED) -> HeaderTree:
    """Return a tree of `headers` (name to text); those below `asm/` or `ARCH/asm/` may differ by architecture.

    `arm64/asm/x.h` is there for arm64 alone, `asm-generic/x.h` stands in for an `asm/x.h` that is missing.
    """
    texts = {HEADER: headers} if isinstance(headers, str) else headers
    files: dict[str, str] = {}
    own: dict[str, list[str]] = {arch: [] for arch in ARCHES}
    shared: list[str] = []
    for name, text in texts.items():
        arch, _, rest = name.partition("/")
        if arch in own and rest:
            files[f"arch/{arch}/include/{rest}"] = dedent(text)
            own[arch].append(rest)
        else:
            files[f"include/{name}"] = dedent(text)
            shared.append(name)
    return HeaderTree(
        provenance=Provenance(label="test", kind="example", id="test"),
        form=form,
        files=files,
        search={arch: (f"arch/{arch}/include/", "include/") for arch in ARCHES},
        headers={arch: tuple(sorted({*shared, *names})) for arch, names in own.items()},
        generic=dict.fromkeys(ARCHES, "include/asm-generic/"),
    )


def extracted(
    headers: str | Mapping[str, str],
    target: str = "x86_64",
    *,
    form: Form = Form.INSTALLED,
    asked: Sequence[str] | None = None,
) -> Snapshot:
    """Return the snapshot of `headers`, of all of them where `asked` names none."""
    made = tree(headers, form)
    return snapshot(made, TARGETS[target], made.headers[TARGETS[target].arch] if asked is None else asked)


def facts(text: str, target: str = "x86_64", *, form: Form = Form.INSTALLED) -> HeaderFacts:
    """Return what one header defines; it must have no gaps."""
    found = extracted(text, target, form=form)
    assert found.gaps == ()
    return found.facts[HEADER]


def constants(text: str, target: str = "x86_64") -> Mapping[str, Constant]:
    """Return the constants of one header without gaps."""
    return facts(text, target).constants


def values(text: str, target: str = "x86_64") -> dict[str, int]:
    """Return the values of the constants of one header without gaps."""
    return {name: constant.value for name, constant in constants(text, target).items()}


def macros(text: str, target: str = "x86_64") -> Mapping[str, Macro]:
    """Return the macros without value of one header without gaps."""
    return facts(text, target).macros


def worth(expression: str, target: str = "x86_64", *, before: str = "") -> tuple[int, str]:
    """Return value and type of an expression, as a macro's body, with `before` declared before it."""
    constant = constants(f"{before}\n#define IT {expression}\n", target)["IT"]
    return constant.value, constant.type


def why_not(expression: str, target: str = "x86_64", *, before: str = "") -> str:
    """Return why an expression has no value."""
    return macros(f"{before}\n#define IT {expression}\n", target)["IT"].why


def record(text: str, name: str, target: str = "x86_64") -> Record:
    """Return a record of one header without gaps."""
    return facts(text, target).records[name]


def places(found: Record) -> dict[str, tuple[int, int]]:
    """Return bit offset and bit size of each member."""
    return {field.path: (field.bit_offset, field.bit_size) for field in found.fields}


def where(gaps: Sequence[Gap]) -> list[tuple[str, int]]:
    """Return header and line of each gap."""
    return [(gap.where.header, gap.where.line) for gap in gaps]
