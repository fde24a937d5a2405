"""Changes of macros and enumerators that both sides have, and of those that came and went."""

import re
from collections.abc import Hashable, Iterator, Mapping

from uapicheck.diff.gaps import Gaps
from uapicheck.diff.pairs import Come, Gone, Pair
from uapicheck.diff.types import representation
from uapicheck.diff.words import (
    is_collector,
    is_limit,
    is_release_part,
    is_sentinel,
    is_version,
    may_end_enum,
    names_reserved_bits,
)
from uapicheck.model.change import (
    Change,
    ConstantTypeChanged,
    EnumeratorRenumbered,
    FactHidden,
    FactKindChanged,
    FunctionMacroBodyChanged,
    FunctionMacroParametersChanged,
    IoctlNumberChanged,
    MacroTextChanged,
    MacroValueChanged,
    MacroValueGained,
    MacroValueLost,
    MaskWidened,
    ReservedBitsUsed,
    SentinelMoved,
    VersionRaised,
)
from uapicheck.model.facts import Constant, ConstantKind, HeaderFacts, Macro, MacroKind
from uapicheck.model.subject import Cause, Subject

_FREE = re.compile(r"__NR_(?:available|reserved|unused)\d*")
"""A row that keeps a number free: who gets it is no other name of it."""
_COUNTS = frozenset({"NUM", "NR", "MAX", "AFTER"})
_COUNTING = frozenset({"NUM", "NR", "MAX", "LAST", "COUNT", "CNT", "END"})
_MOST_NEW = 1024
"""Members that a family gains at a time, with room to spare."""
_WORD = re.compile(r"[A-Za-z_]\w*")
# How sure the extractor can be of these depends on what else it could read, so going from one to the other is text.
_LOOSE = frozenset({MacroKind.ALIAS, MacroKind.STATEMENT, MacroKind.EXPRESSION})


