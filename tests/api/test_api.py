"""What a program gets: values, errors of one line, and no surprises."""

import gc
import inspect
import json
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

import uapicheck
from tests.cli.stage import KERNEL, in_repository, written
from tests.corpus import PROJECT
from tests.programs import run
from uapicheck import UapiCheckError, UsageError, Verdict
from uapicheck.model.report import Severity

DEMO = PROJECT / "tests/demo"
PROGRAM = Path(__file__).parent / "program.py"
POINT = "#include <linux/types.h>\nstruct point {\n\t__u32 x;\n\t__u32 y;\n};\n"
COMMANDS = ("check", "patch", "snapshot", "survey", "history", "decoded")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return in_repository(tmp_path / "kernel")


@pytest.fixture
def trees(tmp_path: Path) -> tuple[Path, Path]:
    old = written(tmp_path / "old", {**KERNEL, "include/uapi/linux/point.h": POINT})
    new = {**KERNEL, "include/uapi/linux/point.h": POINT.replace("\t__u32 x;\n", "")}
    return old, written(tmp_path / "new", new)


def test_two_revisions_are_compared_from_anywhere(repository: Path) -> None:
    report = uapicheck.check("v1.0", "v1.1", repository=repository)
    assert uapicheck.history("HOUSE_LIMIT", repository=repository).label == "git HEAD"
    assert report.verdict is Verdict.BREAK
    (finding,) = report.findings
    assert (finding.severity, finding.symbol) == (Severity.BREAK, "struct house.rooms")
    assert uapicheck.check("v1.0..v1.1", repository=str(repository)) == report


def test_a_path_is_never_a_revision(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    Path("v1.0").mkdir()
    assert uapicheck.snapshot("v1.0")[0].source == "v1.0"
    with pytest.raises(uapicheck.SourceError, match=r"\./v1\.0"):
        uapicheck.snapshot(Path("v1.0"))


def test_a_job_of_ci_chooses_nothing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_BASE_REF", "nowhere")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert uapicheck.check("v1.0", repository=repository).new.label == "HEAD"


def test_a_patch_is_a_file_or_what_it_holds() -> None:
    path = DEMO / "2048-bit-registers-broken.patch"
    (review,) = uapicheck.patch(path, base="atlas:v4.19.26")
    (same,) = uapicheck.patch(path.read_bytes(), base="atlas:v4.19.26")
    assert review.report.findings == same.report.findings
    assert review.report.findings[0].rule == "register-size-outside-mask"
    assert "register-size-outside-mask" in uapicheck.rendered([review], "terse")
    assert uapicheck.rendered([review], "mail").startswith("To: ")


@cache
def spaces() -> uapicheck.Survey:
    return uapicheck.survey(spaces=["KVM_REG_ARCH"])


@cache
def name_history() -> uapicheck.History:
    return uapicheck.history("KVM_VM_MIPS_TE", targets=["mips64el"])


def test_spaces_histories_and_numbers_are_told() -> None:
    (space,) = spaces().spaces
    assert space.summary.next == 0xA0
    assert [name.name for name in name_history().names] == ["KVM_VM_MIPS_TE"]
    by_number, by_name = uapicheck.decoded(0x6030000000100042), uapicheck.decoded("0x6030000000100042")
    assert by_number == by_name


@pytest.mark.parametrize(
    "result",
    [
        spaces,
        name_history,
        lambda: uapicheck.decoded(1),
        lambda: uapicheck.snapshot("atlas:", targets=["arm64"], headers=["linux/kvm.h"]),
        lambda: uapicheck.check("atlas:v5.2", "atlas:v5.8", targets=["arm64"]),
    ],
)
def test_whatever_a_call_returns_can_be_rendered(result: Callable[[], uapicheck.Report]) -> None:
    made = result()
    assert uapicheck.rendered(made).endswith("\n")
    assert json.loads(uapicheck.rendered(made, "json"))
    with pytest.raises(UsageError, match="unknown format 'xml'"):
        uapicheck.rendered(made, "xml")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: uapicheck.check("atlas:v5.2", "atlas:v5.8", targets="arm64"), "targets is one string"),
        (lambda: uapicheck.check("atlas:v5.2", "atlas:v5.8", profile="lax"), "unknown profile 'lax'"),
        (lambda: uapicheck.check("atlas:v5.2", "atlas:v5.8", jobs=0), "0 is no number of processes"),
        (lambda: uapicheck.check("v1", "v2", repository="/nowhere/at/all"), "no such directory"),
        (uapicheck.patch, "no patch was given"),
        (lambda: uapicheck.patch("/nowhere/at/all"), "cannot be read"),
        (lambda: uapicheck.patch(b"good morning"), "patch 1: nothing to review"),
        (lambda: uapicheck.history("x", commits="", sources=["a"]), "two chains"),
        (lambda: uapicheck.decoded("0x1ffffffffffffffff"), "64"),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(call: Callable[[], object], words: str) -> None:
    with pytest.raises(UapiCheckError) as caught:
        call()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nothing_is_printed_and_the_process_stays_as_it_was(
    trees: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    def state() -> object:
        signals = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)]
        return gc.get_threshold(), signals, dict(os.environ), Path.cwd(), sys.getrecursionlimit()

    before = state()
    uapicheck.check(*trees, jobs=2)
    assert state() == before
    assert capfd.readouterr() == ("", "")


