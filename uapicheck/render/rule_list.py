"""The list of rules: for a terminal, as JSON, as Markdown."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from uapicheck.engine.rule import Rule
from uapicheck.frozen import frozen
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity
from uapicheck.render.escape import plain
from uapicheck.render.indented import document_text
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.prose import STRIPPED, prose
from uapicheck.render.words import counted

_FAMILIES: Final[Mapping[str, str]] = {
    "change": "Headers, names, types and functions",
    "constant_change": "Macros, enumerators and ioctls",
    "layout_change": "Structs, unions and their fields",
    "space": "Fields of register ids",
    "number_change": "Number spaces and flags",
    "news": "What a change introduces",
    "text_change": "Text of headers",
    "document_change": "Documents",
    "waiver_change": "The policy itself",
}
"""Titles by the module of what a rule watches; another module's title is its name in words."""
_NAMES: Final = 28
"""Columns of a name on a narrow terminal, where the few longer ones push their sentence to the next line."""
_WIDE: Final = 110
"""Columns from which on every name has room."""
_SEVERITIES: Final = 8


@frozen(kw_only=True)
class ListedRule:
    """A rule, and whether it runs."""

    name: str
    rule: Rule[Any]
    severity: Severity
    """What the config makes of it, else its own."""
    silent: str = ""
    """Why it does not run: `ignored`, `profile strict`; empty where it does."""


@frozen(kw_only=True)
class RuleList:
    """All rules, or all rules under a policy."""

    rules: tuple[ListedRule, ...]
    config: str = ""
    profile: str = ""
    """Empty where no policy was asked for."""


_ROOM = 24
"""Columns that a sentence beside a name needs at least: in fewer it would be a column of words."""
_BELOW = 4
"""Columns before a sentence that stands below its name."""


def rule_list(listed: RuleList, *, options: Options) -> str:
    """Return the rules that run, one a line where the terminal is wide, in families."""
    paint = Paint(color=options.color)
    lines: list[str] = []
    run = [each for each in listed.rules if not each.silent]
    names = _NAMES if options.width < _WIDE else max((len(each.name) for each in run), default=_NAMES)
    for title, members in _families(run):
        lines += [paint.strong(title), *(line for each in members for line in _row(each, names, paint, options)), ""]
    silent = [each for each in listed.rules if each.silent]
    for why in dict.fromkeys(each.silent for each in silent):
        named = ", ".join(each.name for each in silent if each.silent == why)
        lines += [*wrapped(f"Not run ({why}): {named}", width=options.width, first="", rest="  "), ""]
    return "\n".join([*lines, *_ending(listed, run, options)]) + "\n"


def _families(run: Sequence[ListedRule]) -> Iterator[tuple[str, list[ListedRule]]]:
    by_module: dict[str, list[ListedRule]] = {}
    for each in run:
        by_module.setdefault(each.rule.watches.__module__.rpartition(".")[2], []).append(each)
    known = [module for module in _FAMILIES if module in by_module]
    for module in (*known, *sorted(by_module.keys() - _FAMILIES.keys())):
        yield _FAMILIES.get(module) or module.replace("_", " ").capitalize(), by_module[module]


def _row(each: ListedRule, names: int, paint: Paint, options: Options) -> list[str]:
    word = each.severity.name.lower()
    summary = prose(each.rule.prose).summary
    marks = [f"profile {each.rule.profile.name.lower()}"] if each.rule.profile > Profile.UAPI else []
    if each.severity is not each.rule.severity:
        marks.append(f"{each.rule.severity.name.lower()} by itself")
    if marks:
        summary += f" ({', '.join(marks)})"
    beside = 2 + _SEVERITIES + names + 2
    is_beside = options.width - beside >= _ROOM
    indent = " " * (beside if is_beside else _BELOW)
    sentence = [line.strip() for line in wrapped(summary, width=options.width, first=indent)] if summary else []
    head = f"  {paint.severity(each.severity, word)}{' ' * (_SEVERITIES - len(word))}{paint.strong(each.name)}"
    if len(each.name) > names or not sentence or not is_beside:
        return [head, *(indent + line for line in sentence)]
    first, *rest = sentence
    return [head + " " * (names + 2 - len(each.name)) + first, *(indent + line for line in rest)]


def _ending(listed: RuleList, run: Sequence[ListedRule], options: Options) -> list[str]:
    counts = Counter(each.severity for each in run)
    words = ", ".join(f"{counts[s]} {s.name.lower()}" for s in sorted(Severity, reverse=True) if counts[s])
    of = f" of {len(listed.rules)}" if len(run) < len(listed.rules) else ""
    total = f"{len(run)}{of} {counted(len(listed.rules), 'rule').partition(' ')[2]}"
    by = f" run in profile {listed.profile}" if listed.profile else ""
    config = f" by {plain(listed.config)}" if listed.config else ""
    ending = f"{total}{by}{config}: {words or 'nothing is judged'}. `uapicheck explain RULE` prints the page of one."
    lines = wrapped(ending, width=options.width, first="", rest="")
    stripped = any(each.rule.prose is None for each in run)
    return [*lines, *wrapped(STRIPPED, width=options.width, first="", rest="")] if stripped else lines


def rule_list_json(listed: RuleList, *, options: Options) -> str:
    """Return the rules as a JSON object, those that do not run among them."""
    del options  # programs get everything
    rows = [
        {
            "name": each.name,
            "severity": each.severity.name.lower(),
            "profile": each.rule.profile.name.lower(),
            "runs": not each.silent,
            "summary": prose(each.rule.prose).summary,
            "since": each.rule.since,
            "refs": list(each.rule.refs),
        }
        for each in listed.rules
    ]
    whole = {"schema": "uapicheck.rules/1", "config": listed.config, "profile": listed.profile, "rules": rows}
    return document_text(whole)


def rule_list_markdown(listed: RuleList, *, options: Options) -> str:
    """Return the rules that run as a table in Markdown."""
    del options  # a table has no width
    rows = [
        f"| `{each.name}` | {each.severity.name.lower()} | {each.rule.profile.name.lower()} | "
        f"{prose(each.rule.prose).summary.replace('|', chr(92) + '|')} |\n"
        for each in listed.rules
        if not each.silent
    ]
    return "| rule | severity | profile | what happened |\n|---|---|---|---|\n" + "".join(rows)
