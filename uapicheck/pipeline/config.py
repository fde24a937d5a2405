"""`.uapicheck.toml`: what it says as a policy, every name in it known; and which of them a run is judged by."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from uapicheck.errors import ConfigError
from uapicheck.model.policy import Policy, Waiver
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity
from uapicheck.pipeline.toml_lines import toml_lines

WAIVER_RULES = frozenset({"policy-changed", "waiver-expired", "waiver-unused"})
"""Rules that speak of the config itself: they may be ignored, but no waiver accepts what they find."""
SPACE_TABLES = ("space", "id", "layout")
"""Tables in the words of the shipped data files of number spaces; whoever reads those checks them."""
_TABLES = ("uapicheck", "severity", "waiver", *SPACE_TABLES)
_KEYS = ("profile", "select", "ignore")
_WAIVER_KEYS = ("rule", "symbol", "reason", "until", "header")
_LARGEST = 512 * 1024
_LONGEST_LINE = 1000
_MOST_DOTS = 32
"""In what may be a key: the parser takes time by the square of a key's parts."""
_PLACED = re.compile(r"(.*) \(at (?:line ([0-9]+), column [0-9]+|(end of document))\)", re.DOTALL)
"""What the parser says of a mistake, and where."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UAPI = re.compile(r"(arch/[^/]+/)?include/uapi/.+|(arch/.+|scripts)/syscall\w*\.tbl|[^/]+")
"""A header's path in the kernel source, or the bare name of a file that stands in no tree."""


def policy(text: str, *, where: str, path: str, known: Collection[str]) -> Policy:
    """Return what the text of a config says; `known` are the rules that there are.

    Raises `ConfigError` for anything that is not understood wholly, with `where` and the line as its place.
    """
    return _Reader(text, where=where, known=known).policy(path)


