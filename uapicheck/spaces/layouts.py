"""How the 64 bits of register ids are divided: architecture, size, and what each architecture makes of the rest."""

from collections.abc import Iterator, Mapping, Sequence

from uapicheck.model.survey import BitField, IdLayout
from uapicheck.spaces.inventory import Inventory
from uapicheck.spaces.words import Payload, shipped_words

_BITS = 64


def layouts(inventories: Sequence[Inventory]) -> tuple[IdLayout, ...]:
    """Return the layout of each architecture's ids, in the order of the codes; none where the headers have no ids."""
    roles: dict[str, int] = {}
    groups: dict[str, dict[str, int]] = {}
    codes: dict[str, int] = {}
    for each in inventories:
        roles |= {space.words.role: space.mask.value for space in each.fields if space.words.role}
        for group in each.groups:
            if group.words.of:
                groups.setdefault(group.words.of, {}).setdefault(group.words.label, group.mask)
        codes |= each.ids
    if not roles:
        return ()
    found = []
    for payload in (payload for words in shipped_words().ids for payload in words.payloads):
        if payload.arch in codes:
            fields = tuple(_runs(_labels(payload, roles, groups.get(payload.arch, {}))))
            found.append(IdLayout(arch=payload.arch, code=codes[payload.arch], fields=fields))
    return tuple(sorted(found, key=lambda layout: (layout.code, layout.arch)))


def _labels(payload: Payload, roles: Mapping[str, int], groups: Mapping[str, int]) -> list[str]:
    """Return what each bit is, lowest first; masks come last, because the headers know best."""
    found = [""] * _BITS
    for label, bits in (("index", payload.bits), ("group", payload.group), *groups.items(), *roles.items()):
        for bit in range(_BITS):
            if bits >> bit & 1:
                found[bit] = label
    return found


def _runs(labels: Sequence[str]) -> Iterator[BitField]:
    high = _BITS - 1
    while high >= 0:
        low = high
        while low and labels[low - 1] == labels[high]:
            low -= 1
        yield BitField(label=labels[high], high=high, low=low)
        high = low - 1
