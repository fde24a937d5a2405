"""Headers: what moved, what is out of reach, and what a gap may hide."""

from tests.diff.facts import header, macro, place, snapshot, struct, told, unresolved
from uapicheck.diff.changes import changes
from uapicheck.model.facts import Gap

A, B = "linux/a.h", "linux/b.h"


def both(*shown: str) -> dict[str, tuple[str, ...]]:
    return {A: shown or (A,), B: (B,)}


def test_a_name_that_moves_into_an_included_header_moved() -> None:
    old = snapshot(header(macro("X", 1, header=A), name=A), header(name=B), reaches=both(A, B))
    new = snapshot(header(name=A), header(macro("X", 1, header=B), name=B), reaches=both(A, B))
    assert told(changes(old, new)) == [("FactMoved", "X", "")]


def test_a_name_that_moves_where_its_users_do_not_look_is_out_of_reach() -> None:
    old = snapshot(header(macro("X", 1, header=A), name=A), header(name=B), reaches=both())
    new = snapshot(header(name=A), header(macro("X", 1, header=B), name=B), reaches=both())
    assert told(changes(old, new)) == [("FactUnreached", "X", "")]


def test_a_name_that_moves_and_changes_is_told_of_as_the_change() -> None:
    old = snapshot(header(macro("X", 1, header=A), name=A), header(name=B), reaches=both(A, B))
    new = snapshot(header(name=A), header(macro("X", 2, header=B), name=B), reaches=both(A, B))
    assert told(changes(old, new)) == [("FactMoved", "X", "X"), ("MacroValueChanged", "X", "")]


def test_one_of_two_definitions_may_go_while_the_other_is_shown() -> None:
    old = snapshot(header(macro("X", 1, header=A), name=A), header(macro("X", 1, header=B), name=B), reaches=both(A, B))
    new = snapshot(header(name=A), header(macro("X", 1, header=B), name=B), reaches=both(A, B))
    assert told(changes(old, new)) == []


def test_a_dropped_include_is_told_of_once_with_all_that_is_lost() -> None:
    facts = (header(name=A), header(macro("X", 1), macro("Y", 2), name=B))
    found = changes(snapshot(*facts, reaches=both(A, B)), snapshot(*facts, reaches=both()))
    assert told(found) == [("IncludeDropped", f"{A} -> {B}", "")]
    assert getattr(found[0], "names", None) == ("X", "Y")


def test_a_header_that_is_gone_takes_its_names_along() -> None:
    old = snapshot(header(name=A), header(macro("X", 1), name=B), reaches=both())
    new = snapshot(header(name=A), reaches={A: (A,)})
    assert told(changes(old, new)) == [("HeaderRemoved", B, ""), ("MacroRemoved", "X", B)]


def test_a_gap_of_the_new_side_makes_a_missing_struct_unknown() -> None:
    gap = Gap(where=place(7), what="struct broken {", why="syntax error")
    old, new = snapshot(header(struct("point", ("__u32", "x", 4)))), snapshot(header(), gaps=[gap])
    assert told(changes(old, new)) == [("FactHidden", "struct point", "")]


def test_a_gap_at_a_declaration_hides_no_macro() -> None:
    gap = Gap(where=place(7), what="struct broken {", why="syntax error")
    assert told(changes(snapshot(header(macro("X", 1))), snapshot(header(), gaps=[gap]))) == [("MacroRemoved", "X", "")]


def test_a_gap_of_both_sides_hides_nothing() -> None:
    gap = Gap(where=place(7), what="#include <linux/gone.h>", why="not found")
    old, new = snapshot(header(macro("X", 1)), gaps=[gap]), snapshot(header(), gaps=[gap])
    assert told(changes(old, new)) == [("MacroRemoved", "X", "")]


def test_a_missing_include_of_the_new_side_makes_a_lost_value_unknown() -> None:
    gap = Gap(where=place(7), what="#include <linux/gone.h>", why="not found")
    old, new = snapshot(header(macro("X", 1))), snapshot(header(unresolved("X", "BIT(0)")), gaps=[gap])
    assert told(changes(old, new)) == [("FactHidden", "X", "")]
