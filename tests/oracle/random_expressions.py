"""Random integer constant expressions, as macros and as `#if` conditions: every number drawn from one seed."""

from random import Random

LITERALS = (
    *("0", "1", "2", "7", "31", "0x7f", "0xff", "010", "0x7fffffff", "0x80000000", "0xffffffff", "4294967296"),
    *("1u", "0xffU", "1l", "1L", "1UL", "0x8000UL", "1LL", "1ull", "0x8000000000000000ULL", "0x7fffffffffffffffLL"),
    *("2147483647", "2147483648", "0x100000000", "'A'", "'\\n'", "'\\377'", "'\\x80'", "0b1011"),
)
CASTS = (
    *("char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long", "unsigned long"),
    *("long long", "unsigned long long", "byte_t", "_Bool"),
)
SIZES = ("sizeof(long)", "sizeof(void *)", "sizeof(struct pair)", "sizeof(int[3])", "sizeof(long long)", "sizeof 'a'")
NAMES = ("PAIR_FIRST", "PAIR_LAST", "PAIR_WIDE")
BINARY = ("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&&", "||")
UNARY = ("-", "~", "!", "+")
PROLOGUE = """
typedef unsigned char byte_t;
struct pair { char first; long second; };
enum { PAIR_FIRST = 3, PAIR_LAST = -4 };
enum pair_wide { PAIR_WIDE = 0x90000000 };
"""


class Expressions:
    """Writes expressions, for the language proper or for the preprocessor."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def header(self, count: int) -> str:
        """Return a header with `count` macros, each an expression, and as many `#if`s."""
        macros = (f"#define EXPRESSION_{number} {self.text(5)}" for number in range(count))
        conditions = (
            f"#if {self.text(4, condition=True)}\n#define CONDITION_{number} 1\n"
            f"#else\n#define CONDITION_{number} 0\n#endif"
            for number in range(count)
        )
        return PROLOGUE + "\n".join((*macros, *conditions)) + "\n"

    def text(self, depth: int, *, condition: bool = False) -> str:
        """Return one expression; a condition has no casts, sizes or enumerators."""
        draw = self.random.randrange(14) if depth else 0
        if draw < 3:
            return self._leaf(condition=condition)
        inner = self.text(depth - 1, condition=condition)
        if draw < 5:
            return f"{self.random.choice(UNARY)}({inner})"
        if draw == 5 and not condition:
            return f"(({self.random.choice(CASTS)})({inner}))"
        if draw == 6:
            other, third = (self.text(depth - 1, condition=condition) for _ in range(2))
            return f"(({inner}) ? ({other}) : ({third}))"
        operator = self.random.choice(BINARY)
        if operator in {"<<", ">>"}:
            return f"(({inner}) {operator} {self.random.randint(0, 31)})"
        other = self.text(depth - 1, condition=condition)
        if operator in {"/", "%"}:
            # Most random divisors would be zero; an odd one never is.
            other = f"(({other}) | 1)"
        # Without its own brackets now and then, so that precedence counts.
        bare = f"{inner} {operator} {other}"
        return bare if self.random.randrange(4) == 0 else f"({bare})"

    def _leaf(self, *, condition: bool) -> str:
        choices = [LITERALS, ("UNDEFINED_NAME", "defined(PAIR)", "defined UNDEFINED_NAME")] if condition else []
        choices = choices or [LITERALS, LITERALS, SIZES, NAMES]
        weights = [5, 1] if condition else None
        return self.random.choice(self.random.choices(choices, weights)[0])
