"""Changes of texts: by content, wherever it stands, and silent on what only moved."""

from collections.abc import Mapping

from tests.diff.facts import header, macro, place, snapshot
from uapicheck.diff.lexical import text_changes, unresolved_includes
from uapicheck.model.facts import Gap
from uapicheck.model.text_change import HeaderText, LineCommentAdded, TextFact, TextKind

Shown = Mapping[str, list[tuple[TextKind, str]]]
NOTED = "GPL-2.0 WITH Linux-syscall-note"


def texts(shown: Shown, *, is_source: bool = True) -> dict[str, HeaderText]:
    return {
        name: HeaderText(
            header=name,
            path=f"include/uapi/{name}",
            is_source=is_source,
            facts=tuple(TextFact(kind=k, symbol=s, line=number) for number, (k, s) in enumerate(facts, start=1)),
        )
        for name, facts in shown.items()
    }


def news(old: Shown, new: Shown, *, is_source: bool = True, is_licensed: bool = True) -> list[tuple[str, str]]:
    found = text_changes(texts(old, is_source=is_source), texts(new, is_source=is_source), is_licensed=is_licensed)
    return [(type(change).__name__, change.subject.symbol) for change in found]


def test_what_the_old_text_had_is_no_news() -> None:
    shown = [(kind, "thing") for kind in TextKind]
    assert news({"a.h": shown}, {"a.h": [*reversed(shown), *shown]}) == []


def test_a_configuration_symbol_is_news_once() -> None:
    twice = [(TextKind.CONFIG, "CONFIG_A"), (TextKind.CONFIG, "CONFIG_A")]
    assert news({"a.h": []}, {"a.h": twice}) == [("ConfigSymbolAdded", "CONFIG_A")]


def test_what_moves_to_another_header_is_no_news() -> None:
    config = (TextKind.CONFIG, "CONFIG_A")
    assert news({"a.h": [config], "b.h": []}, {"a.h": [], "b.h": [config]}) == []
    assert news({"a.h": [config], "b.h": []}, {"a.h": [config], "b.h": [config]}) == [("ConfigSymbolAdded", "CONFIG_A")]


def test_a_renamed_header_lacks_nothing_that_the_old_one_had() -> None:
    assert news({"a.h": [(TextKind.UNGUARDED, "struct a")]}, {"b.h": [(TextKind.UNGUARDED, "struct a")]}) == []


def test_a_new_header_must_have_guard_and_license() -> None:
    unguarded = (TextKind.UNGUARDED, "struct a")
    assert news({}, {"a.h": [unguarded]}) == [("GuardOmitted", "a.h"), ("LicenseOmitted", "a.h")]
    assert news({}, {"a.h": [(TextKind.LICENSE, NOTED)]}) == []
    assert news({}, {"a.h": [unguarded]}, is_source=False) == [("GuardOmitted", "a.h")]
    assert news({"a.h": []}, {"a.h": [unguarded]}) == []


def test_headers_of_a_time_before_spdx_lines_need_none() -> None:
    assert news({}, {"a.h": []}, is_licensed=False) == []


def test_a_line_comment_that_reads_differently_is_an_edit() -> None:
    one, other, third = ((TextKind.LINE_COMMENT, text) for text in ("a", "b", "c"))
    assert news({"a.h": [one]}, {"a.h": [other]}) == []
    (change,) = text_changes(texts({"a.h": [one]}), texts({"a.h": [other, third]}), is_licensed=True)
    assert isinstance(change, LineCommentAdded)
    assert (change.text, change.count, change.where.line) == ("b", 1, 1)


def test_only_the_gpl_needs_the_syscall_note() -> None:
    for text in (
        NOTED,
        "((GPL-2.0-only WITH Linux-syscall-note) OR BSD-2-Clause)",
        "LGPL-2.1+",
        "MIT",
        "GPL-1.0+ WITH Linux-syscall-note AND GPL-2.0 WITH Linux-syscall-note",
    ):
        assert news({"a.h": []}, {"a.h": [(TextKind.LICENSE, text)]}) == []
    for text in ("GPL-2.0", "GPL-2.0-only OR MIT", "(MIT OR GPL-2.0)", f"({NOTED}) OR GPL-3.0"):
        assert news({"a.h": []}, {"a.h": [(TextKind.LICENSE, text)]}) == [("SyscallNoteOmitted", "a.h")]


def test_keywords_count_where_nothing_respells_them_any_more() -> None:
    facts = [(TextKind.KEYWORD, "inline"), (TextKind.KERNEL_MEMBERS, "struct a")]
    assert news({"a.h": []}, {"a.h": facts}) == [("KernelMembersAdded", "struct a")]
    assert news({"a.h": []}, {"a.h": facts}, is_source=False) == [("KeywordAdded", "inline")]


def missing(name: str, line: int = 3) -> Gap:
    return Gap(where=place(line), what=f"#include <{name}>", why="it is not there")


def test_an_include_that_is_not_there_is_news_where_it_is_new() -> None:
    old, gap = snapshot(header(macro("A", 1))), missing("linux/inner.h")
    new = snapshot(header(macro("A", 1)), gaps=[gap])
    (change,) = unresolved_includes(old, new)
    assert (change.name, change.where.line) == ("linux/inner.h", 3)
    assert unresolved_includes(snapshot(header(macro("A", 1)), gaps=[missing("linux/inner.h", 2)]), new) == ()


def test_an_include_whose_header_went_away_is_told_there() -> None:
    old = snapshot(header(macro("A", 1)), header(macro("B", 1), name="linux/inner.h"))
    assert unresolved_includes(old, snapshot(header(macro("A", 1)), gaps=[missing("linux/inner.h")])) == ()


def test_headers_of_the_c_library_are_no_news() -> None:
    gaps = [missing("sys/socket.h"), missing("time.h"), Gap(where=place(1), what="#if", why="no")]
    assert unresolved_includes(snapshot(header()), snapshot(header(), gaps=gaps)) == ()
