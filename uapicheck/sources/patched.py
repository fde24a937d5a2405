"""A tree with a patch applied, in memory: the tree's own files are read when they are asked for."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence

from uapicheck.errors import SourceError
from uapicheck.frozen import replaced
from uapicheck.model.applied import Applied, Damaged, Fragments, Outcome, Patched, Rejected
from uapicheck.model.patch import FileFate, FilePatch
from uapicheck.model.tree import Form, HeaderTree
from uapicheck.sources import documents, syscalls
from uapicheck.sources.applying import applied
from uapicheck.sources.digest import mark, text_mark
from uapicheck.sources.layout import is_wanted, layout
from uapicheck.sources.web_damage import damage

_UAPI = "include/uapi/"
_NO_TABLE = "the tree does not have this table, of which a header of syscall numbers is made"


class Overlay(Mapping[str, str]):
    """Files of a tree, some of them with another text, some gone, some new."""

    def __init__(self, files: Mapping[str, str], texts: Mapping[str, str | None]) -> None:
        """Take the texts that differ by path; None stands for a file that is gone."""
        # One overlay on another would make every look-up of a long series go through all of its patches.
        below = files if isinstance(files, Overlay) else None
        self.below: Mapping[str, str] = below.below if below else files
        self.texts: Mapping[str, str | None] = {**below.texts, **texts} if below else dict(texts)
        gone = {path for path, text in self.texts.items() if text is None}
        self._paths = tuple(sorted({*self.below, *self.texts} - gone))

    def __contains__(self, path: object) -> bool:
        if not isinstance(path, str):
            return False
        return self.texts[path] is not None if path in self.texts else path in self.below

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, path: str) -> str:
        """Return the text at `path`; raises `KeyError` where there is none, `SourceError` where it is unreadable."""
        if path not in self.texts:
            return self.below[path]
        text = self.texts[path]
        if text is None:
            raise KeyError(path)
        return text

    def mark(self, path: str) -> str:
        """Return what stands for the text at `path`: equal marks are equal texts."""
        return text_mark(self[path]) if path in self.texts else mark(self.below, path)


def overlaid(files: Mapping[str, str], texts: Mapping[str, str | None]) -> Mapping[str, str]:
    """Return files of a tree with other texts, and headers made of tables as these texts have them."""
    return syscalls.replaced_below(files, lambda below: Overlay(below, texts))


def patched(
    tree: HeaderTree, files: Sequence[FilePatch], *, base: HeaderTree | None = None, fuzz: bool = True
) -> Patched:
    """Return the tree with what a patch does to its headers, Kbuild lists and documents, and what became of each.

    A file whose patch does not apply, or is damaged, stays as it is. Where `base` is given, the tree before the first
    patch of the series, as much of a header's patch is put in as can be judged there. Without `fuzz` all context has to
    be there: a drawn header has little of it. Paths of the kernel source are
    found in installed trees, too. Raises `SourceError` where a file of the tree cannot be read.
    """
    where = places(tree, files)
    texts: dict[str, str | None] = {}
    outcomes: list[Outcome] = []
    besides, lost = [], []
    for file, (old, new) in zip(files, where, strict=True):
        path = new or old
        if syscalls.is_table(file.path) and not (path in tree.files or path in texts or file.fate is FileFate.CREATED):
            lost.append(file)
            continue
        if not path:
            continue
        if path in documents.PATHS:
            besides.append((file, old, new))
            continue
        outcome: Outcome = outcome_of(file, old, new, _Texts(tree.files, texts), fuzz=fuzz)
        if isinstance(outcome, Rejected) and _is_list(path) and path not in tree.files:
            continue  # a Kbuild list that nothing was read from
        if base is not None and isinstance(outcome, Rejected):
            outcome = _fragments(outcome, base, _Texts(tree.files, texts))
        outcomes.append(outcome)
    if lost:  # once for all of them: an architecture after the other says no more
        others = f", nor {len(lost) - 1} others that the patch changes" if len(lost) > 1 else ""
        why = f"{_NO_TABLE}{others}"
        outcomes.append(Rejected(file=lost[0], path=lost[0].path, number=lost[0].number, why=why))
    made = tree
    if texts:
        made = _laid_out(replaced(tree, files=overlaid(tree.files, texts)), tree, texts)
        if tree.is_listed and made.headers is not tree.headers:
            made = replaced(made, headers=_listed(made, tree, _renamed(outcomes)))
    notes: dict[str, str | None] = {}
    for file, old, new in besides:
        outcome = outcome_of(file, old, new, _Texts(tree.documents, notes))
        if isinstance(outcome, Applied):
            outcomes.append(outcome)
    if notes:
        made = replaced(made, documents=Overlay(tree.documents, notes))
    elsewhere = tuple(
        file.path
        for file, place in zip(files, where, strict=True)
        if not any(place) and not syscalls.is_table(file.path)
    )
    return Patched(tree=made, outcomes=tuple(outcomes), elsewhere=elsewhere)


def _fragments(rejected: Rejected, base: HeaderTree, texts: MutableMapping[str, str]) -> Outcome:
    """Return what of a header's patch that does not apply can be judged all the same, and change `texts` by it."""
    path = rejected.path
    if not (path.endswith((".h", ".tbl")) and rejected.hunk and path in texts):
        return rejected
    text = texts[path]
    outcome: Outcome
    if syscalls.is_table(path):
        from uapicheck.sources.table_fragments import table_fragments  # noqa: PLC0415 - most patches apply

        outcome = table_fragments(text, rejected)
    else:
        from uapicheck.sources.fragments import fragments  # noqa: PLC0415 - most patches apply

        outcome = fragments(text, rejected, may_assume=base.files.get(path) == text)
    if isinstance(outcome, Fragments):
        texts[path] = outcome.text
    return outcome