class Values:
    """Compares what goes by one name on both sides of one target."""

    def __init__(self, target: str, gaps: Gaps, added: dict[str, Constant], facts: Mapping[str, HeaderFacts]) -> None:
        self._target = target
        self._gaps = gaps
        self._added = added
        """Constants that only the new side has."""
        self._facts = facts
        """What the new side has, by header."""

    def changes(self, pair: Pair) -> Iterator[Change]:
        """Compare one macro or enumerator."""
        subject = Subject(header=pair.header, symbol=pair.name)
        match pair.old, pair.new:
            case Constant() as old, Constant() as new:
                if old.value == new.value and _is_macro(old) and not _is_macro(new):
                    yield FactKindChanged(subject=subject, old=old, new=new)
                elif old.value != new.value or old.type != new.type:
                    yield from self._constants(subject, old, new)
            case Constant() as old, Macro(kind=MacroKind.EXPRESSION) as new:
                if (gap := self._gaps.excuse(new.where.header)) is not None:
                    yield FactHidden(subject=subject, fact=old, gap=gap)
                else:
                    yield MacroValueLost(subject=subject, old=old, new=new)
            case Macro(kind=MacroKind.EXPRESSION) as old, Constant() as new:
                yield MacroValueGained(subject=subject, old=old, new=new)
            case Macro() as old, Macro() as new:
                yield from _macros(subject, old, new)
            case old, new:
                yield FactKindChanged(subject=subject, old=old, new=new)

    def _constants(self, subject: Subject, old: Constant, new: Constant) -> Iterator[Change]:
        if old.value == new.value or self._is_same_bits(old, new):
            if old.type != new.type:
                before, after = representation(old.type, self._target), representation(new.type, self._target)
                yield ConstantTypeChanged(
                    subject=subject, old=old, new=new, same_representation=before is not None and before == after
                )
        elif old.ioctl is not None or new.ioctl is not None:
            yield IoctlNumberChanged(subject=subject, old=old, new=new, parts=_parts(old, new))
        elif self._is_moved_sentinel(old, new):
            yield SentinelMoved(subject=subject, old=old, new=new)
        elif self._is_mended_sentinel(old, new):
            yield SentinelMoved(subject=subject, old=old, new=new, behind_new=False)
        elif is_release_part(new.name):
            whole = Subject(header=subject.header, symbol="LINUX_VERSION_CODE")
            yield VersionRaised(subject=subject, old=old, new=new, cause=Cause(change="VersionRaised", subject=whole))
        elif old.kind is new.kind is ConstantKind.MACRO and is_version(new.name) and new.value > old.value:
            yield VersionRaised(subject=subject, old=old, new=new)
        elif self._hands_out_bits(old, new):
            yield ReservedBitsUsed(subject=subject, old=old, new=new)
        elif flags := self._gained_flags(old, new):
            yield MaskWidened(subject=subject, old=old, new=new, flags=flags, known=self._known(flags))
        elif old.kind is ConstantKind.ENUMERATOR and new.kind is ConstantKind.ENUMERATOR:
            yield EnumeratorRenumbered(subject=subject, old=old, new=new)
        else:
            raised = is_limit(new.name) and not self._is_code(old) and new.value > old.value >= 0
            yield MacroValueChanged(subject=subject, old=old, new=new, raises_limit=raised)

    def _is_code(self, old: Constant) -> bool:
        """Tell whether its header hands a number out between others: `KVM_CAP_MAX_VCPUS` limits nothing.

        A limit may well stand right behind what it limits.
        """
        facts, family = self._facts.get(old.where.header), _first_words(old.name)
        if facts is None:
            return False
        beside = {
            constant.value - old.value
            for name, constant in facts.constants.items()
            if name != old.name and name not in self._added and not is_limit(name) and _first_words(name) == family
        }
        return {-1, 1} <= beside

    def _is_same_bits(self, old: Constant, new: Constant) -> bool:
        """Tell whether two numbers are the same once both have the wider one's width: `-1` and `0xffffffffU`."""
        before, after = representation(old.type, self._target), representation(new.type, self._target)
        if before is None or after is None or before == after:
            return False
        return (old.value - new.value) % (1 << 8 * max(before[0], after[0])) == 0

    def _is_moved_sentinel(self, old: Constant, new: Constant) -> bool:
        """Tell whether what ends a family follows members that are new.

        Enumerators without a number of their own are looked at with their enum, constants with the same text with
        what they use.
        """
        is_implied = not new.text and old.kind is new.kind
        if new.value < old.value or is_implied or old.text == new.text:
            return False
        if self._is_passed(old, new):
            return True
        if not is_sentinel(new.name):
            return False
        if any(name in self._added for name in new.uses):
            return True
        return any(
            _is_member(new.name, constant, old.value, new.value)
            for constant in self._added.values()
            if (constant.where.header == new.where.header or _is_syscall_count(new.name))
            and not is_sentinel(constant.name)
        )

    def _is_mended_sentinel(self, old: Constant, new: Constant) -> bool:
        """Tell whether what fell short of the last enumerator of its enum is now computed to be that."""
        facts = self._facts.get(new.where.header)
        is_computed = new.kind is ConstantKind.ENUMERATOR and new.uses and old.text != new.text
        if facts is None or not is_computed or new.value < old.value or not is_sentinel(new.name):
            return False
        values = [
            constant.value
            for name, constant in facts.constants.items()
            if constant.enum == new.enum and not is_sentinel(name)
        ]
        return bool(values) and max(values) == new.value

    def _is_passed(self, old: Constant, new: Constant) -> bool:
        """Tell whether members that are new have each of the numbers that a constant went over, and it counts them.

        It counts by its name, and stands where it stood: right behind what its header numbers.
        """
        facts = self._facts.get(new.where.header)
        if facts is None or not may_end_enum(new.name) or not 0 < new.value - old.value <= _MOST_NEW:
            return False
        fresh: dict[int, set[str]] = {}
        for name, constant in self._added.items():
            if constant.where.header == new.where.header:
                fresh.setdefault(constant.value, set()).update(_counted_as(name, new.name))
        families = set.intersection(*(fresh.get(number, set()) for number in range(old.value, new.value)))
        return any(
            constant.value == old.value - 1 and not families.isdisjoint(_counted_as(name, new.name))
            for name, constant in facts.constants.items()
        )

    def _hands_out_bits(self, old: Constant, new: Constant) -> bool:
        """Tell whether bits that nobody had are put to use: of a mask of such, or of what flags leave over."""
        if new.value & ~old.value or old.text == new.text:
            return False
        if names_reserved_bits(new.name):
            return True
        flags = [name for name in new.uses if name not in old.uses]
        rest = new.text.startswith("~") and old.text.startswith("~") and set(old.uses) <= set(new.uses)
        return rest and bool(flags) and all(name in self._added for name in flags)

    def _known(self, flags: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in flags if name not in self._added)

    def _gained_flags(self, old: Constant, new: Constant) -> tuple[str, ...]:
        if not is_collector(new.name) or old.value & ~new.value or old.text == new.text:
            return ()
        flags = tuple(name for name in new.uses if name not in old.uses)
        if flags:
            return flags if set(old.uses) <= set(new.uses) else ()
        # Written as one number: each bit gained must be a flag that is new beside it.
        gained, word = new.value & ~old.value, new.name.partition("_")[0]
        found = tuple(
            name
            for name, constant in self._added.items()
            if constant.value & gained == constant.value != 0
            and constant.where.header == new.where.header
            and name.partition("_")[0] == word
        )
        for name in found:
            gained &= ~self._added[name].value
        return found if not gained else ()


def _is_macro(constant: Constant) -> bool:
    """Tell whether `#ifdef` sees a constant."""
    return constant.kind is ConstantKind.MACRO or constant.defined


