"""Series of patches from whatever bytes a reviewer has: the one way in."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from uapicheck.frozen import frozen, replaced
from uapicheck.model.patch import Damage, FilePatch, Patch, Series, Unread
from uapicheck.sources.patches.bodies import Body, body_of, subject_in
from uapicheck.sources.patches.charsets import text_of
from uapicheck.sources.patches.damage import signs_in
from uapicheck.sources.patches.diffs import diffs_in
from uapicheck.sources.patches.heads import Head, head_of
from uapicheck.sources.patches.lines import Lines, lines_of
from uapicheck.sources.patches.mailbox import Form, Piece, is_mail, pieces
from uapicheck.sources.patches.mails import Refused, Text, parts_of
from uapicheck.sources.patches.replies import quoted_patches
from uapicheck.sources.patches.series import grouped
from uapicheck.sources.patches.subjects import subject_of
from uapicheck.sources.patches.trailers import base_in

LARGEST = 32 * 1024 * 1024
"""Bytes of an input; the longest patch that a list takes has one megabyte."""
MOST_LINES = 500_000
MOST_MAILS = 5_000
_MOST_DEPTH = 3
_MARKS_OF_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_EMPTY = Head(fields={}, end=0)


@frozen(kw_only=True)
class _Origin:
    """What is known of a text beside the text."""

    source: str
    number: int
    head: Head = _EMPTY
    commit: str = ""
    form: Form = Form.PLAIN


@frozen(kw_only=True)
class _Content:
    """What a patch takes from its text."""

    files: tuple[FilePatch, ...]
    body: Body
    damage: tuple[Damage, ...] = ()
    base: tuple[str, tuple[str, ...]] = ("", ())
    quoted: int = 0
    filename: str = ""


def series_in(raw: bytes, *, source: str) -> tuple[tuple[Series, ...], tuple[Unread, ...]]:
    """Return the series of patches in the bytes of a file, and what of it could not be read as a patch.

    Mails, mailboxes, `git format-patch` and `git log -p` output, and plain diffs are told apart by their looks.
    `source` is the file's name for the answers, `-` for the standard input. Never raises an error: what is wrong with
    the input is a `Damage` of a patch or an `Unread`; without any patch there is at least one `Unread`.
    """
    if why := _unfit(raw):
        return (), (Unread(source=source, number=1, why=why),)
    patches: list[Patch] = []
    unread: list[Unread] = []
    is_log = False
    for count, piece in enumerate(pieces(_as_utf8(raw))):
        if count >= MOST_MAILS:
            unread.append(Unread(source=source, number=piece.number, why=f"more than {MOST_MAILS} mails"))
            break
        is_log = is_log or piece.form is Form.LOG
        for found in _of_piece(piece, source, depth=0):
            if isinstance(found, Patch):
                patches.append(found)
            else:
                unread.append(found)
    if is_log and _is_newest_first(patches):
        patches.reverse()
    series = grouped(patches)
    if not series and not unread:
        why = "a cover letter without its patches" if any(patch.part == 0 for patch in patches) else "no diff in it"
        unread.append(Unread(source=source, number=1, why=why))
    return series, tuple(unread)


def _unfit(raw: bytes) -> str:
    """Return why bytes cannot be looked at; empty where they can."""
    if not raw.strip():
        return "empty"
    if len(raw) > LARGEST:
        return f"larger than {LARGEST >> 20} MiB"
    if raw[:2] in _MARKS_OF_UTF16:
        return ""
    if b"\0" in raw:
        return "not a text"
    if raw.count(b"\n") > MOST_LINES:
        return f"more than {MOST_LINES} lines"
    return ""


def _as_utf8(raw: bytes) -> bytes:
    """Return bytes without the mark that some editors and shells put before them."""
    if (codec := _MARKS_OF_UTF16.get(raw[:2])) is not None:
        return raw[2:].decode(codec, "replace").encode("utf-8", "replace").replace(b"\0", b"")
    return raw.removeprefix(b"\xef\xbb\xbf")


def _is_newest_first(patches: Sequence[Patch]) -> bool:
    """Return whether commits of a log stand in git's usual order, by the blobs that they hand on to one another."""
    for earlier, later in pairwise(patches):
        blobs = {file.new_path: (file.old_blob, file.new_blob) for file in earlier.files if file.old_blob}
        for file in later.files:
            old, new = blobs.get(file.new_path, ("", ""))
            if old and old == file.new_blob:
                return True
            if new and new == file.old_blob:
                return False
    return True


