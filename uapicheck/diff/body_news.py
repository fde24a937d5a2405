"""Hazards of new macro bodies: names that no program gets, operators without parentheses, shifts into the sign."""

import re
from typing import TypeAlias

from uapicheck.diff import bodies
from uapicheck.diff.foreign import instead_of, may_be_libc
from uapicheck.diff.gaps import Gaps
from uapicheck.diff.index import Index, Namespace
from uapicheck.frozen import replaced
from uapicheck.model.facts import Constant, Macro, MacroKind
from uapicheck.model.news import BodyIntroduced, Unprovided
from uapicheck.model.subject import Cause, Subject

Body: TypeAlias = Constant | Macro

_LOUD = re.compile(r"[A-Z][A-Z0-9_]*[A-Z0-9]")
"""How macros are spelled: small letters are names of functions, members and types, which nobody can place."""


class BodyNews:
    """Finds what is new of bodies; a class because every answer asks the same side."""

    def __init__(self, new: Index, gaps: Gaps) -> None:
        self._new, self._gaps = new, gaps
        self._told: dict[tuple[str, tuple[Unprovided, ...]], Cause] = {}
        """By header and missing names, the first body that lacks them."""

    def change(self, subject: Subject, old: Body | None, new: Body, cause: Cause | None) -> BodyIntroduced | None:
        """Return the hazards of a body that is new, or of what is new in it; None where it has none."""
        text, before = new.text, "" if old is None else old.text
        if not text or (text.isalnum() and isinstance(new, Constant) and text.isupper()):
            return None
        is_macro = not isinstance(new, Constant) or not new.enum
        is_expression = is_macro and (isinstance(new, Constant) or new.kind is MacroKind.EXPRESSION)
        bare = bodies.bare_parameters(new) if isinstance(new, Macro) else ()
        if isinstance(old, Macro):
            bare = () if bodies.bare_parameters(old) else bare
        change = BodyIntroduced(
            subject=subject,
            definition=new,
            is_new=old is None,
            unprovided=self._unprovided(old, new),
            operator=bodies.outer_operator(text) if is_expression and not bodies.outer_operator(before) else "",
            bare=bare,
            is_statement=bodies.has_statement_expression(text) and not bodies.has_statement_expression(before),
            reaches_sign=_reaches_sign(new) and not _reaches_sign(old),
            odd_literals=() if old is not None else bodies.odd_literals(text),
            word_shifts=old is None and is_macro and bodies.shifts_word(text),
            cause=cause,
        )
        if change.unprovided and cause is None:
            key = (new.where.header, change.unprovided)
            own = Cause(change=BodyIntroduced.__name__, subject=subject)
            if (first := self._told.setdefault(key, own)) != own:
                change = replaced(change, cause=first)
        hazards = (change.unprovided, change.operator, change.bare, change.is_statement, change.reaches_sign)
        return change if any(hazards) or change.odd_literals or change.word_shifts else None

    def _unprovided(self, old: Body | None, new: Body) -> tuple[Unprovided, ...]:
        """Return the names that a program lacks; none where an include that could not be read may define them."""
        if not isinstance(new, Macro) or new.kind not in {MacroKind.EXPRESSION, MacroKind.FUNCTION}:
            return ()
        header = new.where.header
        before = frozenset(name for name, _ in bodies.names(old.text)) if old is not None else frozenset[str]()
        found: dict[str, Unprovided] = {}
        for name, callee in bodies.names(new.text, new.params or ()):
            if callee and self._may_paste(callee):
                continue
            instead, provider = instead_of(name)
            if name in before or name in found or not (instead or (_LOUD.fullmatch(name) and not may_be_libc(name))):
                continue
            if not is_shown(name, header, self._new):
                holders = self._new.holders[Namespace.NAME].get(name, ())
                found[name] = Unprovided(name=name, instead=instead, header=provider or next(iter(holders), ""))
        if found and (self._gaps.excuse(header) is not None or self._has_unread_include(header)):
            return ()
        return tuple(found.values())

    def _may_paste(self, callee: str) -> bool:
        """Tell whether what is called is unknown, or puts its arguments together with other text, or calls what may."""
        waiting, seen = [callee], {"sizeof", "defined"}
        while waiting:
            if (name := waiting.pop()) in seen:
                continue
            seen.add(name)
            facts = self._new.facts(name)
            if not facts and name == callee:
                return True
            for fact in facts:
                if isinstance(fact, Macro) and fact.kind is MacroKind.FUNCTION:
                    if "#" in fact.text:
                        return True
                    waiting += fact.uses
        return False

    def _has_unread_include(self, header: str) -> bool:
        seen = frozenset().union(
            *(self._new.reach.get(root, frozenset()) for root in self._new.roots.get(header, ())), (header,)
        )
        return any(gap.what.lstrip().startswith("#") and gap.where.header in seen for gap in self._new.snapshot.gaps)


def is_shown(name: str, header: str, side: Index) -> bool:
    """Tell whether `header`, or a header that shows it, shows `name`."""
    roots = (header, *side.roots.get(header, ()))
    return any(side.holder(space, name, root) is not None for root in roots for space in Namespace)


def _reaches_sign(definition: Body | None) -> bool:
    return isinstance(definition, Constant) and definition.value < 0 and bodies.shifts(definition.text)
