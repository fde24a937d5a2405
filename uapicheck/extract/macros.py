"""Macro expansion (C99 6.10.3) by hide sets, as Dave Prosser's algorithm for X3J11 has it."""

from collections.abc import Iterable, Mapping, Sequence

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.limits import (
    CHARACTERS_PER_TOKEN,
    MAX_CALL_DEPTH,
    MAX_EXPANDED_TOKENS,
    MAX_MACRO_NESTING,
    MAX_UNIT_TOKENS,
)
from uapicheck.extract.source import Define, Interner, Shape
from uapicheck.extract.tokens import NOTHING_HIDDEN, Kind, Token, tokens
from uapicheck.frozen import field, slotted

Trace = dict[str, Shape | None]
"""What each name looked up during an expansion was; None for names that were no macro."""


class ExpansionError(NoValueError):
    """A macro cannot be expanded: the message says why."""


EXHAUSTED = "the header expands to too much"


@slotted
class Budget:
    """What a header may still expand to. What was remembered is charged like what is new: sharing changes no result."""

    left: int = MAX_UNIT_TOKENS

    def charge(self, tokens: int) -> None:
        """Take `tokens` off; raise `ExpansionError` where nothing is left."""
        self.left -= tokens
        if self.left < 0:
            raise ExpansionError(EXHAUSTED)


