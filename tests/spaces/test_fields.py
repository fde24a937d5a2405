"""Number spaces: read from the headers, bounded whatever these say, described by data."""

import pytest

from tests.diff.facts import header, macro, snapshot
from uapicheck.diff.changes import changes
from uapicheck.engine.headroom import summary
from uapicheck.errors import ConfigError
from uapicheck.model.facts import Snapshot
from uapicheck.spaces.fields import shipped_words, spaces, words_of

KVM = "linux/kvm.h"
SIZE = 52


def kvm(*, mask: int = 0xF << SIZE, shift: int = SIZE, **sizes: int) -> Snapshot:
    facts = [
        macro("KVM_REG_SIZE_MASK", mask, 1, header=KVM),
        macro("KVM_REG_SIZE_SHIFT", shift, 2, header=KVM),
        *(macro(f"KVM_REG_SIZE_{name}", value, 3, header=KVM) for name, value in sizes.items()),
    ]
    return snapshot(header(*facts, name=KVM))


def test_the_size_space_has_sixteen_codes() -> None:
    (space,) = spaces(kvm(U8=0, U32=2 << SIZE))
    found = summary(space)
    assert (found.bits, found.capacity, found.holes, found.next) == ("55-52", 16, (1,), 3)
    assert found.taken == (("KVM_REG_SIZE_U8", 0), ("KVM_REG_SIZE_U32", 2))


def test_a_value_with_bits_below_the_field_takes_no_code() -> None:
    space = spaces(kvm(U8=0, U2048=0x80))[0]
    found = summary(space)
    assert 8 in found.free
    assert [name for name, _ in found.taken] == ["KVM_REG_SIZE_U8"]
    assert found.remarks[0] == "KVM_REG_SIZE_U2048 = 0x80 has bits below the field, and is no code of it"


@pytest.mark.parametrize("shift", [-1, 0, 51, 52, 64, 1 << 40])
@pytest.mark.parametrize("mask", [0, 1, -1, 0xF << SIZE, (1 << 64) - 1, 1 << 200])
def test_no_mask_and_shift_make_it_fall_over(mask: int, shift: int) -> None:
    old, new = kvm(U8=0, U16=1 << SIZE), kvm(mask=mask, shift=shift, U8=0, U16=1 << SIZE, U999999999=3 << SIZE)
    changes(old, new)
    for space in spaces(new):
        assert len(summary(space).free) <= 256


def test_a_snapshot_without_the_masks_has_no_space() -> None:
    assert spaces(snapshot(header(macro("X", 1)))) == ()


def test_the_shipped_words_name_size_and_architecture() -> None:
    assert [space.role for space in shipped_words().spaces] == ["size", "arch"]


@pytest.mark.parametrize(
    "text",
    [
        "[[space]]",
        "[[space]]\nname = 1",
        "space = 3",
        "[[id]]\nparts = '('\nfields = []",
        "]",
        "[[space]]\nname = 'A'\nkind = 'words'\nmembers = ['A_*']",
        "[[space]]\nname = 'A'\nkind = 'numbers'\nmembers = 'A_*'",
        "[[space]]\nname = 'A'\nkind = 'numbers'\nmembers = ['A_[(+]']",
        "[[space]]\nname = 'A'\nkind = 'numbers'\nmember = ['A_*']",
        "[[space]]\nname = 'A'\nkind = 'numbers'\nmembers = ['A_*']\nwidht = 3",
        "[[space]]\nname = 'A'\nkind = 'flags'\nmembers = ['A_*']\nwidth = -1",
        "[[space]]\nname = 'A'\nkind = 'flags'\nmembers = ['A_*']\nwidth = 1000000000",
        "[[space]]\nname = 'A'\nkind = 'numbers'\nmembers = ['A_*']\nretired = { A_B = 'x' }",
        "[[space]]\nname = 'A'\nkind = 'ioctls'",
        "[[space]]\nname = 'A'\nmembers = ['A_*']",
        "[[id]]\nparts = ['A']\nfields = []\n[[id.payload]]\narch = 'A'\nbits = '0-27'",
        "x = " + "[" * 5000,
    ],
)
def test_malformed_words_are_an_error_with_a_place(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^spaces.toml: "):
        words_of(text, where="spaces.toml")