def outcome_of(
    file: FilePatch, old: str, new: str, texts: MutableMapping[str, str], *, fuzz: bool = True
) -> Applied | Rejected | Damaged:
    """Return what becomes of a file's patch, and change `texts` accordingly; paths are those of the tree.

    The context is looked for exactly first; damage is recognised before any of it is left out, for what is left could
    hide it.
    """
    path = new or old
    fate = file.fate
    if not old and fate is not FileFate.CREATED:
        why = f"what it is made of is no header of the tree: {file.old_path or 'it is not said'}"
        return Rejected(file=file, path=path, number=file.number, why=why)
    if new in texts and new != old and fate is not FileFate.CREATED:
        return Rejected(file=file, path=path, number=file.number, why="there is a file of the new name already")
    text = texts.get(old or new)
    outcome: Applied | Rejected | Damaged = applied(text, file, path=path, most_fuzz=0)
    if isinstance(outcome, Rejected) and text is not None and outcome.hunk and not outcome.is_there_already:
        outcome = damage(text, file, path=path) or (applied(text, file, path=path) if fuzz else outcome)
    if not isinstance(outcome, Applied):
        return outcome
    if fate is not FileFate.COPIED and old and old != new:
        del texts[old]
    if new and outcome.text is not None:
        texts[new] = outcome.text
    # Of a rename to where no headers are exported from nothing is left.
    return replaced(outcome, old_path=old, text=outcome.text if new else None)


class _Texts(MutableMapping[str, str]):
    """Texts of files that may be changed; the changes go to a mapping of their own."""

    def __init__(self, files: Mapping[str, str], changed: dict[str, str | None]) -> None:
        self._files = files
        self._changed = changed

    def __getitem__(self, path: str) -> str:
        text = self._changed[path] if path in self._changed else self._files[path]
        if text is None:
            raise KeyError(path)
        return text

    def __setitem__(self, path: str, text: str) -> None:
        self._changed[path] = text

    def __delitem__(self, path: str) -> None:
        self._changed[path] = None

    def __iter__(self) -> Iterator[str]:
        return iter(Overlay(self._files, self._changed))

    def __len__(self) -> int:
        return len(Overlay(self._files, self._changed))


