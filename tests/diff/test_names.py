"""Macros and enumerators: what counts as a change and what follows from what."""

from tests.diff.facts import enumerators, found, macro, unresolved


def test_the_same_value_in_another_text_is_no_change() -> None:
    assert found([macro("A", 8)], [macro("A", 8, text="( 1 << 3 )")]) == []


def test_a_line_inserted_above_is_no_change() -> None:
    assert found([macro("A", 8, 1), macro("B", 9, 2)], [macro("A", 8, 41), macro("B", 9, 42)]) == []


def test_a_macro_that_became_an_enumerator_of_the_same_value_is_no_longer_seen_by_ifdef() -> None:
    new = enumerators("e", "A", "B")
    assert found([macro("A", 0), macro("B", 1)], new) == [
        ("EnumAdded", "enum e", ""),
        ("FactKindChanged", "A", ""),
        ("FactKindChanged", "B", ""),
    ]


def test_a_macro_computed_from_a_changed_one_follows_from_it() -> None:
    old = [macro("SHIFT", 4), macro("UNIT", 16, text="( 1 << SHIFT )"), macro("TWO", 32, text="( UNIT * 2 )")]
    new = [macro("SHIFT", 5), macro("UNIT", 32, text="( 1 << SHIFT )"), macro("TWO", 64, text="( UNIT * 2 )")]
    assert found(old, new) == [
        ("MacroValueChanged", "SHIFT", ""),
        ("MacroValueChanged", "TWO", "UNIT"),
        ("MacroValueChanged", "UNIT", "SHIFT"),
    ]


def test_a_macro_that_was_rewritten_as_well_is_a_cause_of_its_own() -> None:
    old = [macro("SHIFT", 4), macro("UNIT", 16, text="( 1 << SHIFT )")]
    new = [macro("SHIFT", 5), macro("UNIT", 64, text="( 2 << SHIFT )")]
    assert found(old, new) == [("MacroValueChanged", "SHIFT", ""), ("MacroValueChanged", "UNIT", "")]


def test_a_rename_needs_the_same_neighbours() -> None:
    old = [macro("A", 1, 1), macro("B", 2, 2), macro("C", 3, 3), macro("D", 4, 4)]
    beside = [macro("A", 1, 1), macro("BB", 2, 2), macro("C", 3, 3), macro("D", 4, 4)]
    apart = [macro("A", 1, 1), macro("C", 3, 3), macro("D", 4, 4), macro("E", 5, 5), macro("BB", 2, 9)]
    assert found(old, beside) == [("MacroRenamed", "B", "")]
    assert ("MacroRemoved", "B", "") in found(old, apart)


def test_a_rename_with_two_candidates_is_a_removal_and_two_additions() -> None:
    old = [macro("A", 1, 1), macro("B", 2, 2)]
    new = [macro("A", 1, 1), macro("X", 2, 2), macro("Y", 2, 3)]
    assert found(old, new) == [("MacroAdded", "X", ""), ("MacroAdded", "Y", ""), ("MacroRemoved", "B", "")]


def test_a_macro_that_kept_its_old_name_beside_the_new_one_is_only_added_to() -> None:
    new = [macro("BETTER", 1, 1), macro("A", 1, 2, text="BETTER")]
    assert found([macro("A", 1)], new) == [("MacroAdded", "BETTER", "")]


def test_an_appended_enumerator_is_an_addition() -> None:
    assert found(enumerators("e", "A", "B"), enumerators("e", "A", "B", "C")) == [("EnumeratorAdded", "C", "")]


def test_a_sentinel_behind_an_appended_enumerator_moved() -> None:
    old, new = enumerators("e", "A", "E_MAX"), enumerators("e", "A", "B", "E_MAX")
    assert found(old, new) == [("EnumeratorAdded", "B", ""), ("SentinelMoved", "E_MAX", "")]


def test_enumerators_inserted_side_by_side_are_one_cause() -> None:
    old, new = enumerators("e", "A", "B", "E_MAX"), enumerators("e", "A", "X", "Y", "B", "E_MAX")
    assert found(old, new) == [
        ("EnumeratorInserted", "X", ""),
        ("EnumeratorInserted", "Y", "X"),
        ("EnumeratorRenumbered", "B", "Y"),
        ("EnumeratorRenumbered", "E_MAX", "Y"),
    ]


def test_enumerators_behind_a_removed_one_follow_from_it() -> None:
    assert found(enumerators("e", "A", "B", "C"), enumerators("e", "A", "C")) == [
        ("EnumeratorRemoved", "B", ""),
        ("EnumeratorRenumbered", "C", "B"),
    ]


def test_a_renamed_enumerator_moves_nothing() -> None:
    old, new = enumerators("e", "A", "B", "C"), enumerators("e", "A", "BB", "C")
    assert found(old, new) == [("EnumeratorRenamed", "B", "")]


def test_a_macro_that_stops_evaluating_lost_its_value_and_the_reverse_is_an_addition() -> None:
    old, new = [macro("A", 8)], [unresolved("A", "BIT(3)")]
    assert found(old, new) == [("BodyIntroduced", "A", "A"), ("MacroValueLost", "A", "")]
    assert found(new, old) == [("MacroValueGained", "A", "")]
    assert found(new, new) == []


def test_what_is_computed_from_a_moved_sentinel_moved_too() -> None:
    old = [*enumerators("e", "A", "e_nr_max"), macro("VALID", 1, text="( ( 1 << e_nr_max ) - 1 )")]
    new = [*enumerators("e", "A", "B", "e_nr_max"), macro("VALID", 3, text="( ( 1 << e_nr_max ) - 1 )")]
    assert found(old, new) == [
        ("EnumeratorAdded", "B", ""),
        ("SentinelMoved", "VALID", "e_nr_max"),
        ("SentinelMoved", "e_nr_max", ""),
    ]
