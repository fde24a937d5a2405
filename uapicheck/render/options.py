"""What a renderer may know beside the report itself: width, colour, length, the rules' pages, and who made it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from uapicheck.frozen import frozen

if TYPE_CHECKING:  # few formats quote a rule's page
    from typing import Any

    from uapicheck.engine.rule import Rule


@frozen(kw_only=True)
class Options:
    """How a report is to look; the same report and options give the same bytes."""

    width: int = 80
    """Columns of the terminal."""
    color: bool = False
    """ANSI colours are wanted; only `text` has any."""
    verbose: bool = False
    """Show everything that the shorter form only counts."""
    tool: str = "uapicheck"
    """Name, and version if wanted, of the program that made the report."""
    waived: bool = False
    """Tell programs of waived findings, too: forges show them as open."""
    rules: "Mapping[str, Rule[Any]]" = MappingProxyType({})
    """The rules by name, for formats that quote their pages."""
