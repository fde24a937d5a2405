"""What a change and its rivals cannot both have, on one target."""

from collections.abc import Sequence

from uapicheck.diff.contested_names import contested_names, contested_places
from uapicheck.diff.contested_numbers import ContestedNumbers
from uapicheck.diff.stakes import Stake
from uapicheck.frozen import replaced
from uapicheck.model.change import order
from uapicheck.model.claim_change import ClaimChange, NameContested
from uapicheck.model.subject import Cause
from uapicheck.spaces.words import Words, is_concerned, joined, shipped_families, shipped_words


def contests(own: Stake, rivals: Sequence[Stake], words: Words | None = None) -> tuple[ClaimChange, ...]:
    """Return what `own` claims and a rival has, sorted by header, symbol and class.

    What both have alike is no conflict, and neither is what a rival has from its base: that is for the comparison of
    each with its own base. `words` are a user's, beside those of the package.
    """
    if not rivals:
        return ()
    found: list[ClaimChange] = [*contested_names(own, rivals)]
    named = {change.subject: Cause(change=NameContested.__name__, subject=change.subject) for change in found}
    numbers = ContestedNumbers(own, rivals, _known(own, words)).changes()
    found.extend(replaced(c, cause=named[c.subject]) if c.subject in named else c for c in numbers)
    found.extend(contested_places(own, rivals))
    return tuple(sorted(found, key=order))


def _known(own: Stake, words: Words | None) -> Words:
    shipped = [shipped_words(), shipped_families()] if is_concerned(own.new) else []
    return joined([*shipped, *([words] if words is not None else [])])