@slotted
class Expander:
    """Expands tokens with the macros of a moment and remembers which ones it asked for."""

    macros: Mapping[str, Define]
    kept: frozenset[str] = frozenset()
    """Macros that stay as they are although they are defined."""
    trace: Trace = field(default_factory=dict)
    limit: int = MAX_EXPANDED_TOKENS
    """Tokens that may be produced."""
    produced: int = 0
    depth: int = 0
    """Calls whose arguments are being expanded."""

    def expanded(self, words: Iterable[Token]) -> list[Token]:
        """Return `words` fully expanded; raise `ExpansionError` where a call is malformed or grows without end."""
        pending = list(words)
        pending.reverse()
        found: list[Token] = []
        while pending:
            token = pending.pop()
            if token.kind is not Kind.IDENTIFIER:
                found.append(token)
                continue
            shape = self._shape(token.text)
            if shape is None or token.text in token.hidden:
                found.append(token)
                continue
            if shape.params is None:
                hidden = token.hidden | {shape.name}
                arguments: dict[str, list[Token]] = {}
            else:
                if not pending or pending[-1].text != "(":
                    found.append(token)
                    continue
                arguments, closing = self._arguments(shape, pending)
                hidden = (token.hidden & closing.hidden) | {shape.name}
            if len(hidden) > MAX_MACRO_NESTING:
                message = f"more than {MAX_MACRO_NESTING} macros are nested"
                raise ExpansionError(message)
            body = self._substituted(shape, arguments, hidden, token)
            self._count(len(body) + 1)
            body.reverse()
            pending.extend(body)
        return found

    def _shape(self, name: str) -> Shape | None:
        define = self.macros.get(name)
        shape = None if define is None or name in self.kept else define.shape
        self.trace[name] = None if define is None else define.shape
        return shape

    def _count(self, number: int) -> None:
        self.produced += number
        if self.produced > self.limit:
            message = f"expands to more than {self.limit} tokens"
            raise ExpansionError(message)

    def _argument(self, words: list[Token]) -> list[Token]:
        self.depth += 1
        if self.depth > MAX_CALL_DEPTH:
            message = f"calls of macros are nested more than {MAX_CALL_DEPTH} deep"
            raise ExpansionError(message)
        self._count(len(words))
        found = self.expanded(words)
        self.depth -= 1
        return found

    def _arguments(self, shape: Shape, pending: list[Token]) -> tuple[dict[str, list[Token]], Token]:
        """Take a call's arguments off `pending`; return them by parameter, and the closing parenthesis."""
        pending.pop()
        groups: list[list[Token]] = [[]]
        names = shape.params or ()
        level = 1
        while pending:
            token = pending.pop()
            if token.kind is Kind.PUNCTUATOR:
                if token.text == "(":
                    level += 1
                elif token.text == ")":
                    level -= 1
                    if not level:
                        return self._named(shape, groups), token
                elif token.text == "," and level == 1 and not (shape.variadic and len(groups) > len(names)):
                    groups.append([])
                    continue
            groups[-1].append(token)
        message = f"the call of {shape.name} never ends"
        raise ExpansionError(message)

    @staticmethod
    def _named(shape: Shape, groups: list[list[Token]]) -> dict[str, list[Token]]:
        names = [*(shape.params or ()), *([shape.variadic] if shape.variadic else [])]
        if shape.variadic and len(groups) == len(names) - 1:
            groups.append([])
        if not names and groups == [[]]:
            return {}
        if len(groups) != len(names):
            message = f"{shape.name} takes {len(names)} arguments, not {len(groups)}"
            raise ExpansionError(message)
        return dict(zip(names, groups, strict=True))

    def _substituted(
        self, shape: Shape, arguments: dict[str, list[Token]], hidden: frozenset[str], call: Token
    ) -> list[Token]:
        """Return the body with its parameters replaced, `#` and `##` carried out (C99 6.10.3.1 to 6.10.3.3)."""
        body = shape.body
        found: list[Token] = []
        expanded: dict[str, list[Token]] = {}
        at = 0
        while at < len(body):
            token = body[at]
            following = body[at + 1].text if at + 1 < len(body) else ""
            if token.text == "#" and following in arguments and shape.params is not None:
                found.append(_stringified(arguments[following], token))
                self._count(len(found[-1].text) // CHARACTERS_PER_TOKEN)
                at += 2
            elif token.text == "##" and found and at + 1 < len(body):
                right = body[at + 1]
                operand = arguments.get(right.text, [right]) if right.kind is Kind.IDENTIFIER else [right]
                if not operand and right.text == shape.variadic and found[-1].text == ",":
                    found.pop()  # GNU: `, ## __VA_ARGS__` drops the comma where there are no variable arguments
                elif right.text == shape.variadic and found[-1].text == ",":
                    found.extend(operand)
                else:
                    found.extend(_pasted(found.pop(), operand))
                    self._count(len(found[-1].text) // CHARACTERS_PER_TOKEN)
                at += 2
            elif token.kind is Kind.IDENTIFIER and token.text in arguments:
                if following == "##":
                    found.extend(arguments[token.text] or [_placemarker(token)])
                else:
                    if token.text not in expanded:
                        expanded[token.text] = self._argument(arguments[token.text])
                    found.extend(_spaced_as(token, expanded[token.text]))
                if len(found) > self.limit:
                    self._count(len(found))
                at += 1
            else:
                found.append(token)
                at += 1
        line, new = call.line, tuple.__new__
        made = [
            # NamedTuple's own constructor costs three times as much, and every token of every expansion comes by here.
            new(Token, (t.kind, t.text, line, t.spaced, (t.hidden | hidden) if t.hidden else hidden))
            for t in found
            if t.kind is not Kind.PLACEMARKER
        ]
        if made and made[0].spaced != call.spaced:
            made[0] = made[0]._replace(spaced=call.spaced)
        return made


def _spaced_as(parameter: Token, words: Sequence[Token]) -> list[Token]:
    return [words[0]._replace(spaced=parameter.spaced), *words[1:]] if words else []


def _placemarker(token: Token) -> Token:
    return Token(Kind.PLACEMARKER, "", token.line, token.spaced)


def _stringified(words: Sequence[Token], sharp: Token) -> Token:
    text = "".join(
        (" " if t.spaced and i else "")
        + (t.text.replace("\\", "\\\\").replace('"', '\\"') if t.kind in {Kind.STRING, Kind.CHARACTER} else t.text)
        for i, t in enumerate(words)
    )
    return Token(Kind.STRING, f'"{text}"', sharp.line, sharp.spaced)


def _pasted(left: Token, operand: Sequence[Token]) -> list[Token]:
    if not operand:
        return [left]
    right = operand[0]
    if left.kind is Kind.PLACEMARKER:
        return [right._replace(spaced=left.spaced), *operand[1:]]
    made = tokens(left.text + right.text)
    hidden = left.hidden & right.hidden
    joined = [Token(t.kind, t.text, left.line, t.spaced or (not i and left.spaced), hidden) for i, t in enumerate(made)]
    return [*joined, *operand[1:]]


def predefined(defines: Mapping[str, str], interner: Interner) -> dict[str, Define]:
    """Return macros that stand in no header: what a compiler predefines."""
    found: dict[str, Define] = {}
    for name, text in defines.items():
        shape = interner.shape(name, None, "", tokens(text))
        found[name] = Define(shape=shape, header="", line=0, guard=())
    return found


def plain(words: Iterable[Token]) -> tuple[Token, ...]:
    """Return `words` without their hide sets."""
    new = tuple.__new__
    return tuple([new(Token, (*t[:4], NOTHING_HIDDEN)) if t.hidden else t for t in words])
