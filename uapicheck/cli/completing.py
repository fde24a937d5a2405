"""What may come next on a command line, for the shells' completion.

A shell calls `uapicheck __complete SHELL WORD...`, the last word being what is typed of the next one, and gets lines:
first what it is to add itself (`files`, `directories` or `words` for nothing), then each word that fits, for zsh and
fish with a tab and what it means where that is known. bash cannot tell the words of a line, and gives the line: see
`_bash_line`.
"""

import argparse
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from uapicheck.cli.arguments import parsers
from uapicheck.errors import UapiCheckError
from uapicheck.frozen import frozen

SHELLS: Final = ("bash", "zsh", "fish")
_FILES, _DIRECTORIES, _WORDS = "files", "directories", "words"
_BREAKS: Final = "=:"
"""Those of bash's word breaks that our words have."""
_SENTENCE: Final = 60
"""Characters of help that are worth a place beside a word."""


@frozen(kw_only=True)
class Completion:
    """What fits."""

    words: tuple[tuple[str, str], ...] = ()
    """Words, with what they mean."""
    more: str = _WORDS
    """What the shell adds itself."""


def script(shell: str) -> str:
    """Return the script that lets a shell call this."""
    return (Path(__file__).parent.parent / "share" / f"uapicheck.{shell}").read_text(encoding="utf-8")


def completed(arguments: Sequence[str]) -> str:
    """Return the answer to a shell; empty where nothing fits, or it asked in a way that nobody knows."""
    shell, *words = arguments or [""]
    if shell not in SHELLS:
        return ""
    dropped = 0
    if shell == "bash":
        breaks, line = [*words, "", ""][:2]
        words, dropped = _bash_line(line, breaks)
    try:
        found = completion(words or [""])
    except (UapiCheckError, OSError):  # a broken repository or atlas is no matter of completion
        return ""
    has_help = shell != "bash"
    lines = (
        f"{word[dropped:]}\t{_brief(help_)}" if help_ and has_help else word[dropped:] for word, help_ in found.words
    )
    return "".join(f"{line}\n" for line in (found.more, *lines))


def _bash_line(line: str, breaks: str) -> tuple[list[str], int]:
    """Return the words of a line, and how much of the last one bash takes for words of its own.

    It breaks words at the characters of COMP_WORDBREAKS, and replaces only what is behind the last of them.
    """
    try:
        words = shlex.split(line)
    except ValueError:  # a quote that is still open
        words = line.split()
    if not line or line[-1].isspace():
        words.append("")
    last = words[-1]
    dropped = max((last.rfind(sign) + 1 for sign in _BREAKS if sign in breaks), default=0)
    return words[1:], dropped


def _brief(text: str) -> str:
    first = " ".join(text.split()).partition(" (default")[0].partition(";")[0].partition(": ")[0]
    return first if len(first) <= _SENTENCE else f"{first[: _SENTENCE - 3].rsplit(' ', 1)[0]}..."


def completion(words: Sequence[str]) -> Completion:
    """Return what may stand for the last of `words`, those behind the program's name.

    Raises `UapiCheckError` where what would tell is broken.
    """
    *before, current = words
    top, _ = parsers()
    parser: argparse.ArgumentParser = top
    path: list[str] = []
    while before and (found := _below(parser).get(before[0])) is not None:
        parser = found
        path.append(before.pop(0))
    if _below(parser):
        return Completion() if before else _started(parser, path, current)
    line = _Line(parser=parser, path=tuple(path), before=tuple(before))
    option = line.open_option()
    if option is not None:
        return line.value(option, current)
    if current.startswith("-") and "--" not in before:
        name, equals, value = current.partition("=")
        if equals and (action := line.options().get(name)) is not None:
            of = line.value(action, value)
            return Completion(words=tuple((f"{name}={word}", help_) for word, help_ in of.words), more=of.more)
        return Completion(words=tuple(line.free_options(current)))
    place = line.place()
    return Completion() if place is None else line.value(place, current)


