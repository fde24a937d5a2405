"""The bytes that character constants and strings stand for."""

_ESCAPES = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27}


def characters(body: str) -> list[int]:
    """Return the bytes that the inside of a character constant or string stands for (C99 6.4.4.4)."""
    found: list[int] = []
    at = 0
    while at < len(body):
        if body[at] != "\\" or at + 1 >= len(body):
            found.extend(body[at].encode("utf-8", "surrogateescape"))
            at += 1
            continue
        at += 1
        if body[at] in "01234567":
            end = at + 1
            while end < min(at + 3, len(body)) and body[end] in "01234567":
                end += 1
            found.append(int(body[at:end], 8) & 0xFF)
            at = end
        elif body[at] == "x":
            end = at + 1
            while end < len(body) and body[end] in "0123456789abcdefABCDEF":
                end += 1
            found.append(int(body[at + 1 : end] or "0", 16) & 0xFF)
            at = end
        else:
            found.append(_ESCAPES.get(body[at], ord(body[at]) & 0xFF))
            at += 1
    return found
