"""What only several targets together tell of news."""

from collections.abc import Iterable

from tests.diff.facts import header, snapshot, struct
from uapicheck.diff.changes import comparison
from uapicheck.diff.compat import joined
from uapicheck.frozen import replaced
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Fact, Record
from uapicheck.model.news import CompatLayoutDiffered, FieldIntroduced, NewsChange

POINT = struct("point", ("void *", "data", 8))
OLD = struct("old", ("__u32", "x", 4))


def one(target: str, old: Iterable[Fact], new: Iterable[Fact], *, name: str = "linux/point.h") -> Comparison:
    before = snapshot(header(OLD, name="linux/old.h"), *([header(*old, name=name)] if old else []))
    after = snapshot(header(OLD, name="linux/old.h"), header(*new, name=name))
    arch = {"x86_64": "x86", "i386": "x86"}.get(target, target)
    return comparison(replaced(before, target=target), replaced(after, target=target), arch=arch)


def narrow(record: Record) -> Record:
    fields = tuple(replaced(field, bit_size=32) for field in record.fields)
    return replaced(record, size=4, fields=fields)


def news(found: Iterable[Comparison]) -> dict[str, set[str]]:
    return {c.target: {type(n).__name__ for n in c.changes if isinstance(n, NewsChange)} for c in found}


def test_a_layout_that_32_bit_programs_have_otherwise_follows_from_its_pointer() -> None:
    found = joined([one("x86_64", [OLD], [OLD, POINT]), one("i386", [OLD], [OLD, narrow(POINT)])])
    (change,) = [c for c in found[0].changes if isinstance(c, CompatLayoutDiffered)]
    assert change.path == "data"
    assert [each.target for each in change.compat] == ["i386"]
    assert change.cause is not None
    assert change.cause.change == FieldIntroduced.__name__
    assert not any(isinstance(c, CompatLayoutDiffered) for c in found[1].changes)


def test_a_layout_that_is_the_same_is_no_news() -> None:
    found = joined([one("x86_64", [OLD], [OLD, POINT]), one("i386", [OLD], [OLD, POINT])])
    assert "CompatLayoutDiffered" not in news(found)["x86_64"]


def test_definitions_that_read_differently_are_two() -> None:
    other = replaced(narrow(POINT), text="struct point { __u32 data; }")
    found = joined([one("x86_64", [OLD], [OLD, POINT]), one("i386", [OLD], [OLD, other])])
    assert "CompatLayoutDiffered" not in news(found)["x86_64"]


def test_an_old_header_that_a_further_target_gets_is_no_news() -> None:
    found = joined([one("x86_64", [POINT], [POINT]), one("loongarch", [], [POINT])])
    assert news(found) == {"x86_64": set(), "loongarch": set()}


def test_what_is_new_in_it_is_told_where_the_header_was() -> None:
    found = joined([one("x86_64", [OLD], [OLD, POINT]), one("loongarch", [], [OLD, POINT])])
    assert news(found) == {"x86_64": {"RecordIntroduced", "FieldIntroduced"}, "loongarch": set()}


def test_a_header_that_is_new_everywhere_is_news_everywhere() -> None:
    found = joined([one("x86_64", [], [POINT]), one("loongarch", [], [POINT])])
    assert news(found)["x86_64"] == news(found)["loongarch"] == {"RecordIntroduced", "FieldIntroduced"}
