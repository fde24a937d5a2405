"""The parser of command lines: help that fills the terminal, errors that are the tool's own."""

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

from uapicheck.cli.terminal import WIDTH, columns, is_terminal
from uapicheck.errors import UsageError

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_WIDEST = 100
"""Columns of help texts on the widest terminal: longer lines are hard to follow."""

_MISSING = "the following arguments are required: "
"""How argparse begins to say so."""


class Formatter(argparse.HelpFormatter):
    """Fills paragraphs to the width of the terminal and leaves what is indented as it is."""

    def __init__(self, prog: str) -> None:
        # Without a width argparse imports shutil, and with it all that packs archives, even where it prints no help.
        super().__init__(prog, width=min(columns(), _WIDEST) - 2 if is_terminal(sys.stdout) else WIDTH)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        filled = (self._paragraph(each, width, indent) for each in text.strip("\n").split("\n\n"))
        return "\n\n".join(filled)

    def _paragraph(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith(" ") else super()._fill_text(text, width, indent)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are the tool's own."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing usage and leaving."""
        if message.startswith(_MISSING):
            message = f"{message.removeprefix(_MISSING)} is missing"
        raise UsageError(message.removeprefix("argument "), advice=self._more())

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        """Print help and version as all output is printed; what argparse makes of a full disk its version decides."""
        if file is None or file is not sys.stdout:  # closed: argparse turns to the standard error
            super()._print_message(message, file)
            return
        from uapicheck.cli.outputs import shown  # noqa: PLC0415 - most runs print no help

        shown(message)

    def surplus(self, word: str) -> UsageError:
        """Return the error for a word that no option and no place wants."""
        name, _, _ = word.partition("=")
        options = [option for action in self._actions for option in action.option_strings]
        if not word.startswith("-") or name in options:  # behind `--` nothing is an option
            return UsageError(f"one argument too many: {word!r}", advice=self._more())
        return unknown("option", name, options, self._more())

    def _more(self) -> str:
        return f"`{self.prog} --help` tells more"

    def _check_value(self, action: argparse.Action, value: str) -> None:
        """Raise for a value that is none of the choices; argparse words it differently in each version of Python."""
        if action.choices is None or value in action.choices:
            return
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - argparse has no public name for it
            raise unknown("command", value, action.choices, f"commands are {', '.join(action.choices)}")
        what = f"value of {'/'.join(action.option_strings)}"
        raise unknown(what, value, action.choices, f"there are {', '.join(action.choices)}")


def unknown(what: str, name: str, known: Iterable[str], otherwise: str) -> UsageError:
    """Return the error for a name that is none of those known: with the nearest of them, or other advice."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    near = get_close_matches(name, list(known), n=1, cutoff=0.7)
    return UsageError(f"unknown {what}: {name!r}", advice=f"did you mean {near[0]}?" if near else otherwise)
