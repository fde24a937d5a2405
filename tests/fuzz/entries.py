"""The entry points: each makes a case of the ground and of chance."""

from collections.abc import Callable, Mapping
from random import Random

from tests.cli.patches import diff
from tests.cli.patches import mail as mailed
from tests.fuzz import c_text, raw
from tests.fuzz.cases import Case, Run
from tests.fuzz.ground import Ground
from tests.fuzz.seeds import NUMBERS, PATTERNS, REVISIONS

CHECKED = ("text", "terse", "json", "html", "sarif", "junit", "github", "gitlab", "markdown", "waivers")
REVIEWED = (*CHECKED, "mail", "b4")
TARGETS = ("x86_64", "i386", "arm64", "s390x", "powerpc", "mips64el", "m68k", "x32", "sparc", "arm", "riscv64")
HOUSE = "include/uapi/linux/house.h"
_PLACES = (
    *(("--target", "arm64"), ("--target", "x86"), (), ("--kind", "ioctl", "--target", "x86_64")),
    *(("--source", "tree", "--target", "arm64"), ("--source", "a.h", "--target", "i386")),
)
Entry = Callable[[Ground, Random], Case]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape" if text.isascii() or _fits(text) else "surrogatepass")


def _fits(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _targets(random: Random) -> tuple[str, ...]:
    chosen = random.sample(TARGETS, random.choice((1, 1, 1, 2)))
    return tuple(word for target in chosen for word in ("--target", target))


def _more(random: Random) -> tuple[str, ...]:
    """Return options that a report may have."""
    return random.choice(
        (
            (),
            (),
            ("-v",),
            ("--witness",),
            ("--profile", "strict"),
            ("--profile", "kvm", "--witness"),
            ("--fail-on", "note"),
        )
    )


def _sometimes(random: Random) -> tuple[int, ...]:
    return (1,) if random.randrange(25) == 0 else ()


def header(ground: Ground, random: Random) -> Case:
    """Return two headers and reports on them in two formats, against itself, and again."""
    if random.randrange(2):
        seed = random.choice(ground.headers)
        old = c_text.mutated(seed, random, ground.headers) if random.randrange(2) else seed
        new = c_text.mutated(old, random, ground.headers)
    else:
        old, new = random.choice(ground.pairs)
        new = c_text.mutated(new, random, ground.headers, rounds=random.choice((1, 2)))
    name = random.choice(("b.h", "b.h", "b.h", "\x1b[31mb.h", 'b "<i>.h', "\u00e9\u202e.h", "b%0A::x.h", "`b`|[](x).h"))
    targets = _targets(random)
    both = ("check", "a.h", f"./{name}", *targets, *_more(random))
    itself = ("check", f"./{name}", f"./{name}", *targets, "-o", "json", "--fail-on", "note")
    runs = [Run(argv=(*both, "-o", random.choice(CHECKED))), Run(argv=(*both, "-o", "json")), Run(argv=itself)]
    alike: tuple[tuple[int, int], ...] = ()
    if random.randrange(8) == 0:
        runs.append(Run(argv=(*both, "-o", "html=pages/", "-o", "sarif=a.sarif", "-o", "text")))
    elif random.randrange(4) == 0:
        runs.append(Run(argv=(*both, "-o", "json", "--jobs", "2")))
        alike = ((1, 3),)
    return Case(
        entry="header",
        files={"a.h": _bytes(old), name: _bytes(new)},
        runs=tuple(runs),
        clean=(2,),
        alike=alike,
        afresh=_sometimes(random),
    )


def noise(ground: Ground, random: Random) -> Case:
    """Return a header and the same with comments and white space: nothing differs but lines."""
    seed = random.choice(ground.headers)
    text = c_text.mutated(seed, random, ground.headers, rounds=1) if random.randrange(2) else seed
    targets = _targets(random)
    return Case(
        entry="noise",
        files={"a.h": _bytes(text)},
        noised={"noise/a.h": ("a.h", random.randrange(1 << 30))},
        runs=(
            Run(argv=("snapshot", "a.h", *targets, "-o", "json")),
            Run(argv=("snapshot", "noise/a.h", *targets, "-o", "json")),
            Run(argv=("check", "a.h", "noise/a.h", *targets, "-o", "json", "--fail-on", "note")),
        ),
        alike_but_lines=((0, 1),),
        clean=(2,),
    )


def snapshot(ground: Ground, random: Random) -> Case:
    """Return a header whose snapshot, written and read back, is compared with it."""
    text = c_text.mutated(random.choice(ground.headers), random, ground.headers)
    targets = _targets(random)
    return Case(
        entry="snapshot",
        files={"a.h": _bytes(text)},
        runs=(
            Run(argv=("snapshot", "a.h", *targets, "-o", "json=a.json")),
            Run(argv=("check", "a.h", "a.json", *targets, "-o", "json", "--fail-on", "note")),
            Run(argv=("check", "a.json", "a.h", *targets, "-o", "json", "--fail-on", "note")),
            Run(argv=("snapshot", "a.json", "-o", "json")),
            Run(argv=("snapshot", "a.h", *targets, "-o", "json")),
            Run(
                argv=(
                    "snapshot",
                    "a.h",
                    *targets[:2],
                    "-o",
                    random.choice(("text", "header")),
                    *random.choice(((), ("-v",))),
                )
            ),
            Run(argv=("textconv", "a.h", *targets)),
        ),
        clean=(1, 2),
    )


def snapshot_json(ground: Ground, random: Random) -> Case:
    """Return a damaged snapshot."""
    broken = raw.document(random.choice(ground.snapshots), random)
    form = random.choice(CHECKED)
    return Case(
        entry="snapshot json",
        files={"a.json": broken, "b.json": random.choice(ground.snapshots)},
        runs=(
            Run(
                argv=("check", *random.choice((("a.json", "b.json"), ("b.json", "a.json"))), "-o", form, *_more(random))
            ),
            Run(argv=("snapshot", "a.json", "-o", random.choice(("json", "text")), "-v")),
            Run(argv=("spaces", "a.json", "-o", random.choice(("json", "text", "html")))),
            Run(argv=("decode", random.choice(NUMBERS[:3]), "--source", "a.json", "-o", "json")),
        ),
    )


def tree(ground: Ground, random: Random) -> Case:
    """Return two kernel source trees whose headers, config and documents are mutated."""
    files = {f"old/{path}": text for path, text in ground.kernel.items()}
    files |= {f"new/{path}": text for path, text in ground.newer.items()}
    for _ in range(random.choice((1, 2, 4))):
        path = random.choice(sorted(files))
        files[path] = _bytes(c_text.mutated(files[path].decode("utf-8", "replace"), random, ground.headers))
    if random.randrange(3) == 0:
        files["old/.uapicheck.toml"] = _bytes(raw.toml(random.choice(ground.configs), random, ground.configs))
    if random.randrange(4) == 0:
        text = "4.1 HOUSE_BUILD\n-----------\n:Capability: none\n:Type: vm ioctl\n:Parameters: struct house (in)\n"
        files["new/Documentation/virt/kvm/api.rst"] = raw.scarred(text.encode() * 3, random)
    both = ("check", "old", "new", *random.choice(((), _targets(random))), *_more(random))
    runs = (
        Run(argv=(*both, "-o", random.choice(CHECKED))),
        Run(argv=(*both, "-o", "json", "--jobs", "1")),
        Run(argv=(*both, "-o", "json", "--jobs", "2")),
    )
    return Case(entry="tree", files=files, runs=runs, alike=((1, 2),), afresh=_sometimes(random))


def archive(ground: Ground, random: Random) -> Case:
    """Return a damaged archive against a tree."""
    files = {f"tree/{path}": text for path, text in ground.kernel.items()}
    name = random.choice(("a.tar", "a.tar.gz", "a.tar.xz", "a.tgz", "a.tar.bz2", "a.tar.zst"))
    form = random.choice(CHECKED)
    return Case(
        entry="archive",
        files=files | {name: raw.archive(ground.newer, random)},
        runs=(
            Run(argv=("check", *random.choice(((name, "tree"), ("tree", name))), "--target", "x86_64", "-o", form)),
            Run(argv=("snapshot", name, "--target", "arm64", "-o", "json")),
        ),
    )


def patch(ground: Ground, random: Random) -> Case:
    """Return a mutated mail on a tree, a repository or the atlas."""
    if random.randrange(2):
        old = ground.kernel[HOUSE].decode()
        new = c_text.mutated(old, random, ground.headers)
        new = new.encode("utf-8", "replace").decode()
        text = _bytes(mailed("[PATCH] house: change it", diff(HOUSE, old, new)))
        if random.randrange(3) == 0:
            text = raw.mail(text, random, ground.mails)
    else:
        text = raw.mail(random.choice(ground.mails), random, ground.mails)
    base = random.choice(
        (("--base", "tree"), ("-C", "repository"), ("-C", "repository", "--base", "v1.0"), (), ("--independent",))
    )
    way: tuple[str, bytes] = random.choice((("a.eml", b""), ("-", text)))
    command = ("patch", way[0], *base, *_more(random))
    environment = {"UAPICHECK_ATLAS": "atlas"} if random.randrange(3) else {}
    files: dict[str, bytes] = {f"tree/{path}": raw for path, raw in ground.kernel.items()}
    files |= {f"atlas/{path}": raw for path, raw in ground.atlas.items()} | {"a.eml": text}
    runs = tuple(
        Run(argv=(*command, "-o", form), stdin=way[1], environment=environment)
        for form in (random.choice(REVIEWED), "json")
    )
    return Case(entry="patch", files=files, runs=runs, repository="repository" if "-C" in base else "")


def config(ground: Ground, random: Random) -> Case:
    """Return a mutated config, that judges a comparison and lists rules and spaces."""
    text = _bytes(raw.toml(random.choice(ground.configs), random, ground.configs))
    files = {f"old/{path}": raw for path, raw in ground.kernel.items()}
    files |= {f"new/{path}": raw for path, raw in ground.newer.items()}
    place = random.choice(("c.toml", "old/.uapicheck.toml", "new/.uapicheck.toml"))
    named = ("--config", "c.toml") if place == "c.toml" else ()
    return Case(
        entry="config",
        files=files | {place: text},
        runs=(
            Run(argv=("check", "old", "new", "--target", "x86_64", *named, "-o", random.choice(CHECKED))),
            Run(argv=("rules", *named, "-o", random.choice(("text", "json", "markdown")))),
            Run(argv=("spaces", "old", "--target", "x86_64", *named, "-o", random.choice(("text", "json", "html")))),
        ),
    )


def atlas(ground: Ground, random: Random) -> Case:
    """Return an atlas with a damaged file, and every command that reads one."""
    files = {f"atlas/{path}": text for path, text in ground.atlas.items()}
    pieces = (
        b"\t",
        b"\n",
        b"-1",
        b"9" * 30,
        b"; ",
        b"@",
        b" ~ ",
        b"{",
        b"..",
        b"*",
        b"\\",
        b"(",
        b"\xff",
        b"\x1b",
        b"0x",
    )
    for _ in range(random.choice((1, 1, 2))):
        path = random.choice(sorted(files))
        files[path] = raw.scarred(files[path], random, pieces)
    form = random.choice(CHECKED)
    commands = (
        ("check", "atlas:v1.0", "atlas:", "-o", form),
        ("snapshot", "atlas:v1.1", *_targets(random), "-o", random.choice(("json", "text"))),
        ("history", random.choice(PATTERNS), "--all", "-o", random.choice(("text", "json", "html"))),
        ("spaces", "-o", random.choice(("text", "json", "html"))),
        ("decode", random.choice(NUMBERS), "-o", "json"),
        ("atlas", "list", "-o", random.choice(("text", "json"))),
        ("atlas", "verify"),
    )
    environment = {"UAPICHECK_ATLAS": "atlas"}
    runs = tuple(Run(argv=each, environment=environment) for each in random.sample(commands, 4))
    return Case(entry="atlas", files=files, runs=runs)


def decode(ground: Ground, random: Random) -> Case:
    """Return numbers, names and C expressions to decode, as words and from the standard input."""

    def one() -> str:
        if random.randrange(3) == 0:
            return c_text.mutated(random.choice(NUMBERS), random, (*NUMBERS, *ground.headers[:4]))
        return raw.word((*NUMBERS, *PATTERNS), random)

    asked = tuple(one()[:3_000].replace("\0", "") for _ in range(random.choice((1, 1, 3))))
    given = "\n".join(one() for _ in range(random.choice((0, 1, 5))))
    source = random.choice(_PLACES)
    files = {f"tree/{path}": text for path, text in ground.kernel.items()}
    files["a.h"] = _bytes(c_text.mutated(random.choice(ground.headers), random, ground.headers))
    form = random.choice(("text", "json"))
    return Case(
        entry="decode",
        files=files,
        runs=(
            Run(argv=("decode", *source, "-o", form, "--", *(word for word in asked if word != "-"))),
            Run(argv=("decode", *source, "-o", form, "-"), stdin=_bytes(given)),
        ),
    )


def pattern(ground: Ground, random: Random) -> Case:
    """Return patterns of `history`, `spaces`, `--header`, `explain` and `schema`."""
    files = {f"atlas/{path}": text for path, text in ground.atlas.items()}
    files |= {f"tree/{path}": text for path, text in ground.kernel.items()}
    known = (*PATTERNS, *REVISIONS)
    a, b, c = (raw.word(known, random) for _ in range(3))
    commands = (
        ("history", "--since", b, "--until", c, "-o", random.choice(("text", "json", "html")), "--", a),
        ("history", "-o", "json", "--", a, b),
        ("history", a, "--of", "tree", "tree", "--target", "arm64", "-o", "json"),
        ("spaces", "tree", "--space", a, "-o", "json"),
        ("spaces", "--space", a, "--space", b),
        ("check", "tree", "tree", "--header", a, "--target", b, "-o", "json"),
        ("explain", "--", a),
        ("schema", "--", a),
        ("atlas", "list", "--atlas", a),
    )
    environment = {"UAPICHECK_ATLAS": "atlas"}
    runs = tuple(Run(argv=each, environment=environment) for each in random.sample(commands, 3))
    return Case(entry="pattern", files=files, runs=runs)


def words(ground: Ground, random: Random) -> Case:
    """Return command lines of any words, and what a shell asks at the tab key."""
    line = tuple(raw.word(ground.words, random) for _ in range(random.choice((1, 2, 3, 5, 8))))
    command = random.choice(
        (
            "check",
            "patch",
            "snapshot",
            "history",
            "spaces",
            "decode",
            "rules",
            "explain",
            "atlas",
            "textconv",
            "schema",
            "man",
            "completion",
        )
    )
    files = {f"tree/{path}": text for path, text in ground.kernel.items()} | {"a.h": ground.headers[0].encode()}
    shell = random.choice(("bash", "zsh", "fish", ""))
    runs = [
        Run(argv=line),
        Run(argv=(command, *line)),
        Run(
            argv=(
                "__complete",
                shell,
                *random.choice(((command, *line), (" ".join(("uapicheck", command, *line)), ":=@"))),
            )
        ),
    ]
    return Case(entry="words", files=files, runs=tuple(run for run in runs if "--fetch" not in run.argv))


def revision(ground: Ground, random: Random) -> Case:
    """Return names of revisions, in a repository that may be damaged."""
    a, b = (raw.word(REVISIONS, random) for _ in range(2))
    files: dict[str, bytes] = {}
    if random.randrange(2):
        places = sorted(
            path for path in (ground.repository / ".git").rglob("*") if path.is_file() and "hooks" not in path.parts
        )
        place = random.choice([path for path in places if path.name not in {"config", "description"}])
        files[f"repository/{place.relative_to(ground.repository)}"] = raw.scarred(
            place.read_bytes(), random, (b"\0", b"ref: ", b"x")
        )
        a, b = random.choice((("v1.0", "v1.1"), ("HEAD", "v1.0"), (a, b)))
    where = ("-C", "repository", "--target", "x86_64")
    commands = (
        ("check", *where, "-o", "json", "--", a, b),
        ("check", *where, "-o", "terse", "--", f"{a}..{b}"),
        ("check", *where, "-o", "terse"),
        ("snapshot", *where, "-o", "json", "--", a),
        ("history", *where, "--range", f"{a}..{b}", "-o", "json"),
        ("history", "HOUSE_*", *where, "--since", a, "-o", "json"),
        ("__complete", "bash", f"uapicheck check -C repository {a}", ":"),
    )
    runs = tuple(Run(argv=each) for each in random.sample(commands, 3))
    return Case(entry="revision", files=files, runs=runs, repository="repository")


ENTRIES: Mapping[str, Entry] = {
    "header": header,
    "noise": noise,
    "snapshot": snapshot,
    "snapshot json": snapshot_json,
    "tree": tree,
    "archive": archive,
    "patch": patch,
    "config": config,
    "atlas": atlas,
    "decode": decode,
    "pattern": pattern,
    "words": words,
    "revision": revision,
}
WEIGHTS = (6, 3, 3, 2, 3, 3, 6, 3, 3, 3, 2, 3, 2)
"""How often each gets its turn, in the order above."""
