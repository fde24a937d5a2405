"""What the commands do, for programs: values in, values out.

Nothing here prints, leaves the process, asks a terminal, sets a signal handler or keeps state: calls may be made from
several threads. What was asked for and cannot be told raises `UapiCheckError`, whose text is one line that says what,
where and what to do. The environment chooses nothing but what the commands say of it too: UAPICHECK_ATLAS names
another atlas than the one of the package. A work tree is compared with what its caller names, in CI as elsewhere.

All calls take the same words:

- `repository`: the git repository of revisions; by default the one that has the working directory.
- `targets`: targets (`arm64`, `i386`), architectures (`x86`) or `all`; by default all that a source has headers for.
- `headers`: headers as programs include them (`linux/kvm.h`), or globs of such; by default all.
- `jobs`: processes to work in. 1 forks nothing; more fork the caller, which is for programs that have one thread.
- `executor`: a `concurrent.futures.Executor` (threads, processes, a cluster) that does the work; `jobs` means nothing
  then. Its workers have the same version of uapicheck, and the repository, directory or atlas at the same place;
  archives and single headers are sent to them. What it raises itself, such as `BrokenExecutor`, is raised as it is.

A source of headers is named as on the command line; a path object is never taken for a revision.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from uapicheck.errors import UsageError

if TYPE_CHECKING:  # each call imports what it needs
    from concurrent.futures import Executor

    from uapicheck.model.decoded import Meaning
    from uapicheck.model.facts import Snapshot
    from uapicheck.model.history import History
    from uapicheck.model.report import Report
    from uapicheck.model.review import Review
    from uapicheck.model.survey import Survey
    from uapicheck.pipeline.scope import Scope
    from uapicheck.render.options import Options

Name: TypeAlias = str | os.PathLike[str]
Rendered: TypeAlias = "Report | Survey | History | Sequence[Review] | Sequence[Snapshot] | Sequence[Meaning]"


def check(
    old: Name,
    new: Name | None = None,
    *,
    headers: Iterable[str] = (),
    targets: Iterable[str] = (),
    repository: Name | None = None,
    config: Name | None = None,
    profile: str = "",
    witness: bool = False,
    jobs: int = 1,
    executor: "Executor | None" = None,
) -> "Report":
    """Return what changed from `old` to `new`; without `new`, over the range `old`, or from `old` to the work tree.

    `config` and `profile` judge instead of what the old side says; with `witness` each break has a few lines of C that
    compile with the old headers only. Raises `UapiCheckError` where there is nothing to compare.
    """
    from uapicheck.pipeline.check import check as compared  # noqa: PLC0415 - as above
    from uapicheck.sources.pairs import pair  # noqa: PLC0415 - as above

    scope = _scope(
        headers, targets, repository, jobs, config=config, profile=profile, witness=witness, executor=executor
    )
    name = None if new is None else _text(new)
    return compared(*pair(_text(old), name, repository=scope.repository, environment={}), scope)


def patch(
    *patches: Name | bytes,
    base: Name = "",
    independent: bool = False,
    also: Iterable[Name] = (),
    headers: Iterable[str] = (),
    targets: Iterable[str] = (),
    repository: Name | None = None,
    config: Name | None = None,
    profile: str = "",
    witness: bool = False,
    jobs: int = 1,
) -> "tuple[Review, ...]":
    """Return the review of each series in mails, mailboxes and diffs: files by name, or what they hold as bytes.

    `review.report` is the whole series against its base, which is found as `uapicheck patch` does unless `base` names
    it. With `independent`, and for the trees `also`, `review.conflicts` has what others claim, too. Raises
    `UapiCheckError` where nothing can be reviewed.
    """
    from uapicheck.pipeline.patch import mails, reviews  # noqa: PLC0415 - as above

    scope = _scope(headers, targets, repository, jobs, config=config, profile=profile, witness=witness)
    if not patches:
        raise UsageError("no patch was given", advice="a patch is the name of a file, or what it holds as bytes")
    read = mails([_mail(each, number) for number, each in enumerate(patches, start=1)])
    return reviews(read, scope, base=_text(base), independent=independent, also=[_text(each) for each in also])


def snapshot(
    source: Name,
    *,
    headers: Iterable[str] = (),
    targets: Iterable[str] = (),
    repository: Name | None = None,
    jobs: int = 1,
) -> "tuple[Snapshot, ...]":
    """Return all that a source's headers define, a snapshot for each target; raise `UapiCheckError` without headers."""
    from uapicheck.pipeline.snapshot import snapshots  # noqa: PLC0415 - as above

    return snapshots(_text(source), _scope(headers, targets, repository, jobs))


