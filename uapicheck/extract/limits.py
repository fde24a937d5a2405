"""Bounds that keep hostile headers from using up time and memory.

Each is far above what any exported header needs; what exceeds one becomes a gap.
"""

MAX_NESTING = 150
"""Includes and conditionals around a line; GCC allows 200 nested includes (-fmax-include-depth)."""
MAX_CONDITION_DEPTH = 100
"""Nested conditionals of one file; C99 5.2.4.1 asks for 63."""
MAX_BRANCHES = 1_000
"""Groups of one conditional."""
MAX_INCLUDES = 5_000
"""Files that one header includes, each counted every time."""
MAX_EXPANDED_TOKENS = 80_000
"""Tokens that one macro or condition may expand to, on the way to its result too."""
MAX_TEXT_GROWTH = 10
"""Tokens more that a run of text may expand to, for each of its own."""
MAX_UNIT_TOKENS = 1_000_000
"""Tokens that one header with its includes may read and expand to."""
MAX_VALUE_TOKENS = 400_000
"""Tokens that all macros of one header with its includes may expand to for their values."""
MAX_CALL_DEPTH = 100
"""Calls of macros in arguments of calls."""
MAX_MACRO_NESTING = 100
"""Macros that come out of each other."""
CHARACTERS_PER_TOKEN = 16
"""A token that `#` or `##` made counts as one more for so many characters."""
MAX_EXPRESSION_DEPTH = 100
"""Nested parentheses and operators; C99 5.2.4.1 asks for 63."""
MAX_DECLARATION_DEPTH = 63
"""Nested brackets of all kinds, as C99 5.2.4.1 asks for."""
MAX_DIMENSIONS = 63
"""Of one array."""
MAX_DECLARATION_TOKENS = 50_000
MAX_WORD = 4_095
"""Characters of a token in a declaration, as C99 5.2.4.1 asks for in a string; pycparser takes 3 KB for each."""
MAX_ATTRIBUTES = 1_000
"""Attributes of one declaration."""
MAX_BODIES = 64
"""Pairs of braces of one declaration that are looked at as the body of a function."""
MAX_TYPEDEF_NESTING = 100
"""Typedefs that stand for each other."""
MAX_OPEN_ENDS = 1_000
"""Undefined tags behind a name up to which what depends on it is shared."""
MAX_TYPE_SIZE = 1 << 62
"""Bytes; beyond it neither GCC nor Clang accept a type."""
MAX_SHIFTED_BITS = 128
