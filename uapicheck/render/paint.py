"""ANSI colours for terminals, or none."""

from typing import Final

from uapicheck.frozen import frozen
from uapicheck.model.report import Severity, Verdict

_RESET: Final = "\x1b[0m"
# gcc's colours for errors, warnings and notes: they read on dark and on light backgrounds, which yellow does not.
_SEVERITY: Final = {Severity.BREAK: "1;31", Severity.REVIEW: "1;35", Severity.NOTE: "1;36"}
_VERDICT: Final = {
    Verdict.BREAK: "1;31",
    Verdict.INCOMPLETE: "1;35",
    Verdict.REVIEW: "1;35",
    Verdict.NOTE: "1;36",
    Verdict.PASS: "1;32",
}


@frozen(kw_only=True)
class Paint:
    """Puts colour on text that has been made safe and wrapped already: codes have no width."""

    color: bool

    def severity(self, severity: Severity, text: str) -> str:
        """Return `text` in the colour of a severity."""
        return self._in(_SEVERITY[severity], text)

    def verdict(self, verdict: Verdict, text: str) -> str:
        """Return `text` in the colour of a verdict."""
        return self._in(_VERDICT[verdict], text)

    def strong(self, text: str) -> str:
        """Return `text` in bold."""
        return self._in("1", text)

    def old(self, text: str) -> str:
        """Return `text` as diffs colour what went away."""
        return self._in("31", text)

    def new(self, text: str) -> str:
        """Return `text` as diffs colour what came."""
        return self._in("32", text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}{_RESET}" if self.color and text else text