def _below(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    for action in parser._actions:  # noqa: SLF001 - argparse shows its tree nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            return {str(name): each for name, each in action.choices.items()}
    return {}


def _started(parser: argparse.ArgumentParser, path: list[str], current: str) -> Completion:
    """Return the commands, or what is below one, and the options that may stand before them."""
    if current.startswith("-"):
        line = _Line(parser=parser, path=tuple(path), before=())
        return Completion(words=tuple(line.free_options(current)))
    helps = {
        str(choice.dest): str(choice.help or "")
        for action in parser._actions  # noqa: SLF001 - as above
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001 - as above
        for choice in action._choices_actions  # noqa: SLF001 - as above
    }
    return Completion(words=tuple((name, helps.get(name, "")) for name in _below(parser) if name.startswith(current)))


@frozen(kw_only=True)
class _Line:
    """A command and what is typed behind it."""

    parser: argparse.ArgumentParser
    path: tuple[str, ...]
    before: tuple[str, ...]

    def options(self) -> dict[str, argparse.Action]:
        """Return the options by each of their names."""
        return {name: action for action in self.parser._actions for name in action.option_strings}  # noqa: SLF001 - as above

    def open_option(self) -> argparse.Action | None:
        """Return the option whose value comes next."""
        options = self.options()
        for number, word in enumerate(reversed(self.before)):
            action = options.get(word)
            if action is not None:
                takes = action.nargs != 0 and (number == 0 or action.nargs == "+")
                return action if takes else None
        return None

    def free_options(self, start: str) -> Iterator[tuple[str, str]]:
        """Yield the options that may still be given, each by its longest name that begins so."""
        for action in self.parser._actions:  # noqa: SLF001 - as above
            given = any(word.partition("=")[0] in action.option_strings for word in self.before)
            names = [name for name in action.option_strings if name.startswith(start)]
            if names and (not given or isinstance(action, argparse._AppendAction)):  # noqa: SLF001 - as above
                yield names[-1], action.help or ""

    def place(self) -> argparse.Action | None:
        """Return the place that the next word takes."""
        options, taken, skips = self.options(), 0, False
        for word in self.before:
            if skips:
                skips = False
            elif word in options:
                skips = options[word].nargs != 0
            elif not word.startswith("-") or word == "-":
                taken += 1
        for action in self.parser._actions:  # noqa: SLF001 - as above
            if action.option_strings:
                continue
            if taken == 0 or action.nargs in ("+", "*"):
                return action
            taken -= 1
        return None

    def value(self, action: argparse.Action, current: str) -> Completion:
        """Return what fits in the place of an option's value, or of a word without one."""
        if action.choices:
            return _fitting(map(str, action.choices), current)
        what = f"{action.metavar}"
        if action.dest == "space":  # by the same name as that of headers
            what = "SPACE"
        made = _VALUES.get(what)
        return Completion() if made is None else made(self, current)

    def repository(self) -> Path | None:
        """Return the directory that -C names."""
        given = [word for option, word in zip(self.before, self.before[1:], strict=False) if option == "-C"]
        return Path(given[-1]).expanduser() if given else None


def _fitting(words: Iterable[str], current: str, more: str = _WORDS) -> Completion:
    return Completion(words=tuple((word, "") for word in words if word.startswith(current)), more=more)


def _source(line: _Line, current: str) -> Completion:
    from uapicheck.cli.completing_names import releases, revisions  # noqa: PLC0415 - only sources ask git and the atlas

    if current.startswith("atlas:"):
        return _fitting(releases(), current)
    start, dots, end = current.rpartition("..")
    known = revisions(line.repository())
    if dots and not start.startswith((".", "/")) and not end.startswith("/"):
        return _fitting((f"{start}..{name}" for name in known), current)
    return _fitting(("atlas:", *known), current, more=_FILES)


def _files(line: _Line, current: str) -> Completion:
    del line, current
    return Completion(more=_FILES)


def _directories(line: _Line, current: str) -> Completion:
    del line, current
    return Completion(more=_DIRECTORIES)


def _target(line: _Line, current: str) -> Completion:
    del line
    from uapicheck.model.targets import TARGETS  # noqa: PLC0415 - as above

    arches = dict.fromkeys(target.arch for target in TARGETS.values())
    return _fitting(dict.fromkeys((*TARGETS, *arches, "all")), current)


def _format(line: _Line, current: str) -> Completion:
    from uapicheck.cli.completing_names import formats  # noqa: PLC0415 - as above

    name, equals, _ = current.partition("=")
    known = formats(line.path)
    if equals:
        return Completion(more=_FILES) if name in known else Completion()
    return _fitting((each for format_ in known for each in (format_, f"{format_}=")), current)


def _named(name: str) -> "Callable[[_Line, str], Completion]":
    """Return what completes the names that a function of `completing_names` returns."""

    def made(line: _Line, current: str) -> Completion:
        from uapicheck.cli import completing_names  # noqa: PLC0415 - as above

        del line
        return _fitting(getattr(completing_names, name)(), current)

    return made


_VALUES: Final[Mapping[str, Callable[[_Line, str], Completion]]] = {
    "OLD": _source,
    "NEW": _source,
    "SOURCE": _source,
    "A..B": _source,
    "FILE": _files,
    "DIR": _directories,
    "T": _target,
    "FORMAT[=PATH]": _format,
    "GLOB": _named("headers"),
    "KIND": _named("kinds"),
    "NAME": _named("schemas"),
    "PATTERN": _named("symbols"),
    "RULE": _named("rules"),
    "SPACE": _named("spaces"),
    "WHAT": _named("symbols"),
    "WHEN": _named("release_names"),
}
"""What fits in the place of a value, by the name that help gives it."""
