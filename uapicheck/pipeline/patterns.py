"""Names that somebody asks for: exact, or by globs; a struct brings its fields along."""

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate

from uapicheck.frozen import slotted

_KEYWORD = re.compile(r"(?:struct|union|enum)\s+")


@slotted
class Patterns:
    """Patterns of names, case-sensitive as C is; without any every name is wanted."""

    texts: tuple[str, ...]
    _names: "re.Pattern[str]"
    _words: "re.Pattern[str]"

    def is_wanted(self, name: str) -> bool:
        """Return whether a name matches, or the struct or union whose field it is."""
        return self._names.match(name) is not None

    def is_mentioned(self, text: str) -> bool:
        """Return whether a header's text has a word that may be a name that matches."""
        return self._words.search(text) is not None

    def of(self, words: Iterable[str]) -> frozenset[str]:
        """Return the words that match."""
        return frozenset(word for word in words if self.is_wanted(word))


def patterns(texts: Sequence[str]) -> Patterns:
    """Return what recognises names: `KVM_CAP_*`, `struct kvm_run`, `struct kvm_run.hypercall.*`."""
    every = tuple(" ".join(text.split()) for text in texts) or ("*",)
    # `struct kvm_run` means its fields too; `kvm_run` alone, as people write, the struct of that tag.
    names = [rf"(?:(?:struct|union|enum)\ )?{_body(text)}" for text in every]
    fields = [rf"(?:(?:struct|union)\ )?{_body(text)}\..*" for text in every if "/" not in text]
    words = [_word(text) for text in every if "/" not in text]
    return Patterns(
        tuple(texts),
        re.compile(rf"(?:{'|'.join(names + fields)})\Z", re.DOTALL),
        re.compile(rf"\b(?:{'|'.join(words)})\b" if words else r"(?!)"),
    )


def _body(text: str) -> str:
    """Return a glob as a regular expression, without what ends it."""
    return re.sub(r"\\Z\Z|\\z\Z", "", translate(text))


def _word(text: str) -> str:
    """Return the part of a glob that stands in a header as one word."""
    tag = _KEYWORD.sub("", text).partition(".")[0]
    return _body(tag).replace(".*", r"\w*").replace(r"(?s:", "(?:") if tag else r"\w+"