def survey(
    source: Name = "atlas:",
    *,
    spaces: Iterable[str] = (),
    headers: Iterable[str] = (),
    targets: Iterable[str] = (),
    repository: Name | None = None,
    config: Name | None = None,
    jobs: int = 1,
) -> "Survey":
    """Return the number spaces of a source, as `uapicheck spaces` tells them: taken, free, next, growth.

    `spaces` are names (`KVM_CAP`) or globs; by default all. Raises `UapiCheckError` where there is none of that name.
    """
    from uapicheck.pipeline.spaces import survey as surveyed  # noqa: PLC0415 - as above

    scope = _scope(headers, targets, repository, jobs, config=config)
    return surveyed(_text(source), scope, chosen=_names("spaces", spaces))


def history(
    *patterns: str,
    commits: str | None = None,
    sources: Iterable[Name] = (),
    since: str = "",
    until: str = "",
    every: bool = False,
    headers: Iterable[str] = (),
    targets: Iterable[str] = (),
    repository: Name | None = None,
    jobs: int = 1,
    executor: "Executor | None" = None,
) -> "History":
    """Return when each name that matches came, changed and went; without patterns, all to which something happened.

    It goes through the releases of the atlas (`every`: all its states), the `commits` of a repository (`A..B`; all up
    to HEAD where only `repository` is given), or `sources`, oldest first. Raises `UapiCheckError` where nothing ever
    had such a name.
    """
    from uapicheck.pipeline.chains import Asked  # noqa: PLC0415 - as above
    from uapicheck.pipeline.history import history as told  # noqa: PLC0415 - as above

    names = tuple(_text(each) for each in sources)
    if commits is not None and names:
        raise UsageError("commits and sources name two chains", advice="give one of them")
    if commits is None and repository is not None and not names:
        commits = ""
    asked = Asked(patterns=patterns, commits=commits, sources=names, since=since, until=until, every=every)
    return told(asked, _scope(headers, targets, repository, jobs, executor=executor))


def decoded(
    *numbers: int | str,
    sources: Iterable[Name] = ("atlas:",),
    kinds: Iterable[str] = (),
    targets: Iterable[str] = (),
    repository: Name | None = None,
) -> "tuple[Meaning, ...]":
    """Return all that numbers, names and expressions can mean: register ids, ioctls, capabilities, exits.

    What the first of `sources` does not have is looked up in the next. Raises `UapiCheckError` for what is neither.
    """
    from uapicheck.pipeline.decode import Asked, meanings  # noqa: PLC0415 - as above

    scope = _scope((), targets, repository, 1)
    asked = [Asked(text=each if isinstance(each, str) else hex(each)) for each in numbers]
    return meanings(asked, tuple(_text(each) for each in sources), scope, kinds=_names("kinds", kinds))


def rendered(
    result: Rendered,
    format: str = "text",  # noqa: A002 - what everyone calls it
    *,
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
) -> str:
    """Return what a call returned as its command would write it: `text`, `json`, `html`, `sarif` and so on.

    Raises `UsageError` for a format that the command does not have.
    """
    from uapicheck import __version__  # noqa: PLC0415 - it imports this module
    from uapicheck.render.options import Options  # noqa: PLC0415 - as above

    options = Options(width=width, color=color, verbose=verbose, tool=f"uapicheck {__version__}")
    return _rendered(result, format, options)


