"""The headers of a reply: whom it goes to, what it answers; whatever the patch's own headers are made of."""

import re
from collections.abc import Iterable, Iterator
from email.errors import HeaderParseError
from email.header import Header
from email.utils import formataddr, formatdate, parseaddr

from uapicheck.model.patch import Patch
from uapicheck.render.escape import plain

LINUX_API = "linux-api@vger.kernel.org"
"""The list that wants to hear of every break (Documentation/process/adding-syscalls.rst, MAINTAINERS "ABI/API")."""
_WIDTH = 76
_LONGEST = 900
"""Characters of a header of the patch that are taken over."""
_MOST = 60
"""Recipients."""
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII
)
_ID = re.compile(r"[!-;=?-~]{3,250}")


def heads(patch: Patch, *, suggested: Iterable[str], now: float | None, is_ascii: bool) -> Iterator[str]:
    """Yield the header lines of a reply to a patch; who sends it, and when, is left to the mailer unless `now` says."""
    seen: set[str] = set()
    to = _known([patch.sender or patch.author], seen)
    copies = _known([patch.author, *patch.to, *patch.cc], seen) + _known(suggested, seen)
    if not to:
        to, copies = copies[:1], copies[1:]
    for name, addresses in (("To", to), ("Cc", copies[:_MOST])):
        if addresses:
            yield f"{name}: " + ",\n\t".join(addresses)
    subject = patch.subject or patch.name
    prefix = "" if subject[:3].lower() == "re:" else "Re: "
    yield f"Subject: {_encoded(prefix + subject, 'Subject')}"
    if now is not None:
        yield f"Date: {_date(now)}"
    if _ID.fullmatch(patch.message_id):
        yield f"In-Reply-To: <{patch.message_id}>"
        thread = dict.fromkeys((*patch.references, patch.message_id))
        yield "References: " + "\n\t".join(f"<{id_}>" for id_ in thread if _ID.fullmatch(id_))
    yield "MIME-Version: 1.0"
    yield f"Content-Type: text/plain; charset={'us-ascii' if is_ascii else 'utf-8'}"
    yield f"Content-Transfer-Encoding: {'7bit' if is_ascii else '8bit'}"


def sender(patch: Patch) -> str:
    """Return the name of who sent a patch, the address where there is no name; empty where there is neither."""
    name, address = parseaddr((patch.sender or patch.author)[:_LONGEST])
    return plain(" ".join((name or address).split()))


def _known(texts: Iterable[str], seen: set[str]) -> list[str]:
    """Return addresses as a header has them, each once; what is none is left out."""
    found = []
    for text in texts:
        name, address = parseaddr(text[:_LONGEST])
        key = address.lower()
        if key not in seen and _ADDRESS.fullmatch(address):
            seen.add(key)
            found.append(formataddr((plain(" ".join(name.split())), address)))
    return found


def _encoded(text: str, name: str) -> str:
    """Return the value of a header, folded, and encoded where it is not ASCII (RFC 2047)."""
    safe = plain(" ".join(text.split()))[:_LONGEST]
    try:
        return Header(safe, None if safe.isascii() else "utf-8", maxlinelen=_WIDTH, header_name=name).encode()
    except HeaderParseError:  # its own idea of what might be a header within a header
        return safe.encode("ascii", "replace").decode("ascii")


def _date(now: float) -> str:
    try:
        return formatdate(now)
    except (OverflowError, OSError, ValueError):
        return formatdate(0)
