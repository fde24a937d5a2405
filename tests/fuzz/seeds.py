"""What is mutated: the project's own samples and examples, and the corpus where there is one."""

import tarfile
import tomllib
from functools import cache

from tests.cli import patches
from tests.cli.stage import KERNEL, NEW, NEW_HOUSE, OLD
from tests.corpus import CORPUS, PROJECT, archives
from tests.extract.damage import OTHER, SAMPLE
from tests.rules.compared import MARKER
from uapicheck.rules import catalogue

_LARGEST_HEADER = 40_000
"""Bytes: larger ones take too long to be tried often, and have nothing that smaller ones lack."""
_HEADERS = 240
_LARGEST_MAIL = 60_000
CONFIGS = (
    """\
[uapicheck]
profile = "kvm"
select = ["struct-renamed"]
ignore = ["definition-moved"]
[severity]
macro-text-changed = "note"
""",
    """\
[[waiver]]
rule = "field-removed"
symbol = "struct point.y"
reason = "never filled by any kernel"
until = 2030-12-31
header = "include/uapi/linux/p.h"
""",
    """\
[[waiver]]
rule = "macro-removed"
symbol = "HOUSE_LIMIT"
reason = "agreed"
[[waiver]]
rule = "struct-resized"
symbol = "struct house"
reason = "agreed"
until = 2019-01-01
""",
    """\
[[space]]
name = "HOUSE"
kind = "numbers"
members = ["HOUSE_*"]
what = "rooms"
""",
)


@cache
def headers(*, corpus: bool) -> tuple[str, ...]:
    """Return texts of headers."""
    own = [SAMPLE, OTHER, *OLD.values(), *NEW.values(), *KERNEL.values(), NEW_HOUSE]
    for rule in catalogue().values():
        for example in rule.examples:
            own += [MARKER.sub("", text) for text in (example.before, example.after) if text.strip()]
    return (*own, *(_corpus_headers() if corpus else ()))


def _corpus_headers() -> list[str]:
    found = []
    for archive in archives()[-1:]:
        with tarfile.open(archive) as opened:
            members = [each for each in opened if each.name.endswith(".h") and 200 < each.size < _LARGEST_HEADER]
            for member in members[:: max(1, len(members) // _HEADERS)]:
                file = opened.extractfile(member)
                if file is not None:
                    found.append(file.read().decode("utf-8", "surrogateescape"))
    return found


@cache
def pairs() -> tuple[tuple[str, str], ...]:
    """Return headers before and after, that have every finding there is."""
    every = (example for rule in catalogue().values() for example in rule.examples)
    return tuple((MARKER.sub("", each.before), MARKER.sub("", each.after)) for each in every)


@cache
def mails(*, corpus: bool) -> tuple[bytes, ...]:
    """Return mails, mailboxes and diffs."""
    own = [text.encode() for text in patches.PATCHES.values()]
    own += [path.read_bytes() for path in sorted((PROJECT / "tests/demo").glob("*.patch"))]
    if corpus:
        places = [path for kind in ("mail/*.eml", "patches/*", "series/*.mbox") for path in sorted(CORPUS.glob(kind))]
        own += [path.read_bytes() for path in places if path.is_file() and path.stat().st_size < _LARGEST_MAIL]
    return tuple(own)


@cache
def configs() -> tuple[str, ...]:
    """Return configs, and the descriptions of spaces that a config may hold as well."""
    data = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "uapicheck/spaces/data").glob("*.toml"))]
    return (*CONFIGS, *(text for text in data if len(text) < _LARGEST_HEADER and "space" in tomllib.loads(text)))


@cache
def words() -> tuple[str, ...]:
    """Return words that command lines are made of."""
    from uapicheck.cli.arguments import parsers  # noqa: PLC0415 - only here

    top, commands = parsers()
    found: set[str] = set()
    for parser in (top, *commands.values()):
        for action in parser._actions:
            found.update(action.option_strings)
            if action.choices and not isinstance(action.choices, dict):
                found.update(map(str, action.choices))
    return (*sorted(commands), *sorted(found), *catalogue(), *REVISIONS, *PATTERNS, *NUMBERS)


REVISIONS = (
    *(
        "HEAD",
        "HEAD^",
        "@",
        "v1.0",
        "v1.1",
        "main",
        "v1.0..v1.1",
        "v1.0...v1.1",
        "..",
        "...",
        "HEAD~9",
        "@{u}",
        "@{-1}",
    ),
    *(
        ":/first",
        "HEAD^{/first}",
        "v1.0^{tree}",
        "HEAD:include",
        "HEAD.lock",
        "-n",
        "--all",
        "v1.0^@",
        "v1.0^!",
        "^v1.0",
    ),
    *("refs/tags/v1.0", "refs/heads/*", "FETCH_HEAD", "stash@{0}", "@{yesterday}", "HEAD@{1}", "0" * 40, "f" * 64, ""),
    *(
        "atlas:",
        "atlas:v1.0",
        "atlas:v5.2^",
        "atlas:v9..v1",
        "x86=a.h",
        "=a.h",
        "a.h",
        "b.h",
        "old",
        "new",
        "a.json",
        ".",
    ),
    *("caf\u00e9", "v1.0 ", "a b", "\n", "\x1b[31m", "\udcff", "v1.0\0", "~", "^", ":", "HEAD^99999999999999999999"),
)
PATTERNS = (
    *(
        "KVM_CAP_*",
        "POINT_*",
        "struct *",
        "struct point",
        "*",
        "?",
        "[",
        "[!a]",
        "[z-a]",
        "**",
        "KVM_REG_SIZE",
        "",
        " ",
    ),
    *("struct point.y", "union *.*", "enum ", "HOUSE_LIMIT", "\u212a*", "a" * 300, "[" * 60, "*a" * 30, "\x07"),
)
NUMBERS = (
    *(
        "0x6030000000100042",
        "0xAE80",
        "KVM_RUN",
        "1",
        "-1",
        "0",
        "0x",
        "1ull",
        "0b11",
        "017",
        "08",
        "1e9",
        "1.5",
        "'a'",
    ),
    *("ARM64_SYS_REG(3, 0, 0, 0, 0)", "KVM_REG_ARM64 | 1", "sizeof(struct kvm_run)", "_IOR(0xae, 1, int)", "9" * 60),
    *(
        "(" * 90 + "1" + ")" * 90,
        "1 << 99",
        "1 / 0",
        "~0",
        "!",
        "?:",
        "KVM_EXIT_*",
        "0xffffffffffffffff",
        "0x1" + "0" * 16,
    ),
)


def corpus_at_hand() -> bool:
    """Tell whether there is a corpus."""
    return CORPUS.is_dir()
