"""The names that completion offers: revisions, releases, rules, formats, headers and so on."""

from collections.abc import Mapping
from pathlib import Path

from uapicheck.errors import SourceError


def revisions(repository: Path | None) -> tuple[str, ...]:
    """Return what git can call a revision; nothing where there is no repository."""
    from uapicheck.sources.git_names import reference_names  # noqa: PLC0415 - each list imports what it needs
    from uapicheck.sources.repository import repository_in  # noqa: PLC0415 - as above

    try:
        return reference_names(repository_in(repository))
    except SourceError:
        return ()


def releases() -> tuple[str, ...]:
    """Return the releases of the atlas as sources, the newest first."""
    return tuple(f"atlas:{name}" for name in release_names())


def release_names() -> tuple[str, ...]:
    """Return the names of the atlas's releases, the newest first."""
    from uapicheck.atlas.place import opened  # noqa: PLC0415 - as above

    return tuple(release.name for release in reversed(opened(None).releases))


def symbols() -> tuple[str, ...]:
    """Return the names that any release of the atlas defines."""
    from uapicheck.atlas.place import opened  # noqa: PLC0415 - as above

    return tuple(sorted({name for name in opened(None).names() if name.isidentifier()}))


def headers() -> tuple[str, ...]:
    """Return headers as programs include them: those of the atlas, and of the working directory."""
    from uapicheck.atlas.place import opened  # noqa: PLC0415 - as above

    atlas = opened(None)
    found = {header for release in atlas.releases for header in atlas.recorded(release.name).headers}
    root = Path("include/uapi")
    found |= {path.relative_to(root).as_posix() for path in root.glob("**/*.h")}
    found |= {path.as_posix().partition("/uapi/")[2] for path in Path("arch").glob("*/include/uapi/asm/*.h")}
    return tuple(sorted(found))


def formats(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the formats of a command."""
    from uapicheck.render import formats as of  # noqa: PLC0415 - as above
    from uapicheck.render.atlas_list import ATLAS_FORMATS  # noqa: PLC0415 - as above
    from uapicheck.render.decode_formats import DECODE_FORMATS  # noqa: PLC0415 - as above
    from uapicheck.render.pages import LIST_FORMATS, PAGE_FORMATS  # noqa: PLC0415 - as above

    known: Mapping[str, Mapping[str, object]] = {
        "atlas": ATLAS_FORMATS,
        "check": of.FORMATS,
        "decode": DECODE_FORMATS,
        "explain": PAGE_FORMATS,
        "history": of.HISTORY_FORMATS,
        "patch": of.REVIEW_FORMATS,
        "rules": LIST_FORMATS,
        "snapshot": of.SNAPSHOT_FORMATS,
        "spaces": of.SURVEY_FORMATS,
    }
    return tuple(known.get(path[0], ()))


def rules() -> tuple[str, ...]:
    """Return the names of all rules."""
    from uapicheck.rules import names  # noqa: PLC0415 - as above

    return names()


def schemas() -> tuple[str, ...]:
    """Return the names of all schemas, without the tool's."""
    from uapicheck.render.schema import names  # noqa: PLC0415 - as above

    return tuple(name.removeprefix("uapicheck.") for name in names())


def kinds() -> tuple[str, ...]:
    """Return what a number may mean."""
    from uapicheck.spaces.register_words import number_kinds  # noqa: PLC0415 - as above

    return ("register", "ioctl", *number_kinds())


def spaces() -> tuple[str, ...]:
    """Return the number spaces of the newest release."""
    from uapicheck.pipeline.scope import Scope  # noqa: PLC0415 - as above
    from uapicheck.pipeline.side import side  # noqa: PLC0415 - as above
    from uapicheck.pipeline.spaces import survey_of  # noqa: PLC0415 - as above

    found = survey_of(side("atlas:", repository=None), Scope())  # without its growth, which would take longer
    return tuple(dict.fromkeys(space.summary.name for space in found.spaces))
