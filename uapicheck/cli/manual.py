"""The manual page: what the command line's grammar says, and what stands nowhere in it."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from uapicheck import __version__
from uapicheck.cli import arguments
from uapicheck.cli.roff import bold, display, escaped, filled, italic, paragraphs, prose, section, subsection, tagged

_DAY: Final = "2026-11-26"
"""Of this version: a page made twice is the same."""
_SHARED: Final = 3
"""Commands that an option must be alike in to be described once for all."""
_DESCRIPTION: Final = """\
`uapicheck` reads Linux UAPI headers as C source, for every architecture at once and without a compiler, and tells a
reviewer of a kernel patch, or a CI job, what a change does to user space: what breaks, why, on which architectures,
and how much room is left in the number spaces that the headers hand out. It knows KVM's 64-bit register ids best and
works on every header below include/uapi.

A finding is a `break` (certain: a program or binary made with the old header fails or silently changes its behaviour),
a `review` (the header alone cannot tell) or a `note` (worth a look, safe). What follows from one cause hangs beneath
one finding. What could not be read or evaluated is told as not checked, and never passed over.

Reports go to the standard output, everything else to the standard error. On a terminal a text that is longer than the
screen goes through a pager, and work that lasts over half a second says how far it has come.
"""
_STATUS: Final = (
    ("0", "nothing was found at or above `--fail-on`"),
    ("1", "findings; of `decode`: something means nothing; of `atlas verify`: something differs"),
    ("2", "wrong use or unreadable input: one line on the standard error says what, where and what to do"),
    ("3", "looked, but something in scope could not be checked; 1 wins over 3"),
    ("130", "interrupted"),
)
_COMPARED: Final = "`check` without arguments compares with in a job of CI"
ENVIRONMENT: Final = (
    ("UAPICHECK_ATLAS", "directory of the atlas to use in place of the one that comes with the program"),
    ("UAPICHECK_NO_CACHE", "not empty: no cache, as with `--no-cache`"),
    ("XDG_CACHE_HOME, HOME", "the cache is `uapicheck` in the first, or in `.cache` of the second"),
    ("UAPICHECK_PAGER, PAGER", "pager for long text on a terminal, a command for the shell; empty or `cat` is none"),
    ("LESS, LV", "settings of `less`, which shows long text where neither is set, and `lv`: FRX and -c by default"),
    ("NO_COLOR", "not empty: no colours, unless `--color always` says otherwise"),
    ("CLICOLOR_FORCE, FORCE_COLOR", "neither empty nor 0: colours even where the output is no terminal"),
    ("CLICOLOR", "0: no colours on a terminal either"),
    ("COLUMNS, LINES", "size of the terminal, where it does not tell itself"),
    ("TERM", "`dumb` or unset: no colours, no pager, no progress"),
    ("SOURCE_DATE_EPOCH", "seconds since 1970 that count as now, for waivers that end and the dates of mails"),
    ("CI_MERGE_REQUEST_DIFF_BASE_SHA, PULL_BASE_SHA", f"commit that {_COMPARED} (GitLab, Prow)"),
    ("GITHUB_BASE_REF, CI_MERGE_REQUEST_TARGET_BRANCH_NAME", f"branch whose merge base {_COMPARED} (GitHub, GitLab)"),
    ("BITBUCKET_PR_DESTINATION_BRANCH, BUILDKITE_PULL_REQUEST_BASE_BRANCH", "the same (Bitbucket, Buildkite)"),
    ("CHANGE_TARGET, SYSTEM_PULLREQUEST_TARGETBRANCH", "the same (Jenkins, Azure)"),
    ("GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_REF, GITHUB_REF_NAME, GITHUB_SHA",
     "the event of a GitHub job: pull request, merge group, push or tag"),
    ("CI_PIPELINE_SOURCE, CI_MERGE_REQUEST_EVENT_TYPE", "the same of a GitLab job, with its commits and branches:"),
    ("CI_COMMIT_SHA, CI_COMMIT_BEFORE_SHA, CI_COMMIT_BRANCH, CI_COMMIT_TAG, CI_DEFAULT_BRANCH", "as GitLab sets them"),
    ("PRE_COMMIT, PRE_COMMIT_FROM_REF, PRE_COMMIT_TO_REF", "what pre-commit is about to let through"),
    ("TMPDIR", "where `--verify-witness` writes what compilers read; it is removed even where the run is killed"),
    ("UAPICHECK_DEBUG", "not empty: an internal error shows where it happened"),
)  # fmt: skip
"""Variables that are read, and what they do."""
_FILES: Final = (
    (".uapicheck.toml", "config at the root of a tree: profile, rules, severities, waivers, number spaces"),
    ("uapicheck/headers/", "the atlas, in the package"),
)
_EXAMPLES: Final = (
    ("What does the last commit, or the dirty work tree, do to user space?", "uapicheck check"),
    ("Two releases, only KVM, only two targets, as a page:",
     "uapicheck check v6.1..v6.2 --header 'linux/kvm*.h' --target arm64 --target i386 -o html=report.html"),
    ("A series from a mailbox, and the reply to it:", "uapicheck patch -o text -o mail=reply.eml series.mbox"),
    ("A check for b4, in the top directory of a kernel tree:",
     'git config b4.am-perpatch-check-cmd "uapicheck patch -o terse -"'),
    ("What does a distribution ship that a release did not have?", "uapicheck check atlas:v5.2 /usr/include"),
    ("Which capability comes next?", "uapicheck spaces --space KVM_CAP"),
    ("What is this register id?", "uapicheck decode 0x6030000000100042"),
    ("Completion in bash, until the shell ends:", 'eval "$(uapicheck completion bash)"'),
)  # fmt: skip
_SEE_ALSO: Final = (("git", 1), ("less", 1), ("pahole", 1), ("ioctl", 2), ("b4", 5))


def manual() -> str:
    """Return the manual page uapicheck(1) as roff."""
    top, commands = arguments.parsers()
    shared = _shared(commands)
    lines = [
        f'.TH UAPICHECK 1 {_DAY} "uapicheck {__version__}" "User Commands"',
        section("Name"),
        rf"uapicheck \- {escaped('tell what a change to Linux UAPI headers does to user space')}",
        section("Synopsis"),
        *_synopsis(commands),
        section("Description"),
        *paragraphs(_DESCRIPTION),
        section("Commands"),
    ]
    for name, parser in commands.items():
        lines += _command(name, parser, shared)
    lines += [section("Common options"), *_options(shared)]
    lines += [section("Sources"), *paragraphs(arguments.SOURCES)]
    lines += [section("Configuration"), *paragraphs(arguments.POLICY)]
    lines += [section("Exit status"), *_entries(_STATUS)]
    lines += [section("Environment"), *_entries(ENVIRONMENT)]
    lines += [section("Files"), *_entries(_FILES)]
    lines.append(section("Examples"))
    for number, (words, command) in enumerate(_EXAMPLES):
        lines += [*([".PP"] if number else []), prose(words), *display([command])]
    lines += [section("See also"), ",\n".join(rf"\fB{name}\fR({number})" for name, number in _SEE_ALSO)]
    del top
    return "\n".join(lines) + "\n"


def _synopsis(commands: Mapping[str, argparse.ArgumentParser]) -> Iterator[str]:
    for name, parser in commands.items():
        yield f"{bold(f'uapicheck {name}')} {_usage(parser)}"
        yield ".br"
    yield rf"{bold('uapicheck')} {bold('--version')}"


def _usage(parser: argparse.ArgumentParser) -> str:
    places = " ".join(_place(action) for action in parser._actions if not action.option_strings)  # noqa: SLF001 - argparse shows its tree nowhere else
    return f"[{italic('options')}] {places}".rstrip()


def _place(action: argparse.Action) -> str:
    name = italic(str(action.metavar or action.dest).upper())
    match action.nargs:
        case "?":
            return f"[{name}]"
        case "*":
            return f"[{name} ...]"
        case "+":
            return f"{name} [{name} ...]"
    return name


def _command(name: str, parser: argparse.ArgumentParser, shared: Sequence[argparse.Action]) -> Iterator[str]:
    yield subsection(name)
    yield f"{bold(f'uapicheck {name}')} {_usage(parser)}"
    yield ".PP"
    yield from paragraphs(_own(parser.description or ""))
    for sub, action in _actions(parser).items():
        yield ".PP"
        yield f"{bold(f'uapicheck {name} {sub}')} {_usage(action)}"
        yield from [".RS 4", *paragraphs(action.description or ""), *_options(_told(action, shared)), ".RE"]
    if not _actions(parser):
        yield from _options(_told(parser, shared))
        common = [flag for action in shared for flag in _flags(parser) if flag == action.option_strings[-1]]
        if common:
            yield ".PP"
            yield filled(f"Common options: {', '.join(bold(flag) for flag in common)}.")


def _own(description: str) -> str:
    """Return what a command says of itself, without what all say of sources and configs."""
    for part in (arguments.SOURCES, arguments.POLICY):
        description = description.replace(part, "")
    return description.strip("\n")


def _actions(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """Return the commands below a command."""
    for action in parser._actions:  # noqa: SLF001 - as above
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            return {str(name): sub for name, sub in action.choices.items()}
    return {}


def _shared(commands: Mapping[str, argparse.ArgumentParser]) -> tuple[argparse.Action, ...]:
    """Return the options that several commands have alike."""
    every = [action for parser in commands.values() for action in parser._actions if action.option_strings]  # noqa: SLF001 - as above
    counts = Counter(_identity(action) for action in every)
    found = {_identity(action): action for action in every if counts[_identity(action)] >= _SHARED}
    return tuple(found.values())


def _identity(action: argparse.Action) -> tuple[str, ...]:
    return (*action.option_strings, action.help or "")


def _flags(parser: argparse.ArgumentParser) -> list[str]:
    return [action.option_strings[-1] for action in parser._actions if action.option_strings]  # noqa: SLF001 - as above


def _told(parser: argparse.ArgumentParser, shared: Iterable[argparse.Action]) -> list[argparse.Action]:
    """Return the places and options of a command that are its own."""
    known = {_identity(action) for action in shared}
    return [
        action
        for action in parser._actions  # noqa: SLF001 - as above
        if _identity(action) not in known and not isinstance(action, argparse._SubParsersAction)  # noqa: SLF001 - as above
    ]


def _options(actions: Iterable[argparse.Action]) -> Iterator[str]:
    for action in actions:
        value = "|".join(map(str, action.choices)) if action.choices else str(action.metavar or "")
        shown = ", ".join(bold(flag) for flag in action.option_strings)
        tag = f"{shown} {italic(value)}" if shown and value else shown or italic(value)
        yield from tagged(tag, [prose((action.help or "") % {"default": action.default, "prog": "uapicheck"})])


def _entries(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    for names, words in entries:
        yield from tagged(", ".join(bold(name) for name in names.split(", ")), [prose(words)])