def test_threads_may_ask_at_once(trees: tuple[Path, Path]) -> None:
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: uapicheck.check(*trees), range(8)))
    assert len({report.verdict for report in reports}) == 1
    assert all(report == reports[0] for report in reports)


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for name in uapicheck.__all__:
        value = getattr(uapicheck, name)
        assert name in dir(uapicheck)
        assert name in {"__version__", "Meaning"} or inspect.getdoc(value)
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        uapicheck.chekc  # type: ignore[attr-defined]  # noqa: B018 - it is not there, that is the point


@pytest.mark.parametrize("name", COMMANDS)
def test_a_call_says_what_it_raises(name: str) -> None:
    assert "Error" in (inspect.getdoc(getattr(uapicheck, name)) or "")


def test_the_calls_of_the_package_are_those_of_the_api() -> None:
    from uapicheck import api  # noqa: PLC0415 - beside the names that are taken from it

    defined = {
        name
        for name, value in vars(api).items()
        if inspect.isfunction(value) and value.__module__ == api.__name__ and name[0] != "_"
    }
    assert defined == {*COMMANDS, "rendered"}
    assert defined <= set(uapicheck.__all__)


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    code = "import sys, uapicheck; print(*sorted(name for name in sys.modules if name.startswith('uapicheck')))"
    assert run(["-c", code], directory=PROJECT).stdout == "uapicheck\n"


def test_a_program_of_a_user_runs(trees: tuple[Path, Path]) -> None:
    done = run([str(PROGRAM), *map(str, trees)], directory=PROJECT, environment={**os.environ, "PYTHONPATH": "."})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n") == [
        "break", "struct point.x (field-removed) on x86_64, i386", "no header matches 'linux/nowhere.h'",
        "i386", "x86_64", "page", "",
    ]  # fmt: skip


def test_a_program_of_a_user_is_checked_in_strict_mode(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy comes with `make lint`")
    options = ["--strict", "--cache-dir", str(tmp_path), "--follow-imports", "silent"]
    done = run(["-m", "mypy", *options, str(PROGRAM)], directory=PROJECT)
    assert done.returncode == 0, done.stdout
    (tmp_path / "wrong.py").write_text("import uapicheck\nuapicheck.check('a', 'b', target='arm64').finding\n")
    done = run(["-m", "mypy", *options, str(tmp_path / "wrong.py")], directory=PROJECT)
    assert 'Unexpected keyword argument "target"' in done.stdout
    assert '"Report" has no attribute "finding"' in done.stdout


def test_the_five_lines_of_the_readme_print_what_it_quotes(gold: Callable[[str, str], None]) -> None:
    done = run(["tests/demo/five_lines.py"], directory=PROJECT, environment={**os.environ, "PYTHONPATH": "."})
    assert done.stderr == ""
    gold("five-lines.txt", done.stdout)
