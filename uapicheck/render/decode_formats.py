"""The formats that decoded numbers can be written in; each is imported when it is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from uapicheck.model.decoded import Meaning
from uapicheck.render.decode_words import problems
from uapicheck.render.options import Options

DecodeRenderer: TypeAlias = Callable[[Sequence[Meaning], Options], str]


def _text(meanings: Sequence[Meaning], options: Options) -> str:
    from uapicheck.render.decode_text import decode_text  # noqa: PLC0415 - as the module says

    return decode_text(meanings, options=options)


def _json(meanings: Sequence[Meaning], options: Options) -> str:
    from uapicheck.render.decode_json import decode_json  # noqa: PLC0415 - as the module says

    return decode_json(meanings, options=options)


DECODE_FORMATS: Final[Mapping[str, DecodeRenderer]] = {"text": _text, "json": _json}
"""What `decode` writes."""


def has_problems(meanings: Iterable[Meaning]) -> bool:
    """Tell whether something is wrong with any of `meanings`."""
    return any(problems(meaning) for meaning in meanings)
