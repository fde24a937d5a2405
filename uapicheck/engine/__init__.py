"""What a rule is, how verdicts become findings, and how consequences fold under their cause."""

from uapicheck.engine.rule import Example, Rule, Verdict, on_new, on_old
from uapicheck.engine.spelling import (
    spelled_bits,
    spelled_enum,
    spelled_fact,
    spelled_field,
    spelled_record,
    spelled_typedef,
    spelled_value,
)

__all__ = [
    "Example",
    "Rule",
    "Verdict",
    "on_new",
    "on_old",
    "spelled_bits",
    "spelled_enum",
    "spelled_fact",
    "spelled_field",
    "spelled_record",
    "spelled_typedef",
    "spelled_value",
]
