"""What the texts of two sides show besides definitions: hygiene of headers, and what the documents say of additions."""

from itertools import islice

from uapicheck.frozen import field, replaced, slotted
from uapicheck.model.change import Change, EnumeratorAdded, EnumeratorInserted, MacroAdded, MacroValueGained, order
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Snapshot
from uapicheck.model.text_change import HeaderText
from uapicheck.model.tree import Form, HeaderTree

_ADDITIONS = (MacroAdded, MacroValueGained, EnumeratorAdded, EnumeratorInserted)
_DOCUMENTED = "KVM_"
_SPDX = "SPDX-License-Identifier:"
_ENOUGH = 40
"""Headers that are looked at to learn what is the rule."""
_WRAPPER = "#include <asm-generic/"
"""What Kbuild generates for an `asm/` header that an architecture takes from asm-generic: this one line."""


@slotted
class TextComparison:
    """Compares the texts of two trees, each pair of files once for all targets; where none differs it costs nothing."""

    before: HeaderTree
    after: HeaderTree
    known: dict[tuple[str, str, str], tuple[HeaderText | None, HeaderText | None]] = field(default_factory=dict)
    """By header, old and new path: what both texts show; twice None where there is nothing to tell."""
    document: object = None
    """The new side's document on KVM's interface, once it was asked for."""

    def completed(self, compared: Comparison, old: Snapshot, new: Snapshot) -> Comparison:
        """Return the comparison of one target with what the texts add to it."""
        found = (*self._hygiene(compared.arch, old, new), *self._undocumented(compared))
        if not found:
            return compared
        every = sorted((*compared.changes, *found), key=order)
        return replaced(compared, changes=tuple(every))

    def _hygiene(self, arch: str, old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
        before: dict[str, HeaderText] = {}
        after: dict[str, HeaderText] = {}
        for header in sorted({*old.facts, *new.facts}):
            paths = [_own_path(tree, arch, header) for tree in (self.before, self.after)]
            if not any(paths):
                continue
            was, now = self._texts(header, *paths)
            if was is not None:
                before[header] = was
            if now is not None:
                after[header] = now
        found: tuple[Change, ...] = ()
        if after:
            from uapicheck.diff.lexical import text_changes  # noqa: PLC0415 - only where a text tells something

            found = text_changes(before, after, is_licensed=self._is_licensed(arch))
        # Only a whole kernel tree proves that a header is not exported: copies of a few headers are common.
        if new.gaps and self.after.form is Form.SOURCE and self.after.generic_names is not None:
            from uapicheck.diff.lexical import unresolved_includes  # noqa: PLC0415 - complete headers have no gaps

            found += unresolved_includes(old, new)
        return found

    def _is_licensed(self, arch: str) -> bool:
        """Return whether the old side's headers have SPDX lines as a rule: a few had some before Linux 4.14."""
        own = (_own_path(self.before, arch, header) for header in self.before.headers.get(arch, ()))
        have = [_SPDX in self.before.files[path] for path in islice(filter(None, own), _ENOUGH)]
        return sum(have) * 2 > len(have)

    def _texts(self, header: str, old: str, new: str) -> tuple[HeaderText | None, HeaderText | None]:
        key = (header, old, new)
        if key not in self.known:
            # A header may be new to this architecture only.
            was = self.before.files.get(old or new)
            now = self.after.files[new] if new else None
            if now is not None and now.startswith(_WRAPPER) and "\n" not in now.strip():
                now = None
            self.known[key] = (None, None) if was == now else _told(self, header, (old or new, was), (new, now))
        return self.known[key]

    def _undocumented(self, compared: Comparison) -> tuple[Change, ...]:
        documents = self.after.documents
        if not documents or not any(
            isinstance(change, _ADDITIONS) and change.subject.symbol.startswith(_DOCUMENTED)
            for change in compared.changes
        ):
            return ()
        from uapicheck.diff.api_document import PATHS, ApiDocument  # noqa: PLC0415 - only where KVM's interface grows
        from uapicheck.diff.documents import document_changes  # noqa: PLC0415 - the same

        if self.document is None:
            self.document = next((ApiDocument(path, documents[path]) for path in PATHS if path in documents), False)
        return document_changes(compared.changes, self.document) if isinstance(self.document, ApiDocument) else ()


def _own_path(tree: HeaderTree, arch: str, header: str) -> str:
    """Return the path of a header that is the architecture's or everybody's; empty for what stands in for one."""
    path = tree.path(arch, header)
    # What the build makes of a table has no text that somebody wrote.
    return path if path is not None and path.endswith(header) and path not in tree.tables else ""


def _told(
    sides: TextComparison, header: str, old: tuple[str, str | None], new: tuple[str, str | None]
) -> tuple[HeaderText | None, HeaderText | None]:
    from uapicheck.extract.tells import is_telling  # noqa: PLC0415 - only where a text differs

    if old[1] is not None and new[1] is not None and not is_telling(old[1], new[1]):
        return None, None
    from uapicheck.extract.lexical import text_facts  # noqa: PLC0415 - only where a text tells something

    was, now = (
        None
        if text is None
        else HeaderText(header=header, path=path, is_source=tree.form is not Form.INSTALLED, facts=text_facts(text))
        for tree, (path, text) in ((sides.before, old), (sides.after, new))
    )
    return was, now
