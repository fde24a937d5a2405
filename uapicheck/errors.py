"""Errors that reach the user as one line: what failed, where, and what to do."""


class UapiCheckError(Exception):
    """A failure that the command line prints as one line and ends with status 2."""

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        """Return `where: what; advice`, leaving out what is empty."""
        place = f"{self.where}: " if self.where else ""
        advice = f"; {self.advice}" if self.advice else ""
        return f"{place}{self.what}{advice}"


class UsageError(UapiCheckError):
    """The command line asks for something that does not exist or make sense."""


class SourceError(UapiCheckError):
    """A source of headers cannot be found, read or understood."""


class NoHeadersError(SourceError):
    """A source can be read and has no UAPI headers."""


class RevisionError(SourceError):
    """A git revision is unknown, ambiguous, or its objects are missing."""


class ConfigError(UapiCheckError):
    """A configuration file is malformed or names something unknown."""


class OutputError(UapiCheckError):
    """A report cannot be written where it was asked for."""


class AtlasError(SourceError):
    """The shipped history is missing, damaged or of a newer format, or does not have what was asked for."""
