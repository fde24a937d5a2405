"""The border to pycparser: declarations go in as tokens and come out as types; no node crosses it."""

import re
from collections.abc import Sequence
from contextlib import suppress

from pycparser import c_ast
from pycparser.c_parser import ParseError

from uapicheck.extract.attributes import Prepared
from uapicheck.extract.border_expressions import converted
from uapicheck.extract.meaning import DeclarationError, Declared, Meaning
from uapicheck.extract.parsing import parsed
from uapicheck.extract.plain_declarations import KEYWORDS
from uapicheck.extract.tokens import Token
from uapicheck.extract.types import (
    Array,
    Basic,
    CType,
    Enumerator,
    EnumType,
    FunctionType,
    Member,
    Named,
    Pointer,
    RecordType,
    basic_name,
    spelling,
)

_FIRST_LINE = 2
"""Line of the first token: the line before it declares the typedef names."""


def read(tokens: Sequence[Token], made: Prepared, typedefs: frozenset[str]) -> Meaning:
    """Return what `tokens` declare, as `prepared` made them ready; raises `DeclarationError` or what pycparser does."""
    try:
        words = _with_tags(made.words, typedefs)
        if words is not None:
            with suppress(ParseError):
                tree = parsed(["", *words, ""])
                return _Reader(tokens, made, typedefs, tags_are_typedefs=True).meaning(tree)
        first = f"typedef int {', '.join(sorted(typedefs))};" if typedefs else ""
        tree = parsed([first, *made.words, ""])
        return _Reader(tokens, made, typedefs, tags_are_typedefs=False).meaning(tree)
    except ParseError as error:
        raise _explained(str(error), tokens, typedefs) from None


_NAME = re.compile(r"[A-Za-z_]\w*")
_BEFORE_A_TYPE = frozenset({";", "{", "(", ",", "typedef", "const", "volatile", "extern", "static"})


def _with_tags(words: Sequence[str], typedefs: frozenset[str]) -> list[str] | None:
    """Return `words` with `struct NAME` for each typedef name, None where one may stand for something else.

    pycparser takes a tag for a type without having been told of it. Declaring the names before every declaration
    takes it longer than the declaration itself.
    """
    found: list[str] = []
    before = ";"
    for word in words:
        if word in typedefs:
            if before not in _BEFORE_A_TYPE:
                return None
            found.append(f"struct {word}")
        else:
            found.append(word)
        before = word or before
    return found


def _explained(message: str, tokens: Sequence[Token], typedefs: frozenset[str]) -> DeclarationError:
    """Return pycparser's `:LINE:COLUMN: before: WORD` in terms of tokens; a type that nobody defines is named."""
    for index, (before, token, after) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False), start=1):
        named = _NAME.fullmatch(token.text) and token.text not in KEYWORDS and token.text not in typedefs
        follows = after.text == "*" or _NAME.fullmatch(after.text) or (before.text, after.text) == ("typedef", "(")
        if named and before.text in _BEFORE_A_TYPE and follows:
            return DeclarationError(f"{token.text} is not defined", index)
    parts = message.split(":", 3)
    line = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else _FIRST_LINE
    index = min(max(line - _FIRST_LINE, 0), len(tokens) - 1)
    return DeclarationError(f"syntax error at {tokens[index].text}", index)


