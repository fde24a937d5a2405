"""What a renderer may know beside the report itself: width, colour, length, and who made it."""

from uapicheck.frozen import frozen


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
