"""Headers as an accident or an enemy would leave them: every change drawn from one seed."""

import re
from random import Random

PIECES = (
    *(
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ";",
        ",",
        "#",
        "##",
        "\\\n",
        "\n",
        "/*",
        "*/",
        "//",
        '"',
        "'",
        "\\",
        "...",
        ":",
        "=",
        "?",
    ),
    *(
        "#if",
        "#else\n",
        "#endif\n",
        "#elif 1\n",
        "#define ",
        "#undef ",
        "#include ",
        "#pragma pack(",
        "#error",
        "#ifdef A\n",
    ),
    *(
        "struct ",
        "union ",
        "enum ",
        "typedef ",
        "sizeof(",
        "__attribute__((",
        "packed",
        "aligned(",
        "typeof(",
        "static inline ",
    ),
    *(
        "__extension__ ",
        "const ",
        "unsigned ",
        "long ",
        "int ",
        "_Alignof(",
        "__builtin_offsetof(",
        "__asm__(",
        "({",
        "})",
    ),
    *(
        "0x",
        "1ull",
        "08",
        "1e",
        "'\\x",
        "99999999999999999999",
        "-",
        "~",
        "!",
        "<<",
        "/ 0",
        "% 0",
        "->",
        ".",
        "*",
        "&",
        "&&",
    ),
    *(
        "A",
        "F(",
        "x",
        "__VA_ARGS__",
        "defined",
        "__COUNTER__",
        "_Static_assert(",
        '_Pragma("pack(1)")',
        ":0",
        ":3",
        "[0]",
        "[]",
    ),
    *("\0", "\udcff", "\x1a", "\t", "\f", "$", "@", "`", "%:", "<:"),
)
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


def damaged(text: str, random: Random) -> str:
    """Return `text` with one to eight things wrong."""
    for _ in range(random.randint(1, 8)):
        text = _DAMAGES[random.randrange(len(_DAMAGES))](text, random)
    return text


def _at(text: str, random: Random) -> int:
    return random.randint(0, len(text))


def _inserted(text: str, random: Random) -> str:
    at = _at(text, random)
    return text[:at] + random.choice(PIECES) + text[at:]


def _cut(text: str, random: Random) -> str:
    at = _at(text, random)
    return text[:at] + text[at + random.choice((1, 1, 2, 5, 30)) :]


def _ended(text: str, random: Random) -> str:
    return text[: _at(text, random)] if random.randrange(4) == 0 else text


def _repeated(text: str, random: Random) -> str:
    at = _at(text, random)
    end = at + random.choice((1, 3, 20, 200))
    return text[:end] + text[at:end] * random.choice((1, 1, 2, 50)) + text[end:]


def _swapped(text: str, random: Random) -> str:
    words = _WORD.findall(text)
    if len(words) < 2:
        return text
    one, other = random.randrange(len(words)), random.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return "".join(words)


def _renamed(text: str, random: Random) -> str:
    words = sorted(set(re.findall(r"\w+", text)))
    if not words:
        return text
    return re.sub(rf"\b{re.escape(random.choice(words))}\b", lambda _: random.choice((*words, *PIECES)), text)


_DAMAGES = (_inserted, _inserted, _inserted, _cut, _cut, _ended, _repeated, _swapped, _swapped, _renamed)

SAMPLE = """
#ifndef _LINUX_POINT_H
#define _LINUX_POINT_H
#include <linux/types.h>
#include "other.h"
/* A sample that uses what headers use. */
#define A 0x10
#define B (A << 3 | 1ULL) /* two */
#define F(x, y...) ((x) + A, ## y)
#define TEXT(x) #x
#define GLUE(a, b) a ## b
#define POINT_GET _IOR('p', 0x01, struct point)
#define POINT_SET _IOW('p', 0x02, GLUE(struct, ) point)
#define POINT_NAME "point" TEXT(A)
#define POINT_SIZE (sizeof(struct point) + __builtin_offsetof(struct point, y))
#define point_u32 __u32 __attribute__((aligned(8)))
enum point_kind {
    POINT_FIRST = 1,
#define POINT_FIRST POINT_FIRST
    POINT_NEXT,
    POINT_LAST = POINT_NEXT + F(2),
};
struct point {
    __u32 x;
#if defined(__LP64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    __u64 low:12, high:52;
#elif A > 3
    __u64 whole;
#else
    __u8 bytes[A / 2];
#endif
    union {
        struct { __u8 a, *b; } in;
        const void *p[2];
        int (*call)(int, struct point *);
    };
    __u64 y __attribute__((packed, aligned(4)));
    __u8 tail[];
} __attribute__((packed));
#pragma pack(push, 2)
typedef struct { char c; long long wide; enum point_kind kind; } small_t;
#pragma pack(pop)
typedef struct later later_t, *later_p;
struct later { small_t many[POINT_LAST]; later_t *next; };
extern int point_open(const char *path, ...);
static __inline__ __u32 point_x(const struct point *p) { return p->x; }
#undef A
#define A ((__typeof__(1ul))-1 > 'a' ? ~0 : -'\\n')
#endif
"""
OTHER = "typedef unsigned char byte;\n#define OTHER_MAX ((byte)-1)\nunion other { byte b; int i:5; };\n"
