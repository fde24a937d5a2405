"""Bounds that keep hostile headers from using up time and memory.

Each is far above what any exported header needs; what exceeds one becomes a gap.
"""

MAX_INCLUDE_DEPTH = 200
"""GCC's own default (-fmax-include-depth)."""
MAX_CONDITION_DEPTH = 200
MAX_EXPANDED_TOKENS = 100_000
"""Tokens that one macro, condition or run of text may expand to."""
MAX_EXPRESSION_DEPTH = 150
"""Nested parentheses and operators; C99 5.2.4.1 asks for 63."""
MAX_DECLARATION_TOKENS = 100_000
MAX_TYPE_SIZE = 1 << 62
"""Bytes; beyond it neither GCC nor Clang accept a type."""
MAX_SHIFTED_BITS = 128
