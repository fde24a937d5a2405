"""uapicheck: what a change to Linux UAPI headers does to user space.

    import uapicheck

    report = uapicheck.check("v6.1", "v6.2", repository="linux")
    for finding in report.findings:
        print(finding.severity.name, finding.symbol, finding.message, finding.targets)
    print(uapicheck.rendered(report, "markdown"))

`check`, `patch`, `snapshot`, `survey`, `history` and `decoded` do what the commands do and return values that never
change; `rendered` writes them. `uapicheck.api` tells what all of them take. `__all__` is what is public.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing the package costs nothing until something of it is used
    from uapicheck.api import check, decoded, history, patch, rendered, snapshot, survey
    from uapicheck.errors import (
        AtlasError,
        ConfigError,
        NoHeadersError,
        OutputError,
        RevisionError,
        SourceError,
        UapiCheckError,
        UsageError,
    )
    from uapicheck.model.decoded import Meaning
    from uapicheck.model.facts import Snapshot
    from uapicheck.model.history import History
    from uapicheck.model.report import Finding, Report, Severity, Verdict
    from uapicheck.model.review import Review
    from uapicheck.model.survey import Survey

__version__ = "0.1.0"

__all__ = [
    "AtlasError",
    "ConfigError",
    "Finding",
    "History",
    "Meaning",
    "NoHeadersError",
    "OutputError",
    "Report",
    "Review",
    "RevisionError",
    "Severity",
    "Snapshot",
    "SourceError",
    "Survey",
    "UapiCheckError",
    "UsageError",
    "Verdict",
    "__version__",
    "check",
    "decoded",
    "history",
    "patch",
    "rendered",
    "snapshot",
    "survey",
]

_HOMES = {
    "Finding": "model.report",
    "History": "model.history",
    "Meaning": "model.decoded",
    "Report": "model.report",
    "Review": "model.review",
    "Severity": "model.report",
    "Snapshot": "model.facts",
    "Survey": "model.survey",
    "Verdict": "model.report",
}
"""Where public names are at home: those that end in `Error` in `errors`, all others in `api`."""


if not TYPE_CHECKING:  # a type checker that saw it would let any name pass

    def __getattr__(name: str) -> object:
        """Return a public name, imported at its first use."""
        if name not in __all__:
            message = f"module 'uapicheck' has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module  # noqa: PLC0415 - the package itself imports nothing

        home = "errors" if name.endswith("Error") else _HOMES.get(name, "api")
        value: object = getattr(import_module(f"uapicheck.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