def places(tree: HeaderTree, files: Sequence[FilePatch]) -> list[tuple[str, str]]:
    """Return old and new path in the tree of each file of a patch, empty where it has none or is of no interest.

    Of a rename into or out of the headers only that end counts.
    """
    kernels = tree.form is not Form.SOURCE and any(_is_of_kernel(path) for file in files for path in _paths(file))
    return [
        (
            _in_tree(tree, file.old_path, kernels=kernels) if file.fate is not FileFate.CREATED else "",
            _in_tree(tree, file.new_path, kernels=kernels) if file.fate is not FileFate.DELETED else "",
        )
        for file in files
    ]


def _paths(file: FilePatch) -> list[str]:
    return [path for path in (file.old_path, file.new_path) if path]


def _is_of_kernel(path: str) -> bool:
    """Return whether only the kernel's source has such a path, so that `include/linux/` means its internal headers."""
    return "/uapi/" in path or not path.startswith(("include/", "arch/", "asm/", "linux/")) or path.endswith(".c")


def _in_tree(tree: HeaderTree, path: str | None, *, kernels: bool) -> str:
    if not path:
        return ""
    if path in documents.PATHS:
        return path if path in tree.documents else ""
    if tree.form is Form.SOURCE:
        if any(prefix.startswith(_UAPI) for prefixes in tree.search.values() for prefix in prefixes):
            return path if is_wanted(path, source=True) else ""
        # Before Linux 3.7 exported headers and the kernel's own stood in the same directories.
        return path if path in _exported(tree) or (path in tree.files and _is_list(path)) else ""
    arch, header = _as_included(path)
    if not header:
        return path if not kernels and path in tree.files else ""
    if arch and arch not in tree.search:
        return ""
    prefixes = tree.search.get(arch) or next(iter(tree.search.values()), ())
    return (prefixes[0] if header.startswith("asm/") else prefixes[-1]) + header if prefixes else ""


def _as_included(path: str) -> tuple[str, str]:
    """Return architecture and header of a path of the kernel source's UAPI; two empty strings of any other path."""
    if not is_wanted(path, source=True) or not path.endswith(".h") or _UAPI not in path:
        return "", ""
    before, _, header = path.partition(_UAPI)
    return before.removeprefix("arch/").removesuffix("/"), header


def _exported(tree: HeaderTree) -> set[str]:
    return {path for arch, headers in tree.headers.items() for header in headers if (path := tree.path(arch, header))}


def _is_list(path: str) -> bool:
    return path.rpartition("/")[2].startswith("Kbuild") or syscalls.is_list(path)


def _laid_out(made: HeaderTree, old: HeaderTree, texts: Mapping[str, str | None]) -> HeaderTree:
    """Return the tree with the export lists that its files have now."""
    structural = any(text is None or path not in old.files or _is_list(path) for path, text in texts.items())
    if old.form is Form.SINGLE or not structural:
        return made
    arch = next(iter(old.search)) if len(old.search) == 1 else ""
    if arch and old.form is Form.SOURCE:
        every = layout(syscalls.written(old.files))
        # One because the tree has no other: the patch may bring a second.
        arch = "" if every is None or len(every.search) == 1 else arch
    found = layout(syscalls.written(made.files), arch=arch, path=old.provenance.id)
    if found is None:
        raise SourceError("the patch leaves no UAPI headers", where=old.provenance.label, advice="is this its tree?")
    return replaced(found.tree(made.provenance, made.documents), is_listed=made.is_listed)


def _renamed(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Return the old path of each file that has got another one, or is a copy."""
    done = (each for each in outcomes if isinstance(each, Applied))
    return {each.path: each.old_path for each in done if each.old_path not in {"", each.path}}


def _listed(made: HeaderTree, old: HeaderTree, renamed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the headers that each architecture had, and those that are new; a renamed one stays where it was."""
    found = {}
    for arch, headers in made.headers.items():
        had = {old.path(arch, header): header for header in old.headers.get(arch, ())}
        paths = {header: made.path(arch, header) for header in headers}
        found[arch] = tuple(
            header
            for header, path in paths.items()
            if path in had or (path not in old.files and renamed.get(path or "", path) in {path, *had})
        )
    return found