def _is_syscall_count(name: str) -> bool:
    """Tell whether `name` counts the names that begin as it does: `__NR_syscalls`, whose members have many headers."""
    return name.lstrip("_").startswith("NR_") and "syscall" in name


def _is_member(sentinel: str, constant: Constant, low: int, high: int) -> bool:
    """Tell whether `constant` is a member that moved `sentinel` from `low` to `high`."""
    value = constant.value if constant.ioctl is None else constant.ioctl.nr
    if not low <= value <= high:
        return False
    if _is_syscall_count(sentinel):
        return constant.name.startswith(sentinel[: sentinel.index("NR_") + 3])
    # `*_END` and `*_LAST` end whatever their header numbers; `*_MAX` may be a length, so its family must be the same.
    loose = sentinel.endswith(("_END", "_LAST"))
    family = (sentinel.partition("_")[0],) if loose else _family(sentinel)
    words = tuple(constant.name.split("_")) if loose else _family(constant.name)
    return bool(family) and words[: len(family)] == family


def _first_words(name: str) -> list[str]:
    words = name.split("_")
    return words[:2] if len(words) > 2 else words[:1]  # noqa: PLR2004 - two tell a family where a third tells the member


def _counted_as(name: str, count: str) -> tuple[str, ...]:
    """Return the family that a constant is counted with by another one, empty where it cannot be one of its members.

    `__POINT_MAX_BIT` counts `POINT_THIN_BIT`; what `NR_POINTS` counts may be called anything, but all of it alike.
    """
    words, counting = name.strip("_").split("_"), count.strip("_").split("_")
    place = next((at for at, word in enumerate(counting) if word in _COUNTING), len(counting))
    before, after = counting[:place], counting[place + 1 :]
    if any(word in _COUNTING for word in words) or not after:
        return ()
    if before:
        return tuple(before) if words[:place] == before and words[-len(after) :] == after else ()
    return (words[0],) if counting[0] in {"NR", "NUM"} else ()


def _parts(old: Constant, new: Constant) -> tuple[str, ...]:
    if old.ioctl is None or new.ioctl is None:
        return ()
    return tuple(
        part for part in ("direction", "type", "nr", "size") if getattr(old.ioctl, part) != getattr(new.ioctl, part)
    )


def _family(name: str) -> tuple[str, ...]:
    """Return the words of a sentinel or member but the last: `KVM_DEV_TYPE_MAX` is of `KVM_DEV_TYPE`.

    `KVM_ARM_NUM_TARGETS` is of `KVM_ARM_TARGET`, `NSIGSEGV` of `SEGV`.
    """
    if name.startswith("NSIG") and "_" not in name:
        return (name.removeprefix("NSIG"),)  # NSIGSEGV counts SEGV_MAPERR and its like
    words = [word for word in name.split("_") if word]
    if len(words) > 1 and words[-2] in _COUNTS:
        words = [*words[:-2], words[-1].removesuffix("S"), ""]
    return tuple(word for word in words[:-1] if word not in _COUNTS)


def _macros(subject: Subject, old: Macro, new: Macro) -> Iterator[Change]:
    is_call, was_call = new.kind is MacroKind.FUNCTION, old.kind is MacroKind.FUNCTION
    if is_call and was_call:
        if _arity(old) != _arity(new):
            yield FunctionMacroParametersChanged(subject=subject, old=old, new=new)
        elif _positional(old) != _positional(new):
            yield FunctionMacroBodyChanged(subject=subject, old=old, new=new)
    elif old.text == new.text and not is_call and not was_call:
        return
    elif old.kind is new.kind or (old.kind in _LOOSE and new.kind in _LOOSE):
        yield MacroTextChanged(subject=subject, old=old, new=new)
    else:
        yield FactKindChanged(subject=subject, old=old, new=new)


def _arity(macro: Macro) -> tuple[int, bool]:
    params = macro.params or ()
    return (len(params), bool(params) and params[-1].endswith("..."))


def _positional(macro: Macro) -> str:
    """Return the body with parameters numbered, because their names are nobody's business."""
    number = {
        (param.removesuffix("...").strip() or "__VA_ARGS__"): f"${place}"
        for place, param in enumerate(macro.params or ())
    }
    return _WORD.sub(lambda word: number.get(word[0], word[0]), macro.text)


def meaning(thing: Gone | Come) -> Hashable | None:
    """Return what makes a macro or enumerator the same under another name."""
    match thing.fact:
        case Constant(name=name) if _FREE.fullmatch(name):
            return None
        case Constant() as constant:
            # What counts syscalls is none.
            return (constant.kind, constant.value, constant.type, constant.name.startswith("__NR_"))
        case Macro(kind=MacroKind.FUNCTION) as macro if macro.text:
            return (macro.kind, _arity(macro), _positional(macro))
        case Macro() as macro if macro.text:
            return (macro.kind, macro.text)
    return None
