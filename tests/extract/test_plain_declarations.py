"""Declarations that are read without pycparser come out as pycparser has them, and nothing else is read so."""

import random
from collections.abc import Iterator, Sequence

import pytest
from pycparser.c_lexer import _keyword_map

from tests.corpus import ABSENT, archives
from uapicheck.extract import border, outcomes
from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.attributes import Prepared, prepared
from uapicheck.extract.meaning import DeclarationError, Meaning
from uapicheck.extract.plain_declarations import KEYWORDS, plain_meaning
from uapicheck.extract.reading import meaning
from uapicheck.extract.snapshot import Extractor
from uapicheck.extract.tokens import Kind, Token, tokens
from uapicheck.model.targets import TARGETS
from uapicheck.sources.opening import opened

TYPEDEFS = frozenset({"__u8", "__u32", "__u64", "size_t"})
PLAIN = (
    "struct a { __u32 x; const char *name; unsigned long long y[2][N + 1], *z; } ;",
    "struct a { __u8 a : 1, b : 2; __u8 : 5; struct { } none; __u8 rest[]; } ;",
    "struct a { union { struct { int x, y; }; struct b c[3]; } u; union { __u64 d; enum kind e; }; } ;",
    "struct __attribute__((packed)) a { int x; char y __attribute__((aligned(8))), z; } __attribute__((aligned(4)));",
    "struct a { struct { int x; } one, two; enum { A, B = -1, C = (A << 2) | ~3 } e; } ;",
    "struct a { int x[sizeof(long) * 2 - sizeof(struct b) / sizeof(__u32)]; struct c { int y; } ; } ;",
    "enum { A = 1, B = 0x1fUL, C, } ;",
    "enum __attribute__((packed)) kind { A = B + (1 << C), D = !A } ;",
    "enum kind ;",
    "struct a ;",
    "union a { signed char x; long unsigned int y; short z; } ;",
    "typedef unsigned int word, *pointer, list[4] ;",
    "typedef __u32 word __attribute__((aligned(2))) ;",
    "typedef struct { int x; } one, *other ;",
    "typedef struct a a ;",
    "typedef void (*handler)(int, const char *, struct a *) ;",
    "typedef void *(*handler)() ;",
    "__extension__ typedef __signed__ long long wide ;",
)
LEFT = (
    "int x ;",
    "int f(void) ;",
    "struct a { int x; } y ;",
    "struct a { int x : 3 ? 1 : 2; } ;",
    "struct a { int x[(__u32)1]; } ;",
    "struct a { int x['a']; } ;",
    "struct a { int (*f)(int named); } ;",
    "struct a { int size_t; } ;",
    "struct a { int default; } ;",
    "struct a { unknown x; } ;",
    "struct a { int; } ;",
    "struct a { __u32 unsigned x; } ;",
    "struct a { int x } ;",
    "struct a { int x; ; } ;",
    "struct a { int x[sizeof x]; } ;",
    "struct a { int x __attribute__((vector_size(8))); } ;",
    "struct a { int x[08]; } ;",
    "struct a { int * const x; } ;",
    "struct size_t { int x; } ;",
    "enum { } ;",
    "enum { A B } ;",
    "enum { size_t } ;",
    "typedef int size_t ;",
    "typedef ;",
    "struct",
    "struct a {",
    "enum { A =",
    "typedef int x, ;",
)


def ready(words: Sequence[Token], typedefs: frozenset[str]) -> Prepared:
    return prepared(words, typedefs.__contains__)


def the_long_way(words: Sequence[Token], typedefs: frozenset[str]) -> str:
    """Return what pycparser makes of a declaration; any error is one text."""
    try:
        return repr(border.read(words, ready(words, typedefs), typedefs))
    except (
        DeclarationError,
        NoValueError,
        AssertionError,
        AttributeError,
        IndexError,
        KeyError,
        TypeError,
        ValueError,
    ):
        return "an error"


def agrees(words: Sequence[Token], typedefs: frozenset[str]) -> bool | None:
    """Tell whether a declaration that is read here is what pycparser makes of it; None for one that is not read."""
    try:
        found = plain_meaning(words, ready(words, typedefs), typedefs)
    except NoValueError:
        return None
    return None if found is None else repr(found) == the_long_way(words, typedefs)


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_declaration_is_read_as_pycparser_reads_it(text: str) -> None:
    assert agrees(tokens(text), TYPEDEFS) is True


@pytest.mark.parametrize("text", LEFT)
def test_any_other_declaration_is_left_to_pycparser(text: str) -> None:
    words = tokens(text)
    assert plain_meaning(words, ready(words, TYPEDEFS), TYPEDEFS) is None


def test_every_keyword_of_pycparser_is_known() -> None:
    assert set(_keyword_map) <= KEYWORDS


def test_a_typedef_with_the_name_of_a_keyword_leaves_all_to_pycparser() -> None:
    words = tokens("struct a { unsigned x; } ;")
    typedefs = frozenset({"unsigned"})
    assert plain_meaning(words, ready(words, typedefs), typedefs) is None


def edited(words: Sequence[Token], pool: Sequence[Token], dice: random.Random) -> list[Token]:
    """Return a declaration with a token or two dropped, put in, put in another's place or swapped."""
    found = list(words)
    for _ in range(dice.randint(1, 2)):
        at = dice.randrange(len(found))
        match dice.randrange(4):
            case 0 if len(found) > 1:
                del found[at]
            case 1:
                found.insert(at, dice.choice(pool))
            case 2:
                found[at] = dice.choice(pool)
            case _:
                other = dice.randrange(len(found))
                found[at], found[other] = found[other], found[at]
    return found


def test_edited_declarations_are_read_alike_or_left() -> None:
    dice = random.Random(1)
    every = [tokens(text) for text in (*PLAIN, *LEFT)]
    pool = [word for words in every for word in words]
    read = 0
    for _ in range(8000):
        words = edited(dice.choice(every), pool, dice)
        typedefs = TYPEDEFS & {word.text for word in words}
        if dice.random() < 0.2:
            typedefs |= frozenset([w.text for w in words if w.kind is Kind.IDENTIFIER][:2])
        said = agrees(words, typedefs)
        assert said is not False, " ".join(word.text for word in words)
        read += said is True
    assert read > 200


def declarations(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Sequence[Token], frozenset[str]]]:
    """Yield every declaration of a good part of the newest archive's headers."""
    found: list[tuple[Sequence[Token], frozenset[str]]] = []

    def noted(words: Sequence[Token], typedefs: frozenset[str]) -> Meaning:
        found.append((words, typedefs))
        return meaning(words, typedefs)

    monkeypatch.setattr(outcomes, "meaning", noted)
    tree = opened(str(archives()[-1]), repository=None)
    target = TARGETS["x86_64"]
    headers = sorted(tree.headers[target.arch])[::4]
    Extractor().snapshot(tree, target, headers)
    yield from found


@pytest.mark.oracle  # seconds
@pytest.mark.skipif(not archives(), reason=ABSENT)
def test_real_declarations_are_nearly_all_read_and_all_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    said = [agrees(*each) for each in declarations(monkeypatch)]
    assert False not in said
    assert said.count(None) * 20 < len(said)