def _rendered(result: Rendered, name: str, options: "Options") -> str:
    from uapicheck.model.history import History  # noqa: PLC0415 - as above
    from uapicheck.model.report import Report  # noqa: PLC0415 - as above
    from uapicheck.model.survey import Survey  # noqa: PLC0415 - as above
    from uapicheck.render import formats  # noqa: PLC0415 - as above

    if name in formats.EXPLAINING:
        from uapicheck.frozen import replaced  # noqa: PLC0415 - as above
        from uapicheck.rules import catalogue  # noqa: PLC0415 - as above

        options = replaced(options, rules=catalogue())
    match result:
        case Report():
            return formats.rendered(name, result, options)
        case History():
            return formats.history_rendered(name, result, options)
        case Survey():
            if name not in formats.SURVEY_FORMATS:
                raise formats.unknown_format(name, formats.SURVEY_FORMATS)
            return formats.SURVEY_FORMATS[name](result, options)
    return _rendered_of_several(result, name, options)


def _rendered_of_several(
    results: "Sequence[Review] | Sequence[Snapshot] | Sequence[Meaning]", name: str, options: "Options"
) -> str:
    from uapicheck.model.facts import Snapshot  # noqa: PLC0415 - as above
    from uapicheck.model.review import Review  # noqa: PLC0415 - as above
    from uapicheck.render import formats  # noqa: PLC0415 - as above

    if results and all(isinstance(each, Snapshot) for each in results):
        return formats.snapshots_rendered(name, cast("Sequence[Snapshot]", results), options)
    if results and all(isinstance(each, Review) for each in results):
        from uapicheck.pipeline.answering import answered  # noqa: PLC0415 - as above

        answer = answered(cast("Sequence[Review]", results), now=None, is_reply=name == "mail")
        return formats.reviews_rendered(name, answer, options)
    from uapicheck.render.decode_formats import DECODE_FORMATS  # noqa: PLC0415 - as above

    if name not in DECODE_FORMATS:
        raise formats.unknown_format(name, DECODE_FORMATS)
    return DECODE_FORMATS[name](cast("Sequence[Meaning]", results), options)


def _scope(
    headers: Iterable[str],
    targets: Iterable[str],
    repository: Name | None,
    jobs: int,
    *,
    config: Name | None = None,
    profile: str = "",
    witness: bool = False,
    executor: "Executor | None" = None,
) -> "Scope":
    from uapicheck.model.profile import Profile  # noqa: PLC0415 - as above
    from uapicheck.pipeline.scope import Scope  # noqa: PLC0415 - as above

    if profile and profile.upper() not in Profile.__members__:
        profiles = ", ".join(name.lower() for name in Profile.__members__)
        raise UsageError(f"unknown profile {profile!r}", advice=f"there are {profiles}")
    if repository is not None and not Path(repository).is_dir():
        raise UsageError("no such directory", where=os.fspath(repository), advice="repository names a git repository")
    if jobs < 1:
        raise UsageError(f"{jobs} is no number of processes", where="jobs", advice="it is 1 or more")
    return Scope(
        repository=None if repository is None else Path(repository),
        targets=_names("targets", targets),
        headers=_names("headers", headers),
        jobs=jobs,
        config=None if config is None else Path(config),
        profile=profile.lower(),
        witness=witness,
        executor=executor,
    )


def _names(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return several names; a single string would be taken for its letters."""
    if isinstance(names, str):
        raise UsageError(f"{what} is one string", where=repr(names), advice=f"give a list: {what}=[{names!r}]")
    return tuple(names)


def _text(name: Name) -> str:
    """Return a source's name as the command line has it; a path cannot be taken for a revision."""
    if isinstance(name, str):
        return name
    path = os.fspath(name)
    return path if path.startswith(("/", "./", "../")) else f"./{path}"


def _mail(of: Name | bytes, number: int) -> tuple[str, bytes]:
    if isinstance(of, bytes):
        return f"patch {number}", of
    try:
        return os.fspath(of), Path(of).read_bytes()
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "it is no name of a file").lower()
        advice = "a patch is a mail, a mailbox or a diff; bytes are one as well"
        raise UsageError(f"cannot be read ({why})", where=os.fspath(of), advice=advice) from None
