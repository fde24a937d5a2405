"""Which members of a record hold others."""

from hypothesis import given
from hypothesis import strategies as st

from tests.diff.facts import struct
from uapicheck.diff.fields import leaves

NAMES = st.sampled_from(["a", "b", "a[]", "b[]"])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map(".".join), max_size=12, unique=True)


@given(PATHS)
def test_a_leaf_is_a_member_whose_path_begins_no_other(paths: list[str]) -> None:
    record = struct("point", *[("__u32", path, 4) for path in paths])
    holders = {path[:at].removesuffix("[]") for path in paths for at, letter in enumerate(path) if letter == "."}
    assert list(leaves(record)) == [path for path in paths if path not in holders]
