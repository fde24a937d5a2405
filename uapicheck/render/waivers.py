"""A waiver for each break and review that stands, as `.uapicheck.toml` has them; the reason is for people to write.

Each names the rule and symbol of the finding itself: what hangs beneath it is accepted with it. An empty reason is
refused, so nothing is accepted by appending the text alone.
"""

from collections import Counter
from collections.abc import Iterator

from uapicheck.model.report import Finding, Report, Severity
from uapicheck.render.escape import plain
from uapicheck.render.options import Options
from uapicheck.render.words import counted, standing

_COMMAND = r"##\u005b"
"""What a runner of GitHub's would obey anywhere in a job's log, as TOML may spell it."""
_COMMENT = 300
"""Characters of a message: a config has no lines of more than a thousand."""


def waivers(report: Report, *, options: Options) -> str:
    """Return TOML, or nothing where no finding stands."""
    del options  # TOML has neither width nor colour
    found = [each for each in standing(report) if each.severity > Severity.NOTE and is_waivable(each)]
    often = Counter((each.rule, each.symbol) for each in found)
    return "\n".join(waiver(each, often) for each in found)


def is_waivable(finding: Finding) -> bool:
    """Return whether a waiver can accept a finding: none accepts what is found of the config itself."""
    return not finding.where.place.header.endswith(".toml")


def waiver(finding: Finding, often: Counter[tuple[str, str]]) -> str:
    """Return the waiver of a finding; where a rule found `often` the same symbol, it names the header as well."""
    return "".join(line + "\n" for line in _lines(finding, often))


def _lines(finding: Finding, often: Counter[tuple[str, str]]) -> Iterator[str]:
    also = f"; {counted(len(finding.also), 'other thing')} beneath it" if finding.also else ""
    yield "[[waiver]]"
    yield f"# {finding.severity.name.lower()}: {plain(finding.message)[:_COMMENT]}{also}"
    yield f"rule = {_string(finding.rule)}"
    yield f"symbol = {_string(finding.symbol)}"
    if often[finding.rule, finding.symbol] > 1:
        yield f"header = {_string(finding.uapi_path)}"
    yield 'reason = ""'


def _string(text: str) -> str:
    """Return a basic string of TOML, in which nothing stands that does not print."""
    spelled = "".join(_spelled(char) for char in text)
    return f'"{spelled.replace("##[", _COMMAND)}"'


def _spelled(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - a lone surrogate, which TOML has no way to write
        return "?"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - as TOML spells them
