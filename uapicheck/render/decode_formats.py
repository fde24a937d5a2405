"""The formats that decoded numbers can be written in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from uapicheck.model.decoded import Meaning
from uapicheck.render.decode_json import decode_json
from uapicheck.render.decode_text import decode_text
from uapicheck.render.decode_words import problems
from uapicheck.render.options import Options

DecodeRenderer: TypeAlias = Callable[[Sequence[Meaning], Options], str]

DECODE_FORMATS: Final[Mapping[str, DecodeRenderer]] = {
    "text": lambda meanings, options: decode_text(meanings, options=options),
    "json": lambda meanings, options: decode_json(meanings, options=options),
}
"""What `decode` writes."""


def has_problems(meanings: Iterable[Meaning]) -> bool:
    """Tell whether something is wrong with any of `meanings`."""
    return any(problems(meaning) for meaning in meanings)