def nearest(name: str, known: Collection[str], otherwise: str) -> str:
    """Return advice for a name that does not exist: the nearest one that does, else `otherwise`."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    near = get_close_matches(name, sorted(known), n=1)
    return f"did you mean {near[0]}?" if near else otherwise


class _Reader:
    """Reads one config."""

    def __init__(self, text: str, *, where: str, known: Collection[str]) -> None:
        self._where = where
        self._known = known
        self._data = self._parsed(text)
        self._text = text
        self._lines = toml_lines(text)
        self._ignored: frozenset[str] = frozenset()

    def policy(self, path: str) -> Policy:
        """Return the policy; raise `ConfigError`."""
        for name in self._data:
            if name not in _TABLES:
                at = self._line(name, 0, "") or self._line("", 0, name)
                self._fail(f"unknown table [{name}]", at, nearest(name, _TABLES, f"there are {', '.join(_TABLES)}"))
        main = self._table("uapicheck", _KEYS)
        profile = self._profile(main)
        select, ignore = (self._rules(main, key) for key in ("select", "ignore"))
        if both := next((name for name in select if name in ignore), None):
            self._fail(f"{both} is in select and in ignore", self._line("uapicheck", 0, "ignore"), "keep one of them")
        self._ignored = frozenset(ignore)
        return Policy(
            where=self._where,
            path=path,
            profile=profile,
            select=select,
            ignore=ignore,
            severity=self._severity(),
            waivers=self._waivers(),
            spaces=self._text if any(name in self._data for name in SPACE_TABLES) else "",
        )

    def _parsed(self, text: str) -> Mapping[str, Any]:
        import tomllib  # noqa: PLC0415 - who asks for the name of the config reads none

        if len(text) > _LARGEST:
            self._fail(
                f"larger than {_LARGEST // 1024} KiB", 0, "what a maintainer wrote is smaller; is it the config?"
            )
        for number, line in enumerate(text.split("\n"), start=1):
            if len(line) > _LONGEST_LINE:
                self._fail(f"longer than {_LONGEST_LINE} characters", number, "write it on several lines")
            key = line if line.lstrip().startswith("[") else line.rpartition("=")[0]
            if key.count(".") > _MOST_DOTS:
                self._fail(f"more than {_MOST_DOTS} dots before the value", number, "no table of a config is so deep")
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            said = re.fullmatch(
                r"(.*) \(at (?:line ([0-9]+), column [0-9]+|(end of document))\)", str(error), re.DOTALL
            )
            what = said[1] if said else str(error)
            ending = " at the end of the file" if said and said[3] else ""
            at = int(said[2] or 0) if said else 0
            self._fail(f"no TOML: {what[:1].lower()}{what[1:]}{ending}", at, "toml.io tells what it looks like")
        except (ValueError, RecursionError):  # a number of thousands of digits, brackets a thousand deep
            self._fail("no config: a number or a nesting beyond all measure", 0, "is it the right file?")

    def _profile(self, main: Mapping[str, Any]) -> Profile:
        name = main.get("profile", Profile.UAPI.name.lower())
        known = [profile.name.lower() for profile in Profile]
        line = self._line("uapicheck", 0, "profile")
        if not isinstance(name, str):
            self._fail("profile is no string", line, f"profiles are {', '.join(known)}")
        if name not in known:
            self._fail(f"unknown profile {name!r}", line, nearest(name, known, f"profiles are {', '.join(known)}"))
        return Profile[name.upper()]

    def _rules(self, main: Mapping[str, Any], key: str) -> tuple[str, ...]:
        names = main.get(key, [])
        line = self._line("uapicheck", 0, key)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self._fail(f"{key} is no list of rules", line, f'write {key} = ["field-appended"]')
        for name in names:
            self._check_rule(name, line)
        return tuple(dict.fromkeys(names))

    def _severity(self) -> Mapping[str, Severity]:
        found: dict[str, Severity] = {}
        words = {severity.name.lower(): severity for severity in sorted(Severity, reverse=True)}
        for name, word in self._table("severity", self._known).items():
            line = self._line("severity", 0, name)
            self._check_runs(name, "severity", line)
            if not isinstance(word, str) or word not in words:
                advice = nearest(str(word), words, f"severities are {', '.join(words)}")
                self._fail(f"unknown severity {word!r} of {name}", line, advice)
            found[name] = words[word]
        return found

    def _waivers(self) -> tuple[Waiver, ...]:
        rows = self._data.get("waiver", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._fail("waiver is no list of tables", self._line("waiver", 0, ""), "begin each waiver with [[waiver]]")
        found: dict[tuple[str, str, str], Waiver] = {}
        for number, row in enumerate(rows):
            waiver = self._waiver(row, number)
            first = found.setdefault((waiver.rule, waiver.symbol, waiver.header), waiver)
            if first is not waiver:
                what = f"{waiver.rule} {waiver.symbol} is waived twice"
                self._fail(what, waiver.line, f"it stands on line {first.line} already")
        return tuple(found.values())

    def _waiver(self, row: Mapping[str, Any], number: int) -> Waiver:
        begins = self._line("waiver", number, "") or self._line("", 0, "waiver")
        for key in row:
            if key not in _WAIVER_KEYS:
                self._unknown_key(key, "waiver", _WAIVER_KEYS, self._line("waiver", number, key) or begins)
        words = {}
        for key in ("rule", "symbol", "reason", "header"):
            word = row.get(key, "")
            line = self._line("waiver", number, key) or begins
            if not isinstance(word, str):
                self._fail(f"{key} of the waiver is no string", line, f'write {key} = "..."')
            if key != "header" and not word.strip():
                what = f"{key} of the waiver is {'blank' if key in row else 'missing'}"
                self._fail(what, line, "a waiver names rule, symbol and reason")
            words[key] = word
        rule, header = words["rule"], words["header"]
        line = self._line("waiver", number, "rule") or begins
        self._check_rule(rule, line)
        self._check_runs(rule, "waiver", line)
        if rule in WAIVER_RULES:
            self._fail(f"no waiver accepts {rule}", line, "`ignore` lists rules that do not run")
        if header and not _UAPI.fullmatch(header):
            line = self._line("waiver", number, "header") or begins
            self._fail(f"{header!r} is no path of the kernel source", line, f"did you mean include/uapi/{header}?")
        return Waiver(
            rule=rule,
            symbol=words["symbol"],
            reason=" ".join(words["reason"].split()),
            until=self._until(row.get("until"), self._line("waiver", number, "until") or begins),
            header=header,
            line=begins,
        )

    def _until(self, day: object, line: int) -> date | None:
        if day is None:
            return None
        if isinstance(day, str) and _DAY.fullmatch(day):
            try:
                return date.fromisoformat(day)
            except ValueError:
                self._fail(f"there is no day {day}", line, "check month and day")
        if not isinstance(day, date) or isinstance(day, datetime):
            self._fail(f"until is no day: {str(day)[:40]!r}", line, "write until = 2030-12-31")
        return day

    def _table(self, name: str, keys: Collection[str]) -> Mapping[str, Any]:
        table = self._data.get(name, {})
        if not isinstance(table, dict):
            self._fail(f"{name} is no table", self._line("", 0, name) or self._line(name, 0, ""), f"write [{name}]")
        for key in table:
            if key not in keys:
                self._unknown_key(key, name, keys, self._line(name, 0, key) or self._line(name, 0, ""))
        return table

    def _unknown_key(self, key: str, table: str, keys: Collection[str], line: int) -> NoReturn:
        if table == "severity":
            self._check_rule(key, line)
        advice = nearest(key, keys, f"there are {', '.join(keys)}")
        self._fail(f"unknown key {key!r} in [{table}]", line, advice)

    def _check_rule(self, name: str, line: int) -> None:
        if name not in self._known:
            advice = nearest(name, self._known, "`uapicheck rules` lists them")
            self._fail(f"unknown rule {name!r}", line, advice)

    def _check_runs(self, name: str, what: str, line: int) -> None:
        if name in self._ignored:
            self._fail(f"{what} of {name}, which is ignored", line, "drop one of them")

    def _line(self, table: str, nth: int, key: str) -> int:
        """Return a line, 0 where it is not known."""
        return self._lines.get((table, nth, key), 0)

    def _fail(self, what: str, line: int, advice: str) -> NoReturn:
        raise ConfigError(what, where=f"{self._where}:{line}" if line else self._where, advice=advice)
