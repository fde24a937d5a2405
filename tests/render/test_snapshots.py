"""Snapshots leave as JSON and come back the same; what is no snapshot is one clear line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.render.schemas import complaints
from tests.render.snapshot_samples import SNAPSHOT, snapshots_by_chance
from uapicheck.errors import SourceError
from uapicheck.frozen import replaced
from uapicheck.model.facts import MacroKind, Snapshot
from uapicheck.render.formats import snapshots_rendered
from uapicheck.render.options import Options
from uapicheck.render.snapshot_json import snapshot_json
from uapicheck.render.snapshot_text import snapshot_text
from uapicheck.sources.snapshots import parsed, snapshots

OPTIONS = Options()
CONTRACT = ("schema", "source", "target", "headers", "constants", "macros", "records", "enums", "typedefs", "gaps")


def written(*them: Snapshot) -> str:
    """Return snapshots as JSON text."""
    return snapshot_json(them, options=OPTIONS)


def document() -> Any:  # noqa: ANN401 - JSON is whatever it is
    """Return the sample as plain values."""
    return json.loads(written(SNAPSHOT))


def complaint(text: str | bytes) -> str:
    """Return what is said of a file that is no good snapshot."""
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(SourceError) as caught:
        parsed(raw, where="x.json")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("x.json")
    return caught.value.what


def test_a_snapshot_comes_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(written(SNAPSHOT), encoding="ascii")
    assert snapshots(path) == (SNAPSHOT,)


def test_facts_keep_their_order_within_each_header() -> None:
    (again,) = parsed(written(SNAPSHOT).encode(), where="x")
    for header, facts in SNAPSHOT.facts.items():
        assert list(again.facts[header].constants) == list(facts.constants)
    assert list(again.facts) == list(SNAPSHOT.facts)


def test_several_targets_come_back_in_order() -> None:
    other = replaced(SNAPSHOT, target="i386")
    text = written(SNAPSHOT, other)
    assert complaints("snapshot-1.schema.json", json.loads(text)) == []
    assert parsed(text.encode(), where="x") == (SNAPSHOT, other)


# Snapshots are large for shrinking: a failure is told as it was found, at once.
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(snapshots_by_chance())
def test_any_snapshot_comes_back_the_same(snapshot: Snapshot) -> None:
    text = written(snapshot)
    assert text.isascii()
    assert complaints("snapshot-1.schema.json", json.loads(text)) == []
    assert parsed(text.encode(), where="x") == (snapshot,)
    page = snapshot_text((snapshot,), options=Options(verbose=True))
    assert all(line.isprintable() for line in page.split("\n"))


def test_the_contract_comes_first_and_says_what_it_promises() -> None:
    whole = document()
    assert tuple(whole)[: len(CONTRACT)] == CONTRACT
    ioctl = whole["constants"]["SHAPES_SET_POINT"]
    assert list(ioctl)[:6] == ["value", "type", "kind", "header", "line", "ioctl"]
    assert ioctl["value"] == "0x40105301"
    assert ioctl["ioctl"] == {"dir": "write", "type": 0x53, "nr": 1, "size": 16, "argument": "struct point"}
    assert whole["constants"]["SHAPE_NONE"]["value"] == "-0x1"
    assert whole["macros"]["SHAPES_H"]["kind"] == MacroKind.GUARD
    assert whole["records"]["struct point"]["fields"][0] == {
        "path": "x", "type": "__u32", "bit_offset": 0, "bit_size": 32, "canonical": "unsigned int", "line": 12,
    }  # fmt: skip
    assert [(conflict["name"], conflict["header"]) for conflict in whole["conflicts"]] == [
        ("SHAPE_NONE", "asm/paint.h")
    ]


def test_one_fact_stands_on_one_line() -> None:
    (line,) = [line for line in written(SNAPSHOT).splitlines() if line.startswith('  "SHAPES_SET_POINT"')]
    assert json.loads("{" + line.rstrip(",") + "}")["SHAPES_SET_POINT"]["type"] == "unsigned int"


def test_the_keys_of_the_contract_are_enough() -> None:
    whole = {key: value for key, value in document().items() if key in CONTRACT}
    for family in ("constants", "macros", "records", "enums", "typedefs"):
        for entry in whole[family].values():
            for extra in ("text", "uses", "guard", "enum", "why", "canonical", "size", "align", "file", "defined_by"):
                required = (family, extra) in {("macros", "text"), ("records", "size"), ("records", "align")}
                if not required:
                    entry.pop(extra, None)
    (snapshot,) = parsed(json.dumps(whole).encode(), where="x")
    assert snapshot.facts["linux/shapes.h"].constants["KVM_REG_SIZE_U2048"].value == 0x0080000000000000
    assert snapshot.facts["linux/shapes.h"].path == "linux/shapes.h"
    assert snapshot.reaches == {"linux/shapes.h": tuple(snapshot.facts)}
    assert snapshot.facts["linux/shapes.h"].typedefs["shape_fn"].canonical == "void (int)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a snapshot: not JSON"),
        ("{", "not a snapshot: not JSON"),
        (b"\xff\xfe", "not a snapshot: not UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", 'it has no "schema"'),
        ("{}", 'it has no "schema"'),
        ('{"schema": 1}', 'it has no "schema"'),
        ('{"schema": "uapicheck.report/1"}', "'uapicheck.report' is another format"),
        ('{"schema": "uapicheck.snapshot/2"}', "snapshot of format '2', this program reads 1"),
        ('{"schema": "uapicheck.snapshot/1"}', "snapshot.constants is missing, wanted: an object"),
        ('{"schema": "uapicheck.snapshot/1", "snapshots": []}', "no snapshot in it"),
        ('{"schema": "uapicheck.snapshot/1", "snapshots": {}}', "snapshot.snapshots is not a list"),
        ('{"schema": "uapicheck.snapshot/1", "snapshots": [1]}', "snapshot.snapshots[0] is not an object"),
        ('{"schema": "uapicheck.snapshot/1", "headers": NaN}', "a number is malformed"),
        ('{"schema": "uapicheck.snapshot/1", "headers": ' + "9" * 5000 + "}", "a number is malformed"),
    ],
)
def test_what_is_no_snapshot_is_said_in_one_line(text: str | bytes, said: str) -> None:
    assert said in complaint(text)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("constants", "SHAPE_NONE", "value"), 1, "constants['SHAPE_NONE'].value is not a string"),
        (("constants", "SHAPE_NONE", "value"), "12", 'is not a string like "0x10"'),
        (("constants", "SHAPE_NONE", "value"), "0x1_0", 'is not a string like "0x10"'),
        (("constants", "SHAPE_NONE", "value"), "0x" + "f" * 10_000, 'is not a string like "0x10"'),
        (("constants", "SHAPE_NONE", "line"), "x\n", "line is not a whole number"),
        (("constants", "SHAPE_NONE", "line"), True, "line is not a whole number"),
        (("constants", "SHAPE_NONE", "line"), -1, "line is not a whole number"),
        (("constants", "SHAPE_NONE", "line"), 1e300, "line is not a whole number"),
        (("constants", "SHAPE_NONE", "kind"), "label", "kind is not one of macro, enumerator"),
        (("constants", "SHAPE_NONE", "guard"), [1], "guard is not a list of strings"),
        (("constants", "SHAPE_NONE", "guard"), "x", "guard is not a list of strings"),
        (("constants", "SHAPE_NONE"), None, "constants['SHAPE_NONE'] is not an object"),
        (("constants", "SHAPES_SET_POINT", "ioctl"), None, "ioctl is not an object"),
        (("records", "struct point", "fields"), None, "fields is not a list"),
        (("records", "struct point", "kind"), "packed", "kind is not one of struct, union"),
        (("enums",), [], "snapshot.enums is not an object"),
        (("files",), {"\x1b[31m": 1}, r"snapshot.files['\x1b[31m'] is not a string"),
        (("conflicts", 0, "family"), "ghosts", "snapshot.conflicts[0] is of no known family"),
        (("conflicts", 0, "header"), "linux/shapes.h", "is defined twice by linux/shapes.h"),
    ],
)
def test_damage_is_told_with_its_place(path: tuple[str | int, ...], value: object, said: str) -> None:
    whole = document()
    node = whole
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    what = complaint(json.dumps(whole))
    assert said in what
    assert what.startswith("damaged snapshot: ")


def test_one_target_twice_is_damage() -> None:
    assert complaint(written(SNAPSHOT, SNAPSHOT)) == "damaged snapshot: target twice"


def test_a_file_that_cannot_be_read_is_said_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.json: cannot be read .*; check name and permissions"):
        snapshots(tmp_path / "nowhere.json")
    with pytest.raises(SourceError, match="cannot be read"):
        snapshots(tmp_path)


def test_the_text_shows_values_layouts_and_decoded_ioctls() -> None:
    page = snapshots_rendered("text", (SNAPSHOT,), Options(verbose=True))
    squeezed = [" ".join(line.split()) for line in page.splitlines()]
    assert squeezed[0].startswith("v5.1 on x86_64: 1 header, 5 constants, 1 struct or union, 1 enum, 1 typedef, 2 gaps")
    for row in (
        "SHAPES_SET_POINT 0x40105301 unsigned int linux/shapes.h:40 _IOW('S', 0x1, struct point), 16 bytes",
        "SHAPE_NONE -0x1 (-1) int linux/shapes.h:50 enum shape",
        "struct point: size 16 bytes, align 8 linux/shapes.h:11",
        "0 +4 __u32 x",
        "4 :3 unsigned int hidden",
        "4.3 +3.5 (padding)",
        "16 +0 (flexible) __u32[] more",
        "SHAPES_AREA(w, h...) function linux/shapes.h:55 ((w) * (h))",
        "linux/shapes.h:3 #include <linux/colours.h> no such header in the tree",
        "not exported on x86_64: linux/nowhere.h",
    ):
        assert row in squeezed
    assert "SHAPES_AREA" not in snapshots_rendered("text", (SNAPSHOT,), OPTIONS)


def test_no_snapshot_is_no_text_and_an_empty_list() -> None:
    assert snapshots_rendered("text", (), OPTIONS) == ""
    assert json.loads(written()) == {"schema": "uapicheck.snapshot/1", "snapshots": []}