class _Reader:
    """Turns pycparser's nodes of one declaration into types."""

    def __init__(
        self, tokens: Sequence[Token], made: Prepared, typedefs: frozenset[str], *, tags_are_typedefs: bool
    ) -> None:
        self.tokens = tokens
        self.made = made
        self.typedefs = typedefs
        self.tags = typedefs if tags_are_typedefs else frozenset()
        """Tags that stand for typedef names."""
        self.records: dict[int, RecordType] = {}
        """Definitions by the index of their opening brace: declarators of one declaration share them."""
        self.enums: dict[int, EnumType] = {}

    def meaning(self, tree: c_ast.FileAST) -> Meaning:
        nodes = [n for n in tree.ext if self._is_ours(n)]
        names = [i for n in nodes if (i := self._name_index(n)) >= 0]
        typedefs: list[Declared] = []
        objects: list[Declared] = []
        for node in nodes:
            if isinstance(node, c_ast.Pragma | c_ast.StaticAssert):
                continue
            if not isinstance(node, c_ast.Decl | c_ast.Typedef):
                why = "is no declaration"
                raise DeclarationError(why, 0)
            ctype = self.ctype(node.type)
            if node.name is None:
                continue
            index = self._name_index(node)
            attributes = self.made.of_declarator(index, names)
            if attributes.unknown:
                why = f"has the attribute {attributes.unknown}"
                raise DeclarationError(why, index)
            declared = Declared(name=node.name, type=ctype, aligns=tuple(attributes.aligns), token=index)
            (typedefs if isinstance(node, c_ast.Typedef) else objects).append(declared)
        return Meaning(
            records=tuple(self.records.values()),
            enums=tuple(self.enums.values()),
            typedefs=tuple(typedefs),
            objects=tuple(objects),
        )

    @staticmethod
    def _is_ours(node: c_ast.Node) -> bool:
        """Return whether a node comes from the tokens and not from the line of typedef names before them."""
        return not isinstance(node, c_ast.Typedef) or node.coord is None or node.coord.line >= _FIRST_LINE

    def _name_index(self, node: c_ast.Node) -> int:
        """Return the token index of a declarator's name, -1 where it has none."""
        while not isinstance(node, c_ast.TypeDecl):
            inner = getattr(node, "type", None)
            if inner is None:
                return -1
            node = inner
        if node.declname is None or node.coord is None:
            return -1
        return int(node.coord.line) - _FIRST_LINE

    def ctype(self, node: c_ast.Node) -> CType:
        match node:
            case c_ast.TypeDecl() | c_ast.Typename():
                return self.ctype(node.type)
            case c_ast.PtrDecl():
                return Pointer(self.ctype(node.type))
            case c_ast.ArrayDecl():
                length = None if node.dim is None else converted(node.dim, self.ctype)
                return Array(self.ctype(node.type), length)
            case c_ast.FuncDecl():
                return FunctionType(self.ctype(node.type), self._parameters(node))
            case c_ast.IdentifierType():
                return self._named(node.names)
            case c_ast.Struct():
                return self._record("struct", node)
            case c_ast.Union():
                return self._record("union", node)
            case c_ast.Enum():
                return self._enum(node)
        why = f"has a type that is not understood ({type(node).__name__})"
        raise DeclarationError(why, 0)

    def _named(self, names: list[str]) -> CType:
        basic = basic_name(names)
        if basic is not None and names[0] not in self.typedefs:
            return Basic(basic)
        if len(names) != 1:
            why = f"mixes the types {' '.join(names)}"
            raise DeclarationError(why, 0)
        return Named(names[0])

    def _parameters(self, node: c_ast.FuncDecl) -> str:
        if node.args is None:
            return ""
        texts = []
        for parameter in node.args.params:
            if isinstance(parameter, c_ast.EllipsisParam):
                texts.append("...")
            elif isinstance(parameter, c_ast.ID):
                texts.append(parameter.name)
            else:
                texts.append(spelling(self.ctype(parameter.type)))
        return ", ".join(texts)

    def _brace(self, node: c_ast.Node) -> int:
        """Return the index of the brace that opens a definition's body."""
        index = 0 if node.coord is None else int(node.coord.line) - _FIRST_LINE
        while self.tokens[index].text != "{":
            index += 1
        return index

    def _record(self, kind: str, node: c_ast.Struct | c_ast.Union) -> RecordType | Named:
        if node.decls is None:
            if node.name in self.tags:
                return Named(node.name)
            return RecordType(kind=kind, tag=node.name or "")
        brace = self._brace(node)
        if (known := self.records.get(brace)) is not None:
            return known
        members = self._members(node.decls)
        attributes = self.made.of_braces.get(brace)
        if attributes is not None and attributes.unknown:
            why = f"has the attribute {attributes.unknown}"
            raise DeclarationError(why, brace)
        made = self.records[brace] = RecordType(
            kind=kind,
            tag=node.name or "",
            members=members,
            packed=attributes is not None and attributes.packed,
            aligns=() if attributes is None else tuple(attributes.aligns),
            token=brace,
            end=self.made.closing.get(brace, brace),
        )
        return made

    def _members(self, nodes: list[c_ast.Node]) -> tuple[Member, ...]:
        names = [i for n in nodes if (i := self._name_index(n)) >= 0]
        found: list[Member] = []
        for node in nodes:
            if not isinstance(node, c_ast.Decl):
                continue
            width = None if node.bitsize is None else converted(node.bitsize, self.ctype)
            ctype = self.ctype(node.type)
            index = self._name_index(node)
            if index < 0:
                found.append(Member(name="", type=ctype, width=width))
                continue
            attributes = self.made.of_declarator(index, names)
            if attributes.unknown:
                why = f"has the attribute {attributes.unknown}"
                raise DeclarationError(why, index)
            found.append(
                Member(
                    name=node.name or "",
                    type=ctype,
                    width=width,
                    aligns=tuple(attributes.aligns),
                    packed=attributes.packed,
                    token=index,
                )
            )
        return tuple(found)

    def _enum(self, node: c_ast.Enum) -> EnumType:
        if node.values is None:
            return EnumType(tag=node.name or "")
        brace = self._brace(node)
        if (known := self.enums.get(brace)) is not None:
            return known
        enumerators = []
        for item in node.values.enumerators:
            value = None if item.value is None else converted(item.value, self.ctype)
            index = 0 if item.coord is None else int(item.coord.line) - _FIRST_LINE
            text = "" if value is None else value.text
            enumerators.append(Enumerator(name=item.name, value=value, text=text, token=index))
        attributes = self.made.of_braces.get(brace)
        made = self.enums[brace] = EnumType(
            tag=node.name or "",
            enumerators=tuple(enumerators),
            packed=attributes is not None and attributes.packed,
            token=brace,
        )
        return made