def _of_piece(piece: Piece, source: str, *, depth: int) -> Iterator[Patch | Unread]:
    if piece.form is not Form.MAIL:
        origin = _Origin(source=source, number=piece.number, commit=piece.commit, form=piece.form)
        lines = lines_of(text_of(b"\n".join(piece.lines) + b"\n"), number=piece.number)
        yield from _of_texts([Text(lines=lines)], origin)
        return
    head = head_of(piece.lines, 0)
    texts: list[Text] = []
    for part in parts_of(piece.lines, head, number=piece.number):
        if isinstance(part, Text):
            texts.append(part)
        elif isinstance(part, Refused):
            yield Unread(source=source, number=part.number, why=part.why)
        elif depth < _MOST_DEPTH and part.lines and is_mail(part.lines, 0):
            inner = Piece(form=Form.MAIL, lines=part.lines, number=part.number)
            yield from _of_piece(inner, source, depth=depth + 1)
    origin = _Origin(source=source, number=piece.number, head=head, commit=piece.commit, form=Form.MAIL)
    yield from _of_texts(texts, origin)


def _of_texts(texts: Sequence[Text], origin: _Origin) -> Iterator[Patch | Unread]:
    """Yield the patches of one mail or text, its cover letter, and what of it cannot be read."""
    subject = subject_of(origin.head.text("subject"))
    if subject.part == 0 and subject.numbered and not subject.reply:
        whole = Lines(texts=[text for part in texts for text in part.lines.texts], numbers=range(0))
        body = body_of(whole, len(whole.texts))
        yield _patch(_Content(files=(), body=body, base=base_in(whole.texts)), origin)
        return
    found: list[Patch | Unread] = []
    first = next((text for text in texts if not text.attached), None)
    for text in texts:
        found += _of_text(text, origin)
    if not found:
        for text in texts:
            found += _quoted(text, origin)
    patches = [each for each in found if isinstance(each, Patch)]
    if len(patches) == 1 and not patches[0].message and first is not None:
        # The mail says what the attached file does.
        message = body_of(first.lines, len(first.lines.texts)).message
        found = [replaced(each, message=message) if isinstance(each, Patch) else each for each in found]
    if not found and subject.patch and subject.numbered and not subject.reply:
        why = "a mail that says it is a patch has no diff"
        found.append(Unread(source=origin.source, number=origin.number, why=why))
    yield from found


def _of_text(text: Text, origin: _Origin) -> list[Patch | Unread]:
    diffs = diffs_in(text.lines)
    found: list[Patch | Unread] = [Unread(source=origin.source, number=number, why=why) for number, why in diffs.unread]
    if diffs.files:
        content = _Content(
            files=diffs.files,
            body=body_of(text.lines, diffs.start, is_log=origin.form is Form.LOG),
            damage=diffs.damage,
            base=base_in(text.lines.texts),
            filename=text.filename if text.attached else "",
        )
        subject = "" if origin.head.fields else subject_in(text.lines.part(0, diffs.start))
        found.append(_patch(content, origin, subject=subject))
    return found


def _quoted(text: Text, origin: _Origin) -> list[Patch | Unread]:
    subject = "" if origin.head.fields else subject_in(text.lines)
    return [
        _patch(
            _Content(
                files=each.files,
                body=Body(message=each.message),
                damage=each.damage,
                base=each.base,
                quoted=each.depth,
            ),
            origin,
            subject=subject,
        )
        for each in quoted_patches(text.lines)
    ]


def _patch(content: _Content, origin: _Origin, *, subject: str = "") -> Patch:
    head, body = origin.head, content.body
    logged = body.message.partition("\n")[0] if origin.form is Form.LOG else ""
    text = body.subject or head.text("subject") or subject or logged
    said = subject_of(text)
    is_answer = said.reply and not content.quoted
    base_commit, prerequisites = content.base
    last = origin.source.rpartition("/")[2]
    replied = head.ids("in-reply-to")
    return Patch(
        name=said.name or content.filename or ("standard input" if last == "-" else last),
        source=origin.source,
        files=content.files,
        # What an answer adds on top is no part of the series that it answers.
        part=1 if is_answer else said.part,
        parts=1 if is_answer else said.parts,
        version=said.version,
        tags=said.tags,
        subject=text,
        author=body.author or head.text("from"),
        sender=head.text("from"),
        date=body.date or head.text("date"),
        message_id=next(iter(head.ids("message-id")), ""),
        in_reply_to=replied[-1] if replied else "",
        references=head.ids("references"),
        to=head.addresses("to"),
        cc=head.addresses("cc"),
        commit=body.commit or origin.commit,
        base_commit=base_commit,
        prerequisites=prerequisites,
        message=body.message,
        quoted=content.quoted,
        damage=(*content.damage, *signs_in(content.files)),
        reply=said.reply,
        number=origin.number,
    )
