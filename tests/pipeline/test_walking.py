"""Histories that look only at what can differ tell what looking at everything tells."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.sources.clones import git
from uapicheck.api import history
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Snapshot
from uapicheck.model.history import EventKind
from uapicheck.model.target import Target
from uapicheck.pipeline.side import Headers

STATES = (
    {
        "include/uapi/asm-generic/shape.h": "#define SHAPE 1\n",
        "arch/x86/include/uapi/asm/shape.h": "#include <asm-generic/shape.h>\n",
        "arch/arm64/include/uapi/asm/shape.h": "#define SHAPE 2\n",
        "include/uapi/linux/round.h": "#include <asm/shape.h>\n#define ROUND SHAPE\n",
        **{f"include/uapi/linux/plain{n}.h": f"#define PLAIN{n} {n}\n" for n in range(8)},
    },
    {"include/uapi/linux/plain3.h": "#define PLAIN3 33\n#define MORE 1\n"},
    {"arch/arm64/include/uapi/asm/shape.h": "#define SHAPE 3\n"},
    {"include/uapi/asm-generic/shape.h": "#define SHAPE 4\n"},
    {"include/uapi/linux/plain3.h": "#define MORE 1\n", "include/uapi/linux/plain4.h": "#define PLAIN3 33\n"},
)


@pytest.fixture(name="clone")
def _clone(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    for number, state in enumerate(STATES):
        for path, text in state.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", f"--message={number}")
    return tmp_path


def test_only_what_can_differ_is_looked_at_and_the_history_is_the_same(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    own = Headers.snapshot

    def snapshot(side: Headers, target: Target, headers: Sequence[str], extractor: Extractor) -> Snapshot:
        asked.append(tuple(headers))
        return own(side, target, headers, extractor)

    with monkeypatch.context() as patch:
        patch.setattr(Headers, "snapshot", snapshot)
        part = history(commits="HEAD", repository=clone)
    assert ("linux/plain3.h",) in asked
    with monkeypatch.context() as patch:
        patch.setattr("uapicheck.pipeline.walking.differences", lambda *_: None)
        whole = history(commits="HEAD", repository=clone)
    assert part == whole
    told = {(event.name, event.event, event.step) for event in part.events}
    assert told >= {
        ("PLAIN3", EventKind.CHANGED, 1),
        ("MORE", EventKind.ADDED, 1),
        ("ROUND", EventKind.CHANGED, 2),
        ("SHAPE", EventKind.CHANGED, 3),
        ("PLAIN3", EventKind.MOVED, 4),
        ("PLAIN4", EventKind.REMOVED, 4),
    }
    only = {event.targets for event in part.events if event.step == 2}
    assert only == {("arm64",)}
