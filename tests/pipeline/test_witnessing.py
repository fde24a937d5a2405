"""Witnesses before a compiler: what is told of each outcome, what is compiled, and what is left behind."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rules.compared import compared as judged
from uapicheck.errors import OutputError
from uapicheck.model.report import Outcome, Report, Trial, Verdict
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.pipeline import compilers, witnessing
from uapicheck.pipeline.check import compared
from uapicheck.pipeline.compilers import Compiler, compiler_for
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.side import Headers, Taken

OLD = "#define POINT_COLOUR 7\n"
NEW = "#define POINT_COLOUR 8\n"
ANSWER = "linux/point.h"


class Stub:
    """A compiler that says what a test wants, and remembers what it was shown."""

    name = "stub 1.0"

    def __init__(self, says: Callable[[str, str], str | None]) -> None:
        self.says = says
        self.seen: list[str] = []

    def complaint(self, text: str, *, include: Path, defines: tuple[str, ...] = ()) -> str | None:
        self.seen += [str(path.relative_to(include)) for path in include.rglob("*.h")] + list(defines)
        return self.says(text, (include / ANSWER).read_text(encoding="utf-8"))


def side(text: str, *, form: Form = Form.INSTALLED, **others: str) -> Headers:
    files = {f"include/{ANSWER}": text} | {f"include/linux/{name}.h": body for name, body in others.items()}
    provenance = Provenance(label="a tree", kind="installed tree", id="a tree")
    search, headers = {"x86": ("include/",)}, {"x86": (ANSWER,)}
    return Headers(
        tree=HeaderTree(provenance=provenance, form=form, files=files, search=search, headers=headers, generic={})
    )


def report(old: Headers | Taken, new: Headers, **more: object) -> Report:
    return compared(old, new, Scope(targets=("x86_64",), trial=True, **more))  # type: ignore[arg-type]  # jobs only


def trial(old: Headers | Taken, new: Headers) -> Trial:
    (finding,) = report(old, new).findings
    assert finding.trial is not None
    return finding.trial


def with_compiler(monkeypatch: pytest.MonkeyPatch, says: Callable[[str, str], str | None] | None) -> Stub:
    stub = Stub(says or (lambda _, __: None))
    monkeypatch.setattr(witnessing, "compiler_for", lambda _: None if says is None else stub)
    return stub


def test_a_witness_that_behaves_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    with_compiler(monkeypatch, lambda text, header: "no" if "== 7" in text and header == NEW else None)
    assert trial(side(OLD), side(NEW)) == Trial(outcome=Outcome.VERIFIED, words="verified with stub 1.0 for x86_64")


def test_a_witness_that_compiles_with_both_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with_compiler(monkeypatch, lambda _, __: None)
    found = trial(side(OLD), side(NEW))
    assert found.outcome is Outcome.REFUTED
    assert found.words == "not verified: stub 1.0 for x86_64 takes it with the new headers too"


def test_a_witness_that_compiles_with_neither_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with_compiler(monkeypatch, lambda text, _: "bad word" if "== 7" in text else None)
    found = trial(side(OLD), side(NEW))
    assert found.outcome is Outcome.REFUTED
    assert found.words == "not verified: stub 1.0 for x86_64 refuses it with the old headers too: bad word"


@pytest.mark.parametrize(("broken", "which"), [(OLD, "old"), (NEW, "new")])
def test_a_header_that_does_not_compile_alone_proves_nothing(
    monkeypatch: pytest.MonkeyPatch, broken: str, which: str
) -> None:
    with_compiler(monkeypatch, lambda _, header: "no such type" if header == broken else None)
    found = trial(side(OLD), side(NEW))
    assert found.outcome is Outcome.UNTRIED
    assert found.words.startswith(f"not verified: the {which} linux/point.h alone does not compile")


def test_a_machine_without_a_compiler_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with_compiler(monkeypatch, None)
    words = "not verified: no compiler for x86_64 here"
    assert trial(side(OLD), side(NEW)) == Trial(outcome=Outcome.UNTRIED, words=words)


def test_a_snapshot_has_nothing_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    with_compiler(monkeypatch, lambda _, __: None)
    headers = side(OLD)
    from uapicheck.extract.snapshot import Extractor  # noqa: PLC0415 - one test needs it

    taken = headers.snapshot(TARGETS["x86_64"], (ANSWER,), Extractor())
    old = Taken(provenance=headers.provenance, snapshots={"x86_64": taken})
    found = trial(old, side(NEW))
    assert found.outcome is Outcome.UNTRIED
    assert "the old side is a snapshot" in found.words


def test_the_verdict_does_not_depend_on_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    with_compiler(monkeypatch, lambda _, __: None)
    assert report(side(OLD), side(NEW)).verdict is Verdict.BREAK


def test_only_what_the_witness_includes_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = with_compiler(monkeypatch, lambda _, __: None)
    old = side("#include <linux/shape.h>\n" + OLD, shape="#define SHAPE 1\n", other="#define OTHER 1\n")
    report(old, side("#include <linux/shape.h>\n" + NEW, shape="#define SHAPE 1\n"))
    assert set(stub.seen) == {"linux/point.h", "linux/shape.h"}


def test_a_header_in_source_form_is_compiled_as_it_is_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = with_compiler(monkeypatch, lambda _, __: None)
    report(side(OLD, form=Form.SOURCE), side(NEW, form=Form.SOURCE))
    assert {"linux/compiler.h", "-D__user=", "-D__EXPORTED_HEADERS__"} <= set(stub.seen)


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(_: str, __: str) -> str | None:
        assert list(tmp_path.iterdir()) != []
        raise KeyboardInterrupt

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with_compiler(monkeypatch, interrupted)
    with pytest.raises(KeyboardInterrupt):
        report(side(OLD), side(NEW))
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_directory_that_cannot_be_written_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with_compiler(monkeypatch, lambda _, __: None)
    with pytest.raises(OutputError, match="no such file or directory; TMPDIR names another directory"):
        report(side(OLD), side(NEW))


def test_no_witness_is_made_unasked() -> None:
    assert [finding.witness for finding in judged(OLD, NEW).findings] == [None]


def test_a_compiler_tells_its_first_error(tmp_path: Path) -> None:
    found = compiler_for(TARGETS["x86_64"])
    if found is None:
        pytest.skip("no compiler for x86_64")
    assert found.complaint("int x;\n", include=tmp_path) is None
    assert "nowhere.h" in (found.complaint("#include <nowhere.h>\n", include=tmp_path) or "")
    assert found.name.startswith(("gcc ", "clang "))


def test_a_compiler_that_is_not_there_complains(tmp_path: Path) -> None:
    gone = Compiler(name="gone", command=(str(tmp_path / "gone"),))
    assert gone.complaint("int x;\n", include=tmp_path) == "it could not be run to its end"


def test_a_header_that_is_known_not_to_compile_is_tried_no_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def says(text: str, _: str) -> str | None:
        shown.append(text)
        return "no such type"

    with_compiler(monkeypatch, says)
    more = "#define POINT_FIRST 1\n"
    found = report(side(OLD + more), side(NEW + "#define POINT_FIRST 2\n"))
    assert [f.trial.outcome for f in found.findings if f.trial] == [Outcome.UNTRIED, Outcome.UNTRIED]
    assert len(shown) == 2


def test_a_compiler_that_does_not_end_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compilers, "_PATIENCE", 0.5)
    slow = Compiler(name="slow", command=("/bin/sh", "-c", "sleep 60; true"))
    start = time.monotonic()
    assert slow.complaint("int x;\n", include=tmp_path) == "it could not be run to its end"
    assert time.monotonic() - start < 30
