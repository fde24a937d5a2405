"""Histories as text, JSON and HTML: what they leave out, what they escape, what they need."""

import json
import re

import pytest

from tests.render.schemas import complaints
from uapicheck.errors import UsageError
from uapicheck.model.history import Commit, Event, EventKind, History, Name, Step, Value
from uapicheck.model.report import Severity
from uapicheck.render.formats import HISTORY_FORMATS, history_rendered
from uapicheck.render.options import Options

EVIL = "<script>alert(1)</script>\x1b[31m\u202e\"'&"
BOTH = ("x86_64", "s390x")


def step(number: int, subject: str = "demo") -> Step:
    commit = Commit(id=f"{number}" * 40, date=f"2021-01-0{number}", subject=subject)
    return Step(release=f"v{number}.0", date=commit.date, commit=commit)


def event(name: str, kind: EventKind, at: int, old: str | None, new: str | None, **more: object) -> Event:
    given = {"name": name, "event": kind, "thing": "macro", "step": at, "targets": BOTH, "among": BOTH}
    given |= {"old": old, "new": new, "header": "linux/demo.h"}
    return Event(**(given | more))  # type: ignore[arg-type]  # the tests name fields that there are


def name(text: str, *, first: tuple[str, ...] = (), last: tuple[str, ...] = BOTH, record: str = "") -> Name:
    values = (Value(text="1", targets=last),) if last else ()
    thing = "field" if record else "macro"
    return Name(
        name=text, thing=thing, header="linux/demo.h", first=first, last=last, among=BOTH, values=values, record=record
    )


def history(*told: tuple[Name, tuple[Event, ...]], patterns: tuple[str, ...] = (), subject: str = "demo") -> History:
    return History(
        label="git HEAD",
        patterns=patterns,
        steps=tuple(step(number, subject) for number in (1, 2, 3)),
        targets=BOTH,
        names=tuple(each for each, _ in told),
        events=tuple(one for _, events in told for one in events),
    )


CAME = history((name("NEW"), (event("NEW", EventKind.ADDED, 1, None, "1"),)), patterns=("NEW",))
GONE = history(
    (
        name("OLD", first=BOTH, last=()),
        (event("OLD", EventKind.REMOVED, 2, "1", None, rule="macro-removed", severity=Severity.BREAK),),
    ),
    patterns=("OLD",),
)
CARRIED = history(
    (name("struct x"), (event("struct x", EventKind.ADDED, 1, None, "8 bytes"),)),
    (
        name("struct x.a", record="struct x"),
        (event("struct x.a", EventKind.ADDED, 1, None, "int at byte 0", carrier="struct x"),),
    ),
)
HOSTILE = history(
    (
        name(EVIL, first=BOTH),
        (event(EVIL, EventKind.CHANGED, 1, EVIL, EVIL, header=EVIL, root=EVIL, severity=Severity.NOTE, doubt=EVIL),),
    ),
    patterns=(EVIL,),
    subject=EVIL,
)
NOTHING = history()
SAMPLES = {"came": CAME, "gone": GONE, "carried": CARRIED, "hostile": HOSTILE, "nothing": NOTHING}


def text(told: History, *, verbose: bool = False) -> str:
    return history_rendered("text", told, Options(width=120, verbose=verbose))


@pytest.mark.parametrize("form", HISTORY_FORMATS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_format_writes_every_history(form: str, sample: str) -> None:
    assert history_rendered(form, SAMPLES[sample], Options()).endswith("\n")


def test_an_unknown_format_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean html"):
        history_rendered("htm", CAME, Options())


@pytest.mark.parametrize("sample", SAMPLES)
def test_json_keeps_to_its_schema(sample: str) -> None:
    written = history_rendered("json", SAMPLES[sample], Options())
    assert written.isascii()
    assert complaints("history-1.schema.json", json.loads(written)) == []


def test_text_begins_with_the_answer() -> None:
    first = "NEW: since v2.0 (commit 2222222, 2021-01-02) on all 2 targets, 1"
    assert text(CAME).splitlines()[:2] == [first, "  v2.0  added    1 (2222222)"]


def test_what_is_gone_says_when_and_what_it_was() -> None:
    lines = text(GONE).splitlines()
    assert lines[0] == "OLD: there since before v1.0; gone since v3.0 (commit 3333333, 2021-01-03), was 1"
    assert lines[1] == "  v3.0  removed  was 1 [break: macro-removed] (3333333)"


def test_a_field_that_came_with_its_struct_is_only_counted() -> None:
    assert "struct x.a" not in text(CARRIED)
    assert "1 event told by that of a header or struct" in " ".join(text(CARRIED).split())
    assert "struct x.a" in text(CARRIED, verbose=True)


def test_a_struct_is_no_younger_for_a_field_that_it_got() -> None:
    told = history(
        (name("struct x", first=BOTH), (event("struct x", EventKind.CHANGED, 1, "4 bytes", "8 bytes"),)),
        (name("struct x.a", record="struct x"), (event("struct x.a", EventKind.ADDED, 1, None, "int at byte 4"),)),
    )
    page = history_rendered("html", told, Options())
    assert "there since before v1.0 on all 2 targets, 1; changed in v2.0" in page
    assert "<code>.a int at byte 4</code>" in page


def test_targets_that_joined_later_are_not_said_to_have_had_a_name_before() -> None:
    joined = event("OLD", EventKind.ADDED, 1, None, "1", targets=("s390x",), elsewhere=True, carrier="linux/demo.h")
    told = history((name("OLD", first=("x86_64",)), (joined,)), patterns=("OLD",))
    assert text(told).startswith("OLD: there since before v1.0, now on all 2 targets, 1\n")


def test_no_input_reaches_a_terminal_or_a_page_as_it_is() -> None:
    shown = text(HOSTILE, verbose=True)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    page = history_rendered("html", HOSTILE, Options())
    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert page.count("<script>") == 1


def test_a_page_lets_in_its_own_style_and_script_and_nothing_else() -> None:
    page = history_rendered("html", CAME, Options())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in policy[1]
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)


def test_every_link_of_a_page_leads_somewhere() -> None:
    for sample in SAMPLES.values():
        page = history_rendered("html", sample, Options())
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_line_of_the_timeline_is_as_wide_as_its_head() -> None:
    for sample in SAMPLES.values():
        page = history_rendered("html", sample, Options())
        width = len(re.findall(r'<th scope="col"', page)) - 1
        for line in re.findall(r'<tr class="n">(.*)', page):
            cells = re.findall(r"<td([^>]*)>", line)
            spans = [int(match[1]) if (match := re.search(r'colspan="(\d+)"', cell)) else 1 for cell in cells]
            assert sum(spans) == width


def test_the_same_history_gives_the_same_bytes() -> None:
    for form in HISTORY_FORMATS:
        assert history_rendered(form, HOSTILE, Options()) == history_rendered(form, HOSTILE, Options())
