"""pycparser's expression nodes to expressions: array lengths, bit-field widths, initialisers of enumerators."""

from collections.abc import Callable

from pycparser import c_ast

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.characters import characters
from uapicheck.extract.expressions import (
    AddressOf,
    Binary,
    Cast,
    Choice,
    Expression,
    Index,
    Literal,
    MemberOf,
    Name,
    OffsetOf,
    SizeOf,
    Text,
    Unary,
)
from uapicheck.extract.types import CType, Pointer, spelling

_TYPE_QUERIES = {"sizeof": False, "_Alignof": True, "__alignof__": True}
_POSTFIX_OR_LEAF = (Literal, Name, Text, SizeOf, OffsetOf, MemberOf, Index)


def converted(node: c_ast.Node, ctype: Callable[[c_ast.Node], CType]) -> Expression:
    """Return the expression that a node stands for; raise `NoValueError` for what is never constant."""
    match node:
        case c_ast.Constant(type="string"):
            return Text(node.value, len(characters(node.value[1:-1])) + 1)
        case c_ast.Constant():
            return Literal(node.value)
        case c_ast.ID():
            return Name(node.name)
        case c_ast.UnaryOp(op=op) if op in _TYPE_QUERIES:
            return _size(node, ctype)
        case c_ast.UnaryOp(op="&"):
            operand = converted(node.expr, ctype)
            return AddressOf(operand, text=f"&{_bracketed(operand)}")
        case c_ast.UnaryOp(op="*"):
            operand = converted(node.expr, ctype)
            return Index(operand, Literal("0"), text=f"*{_bracketed(operand)}")
        case c_ast.UnaryOp(op=op) if op in {"+", "-", "~", "!"}:
            operand = converted(node.expr, ctype)
            return Unary(op, operand, text=f"{op}{_bracketed(operand)}")
        case c_ast.BinaryOp():
            left, right = converted(node.left, ctype), converted(node.right, ctype)
            return Binary(node.op, left, right, text=f"{_bracketed(left)} {node.op} {_bracketed(right)}")
        case c_ast.TernaryOp():
            condition, chosen = converted(node.cond, ctype), converted(node.iftrue, ctype)
            other = converted(node.iffalse, ctype)
            text = f"{_bracketed(condition)} ? {_bracketed(chosen)} : {_bracketed(other)}"
            return Choice(condition, chosen, other, text=text)
        case c_ast.Cast():
            kind, operand = ctype(node.to_type), converted(node.expr, ctype)
            return Cast(kind, operand, text=f"({spelling(kind)}) {_bracketed(operand)}")
        case c_ast.StructRef():
            base = converted(node.name, ctype)
            return MemberOf(
                base, node.field.name, node.type == "->", text=f"{_bracketed(base)}{node.type}{node.field.name}"
            )
        case c_ast.ArrayRef():
            base, index = converted(node.name, ctype), converted(node.subscript, ctype)
            return Index(base, index, text=f"{_bracketed(base)}[{index.text}]")
        case c_ast.FuncCall() if _is_offsetof(node):
            return _offset(node, ctype)
    message = f"is no constant expression ({type(node).__name__})"
    raise NoValueError(message)


def _bracketed(operand: Expression) -> str:
    return operand.text if isinstance(operand, _POSTFIX_OR_LEAF) else f"({operand.text})"


def _size(node: c_ast.UnaryOp, ctype: Callable[[c_ast.Node], CType]) -> SizeOf:
    aligns = _TYPE_QUERIES[node.op]
    if isinstance(node.expr, c_ast.Typename):
        kind = ctype(node.expr)
        return SizeOf(kind, is_type=True, aligns=aligns, text=f"{node.op}({spelling(kind)})")
    operand = converted(node.expr, ctype)
    return SizeOf(operand, is_type=False, aligns=aligns, text=f"{node.op}({operand.text})")


def _is_offsetof(node: c_ast.FuncCall) -> bool:
    return isinstance(node.name, c_ast.ID) and node.name.name in {"offsetof", "__builtin_offsetof"}


def _offset(node: c_ast.FuncCall, ctype: Callable[[c_ast.Node], CType]) -> OffsetOf:
    kind = ctype(node.args.exprs[0])
    null = Cast(Pointer(kind), Literal("0"))
    path = _designated(node.args.exprs[1], null, ctype)
    return OffsetOf(kind, path, text=f"offsetof({spelling(kind)}, {path.text})")


def _designated(node: c_ast.Node, null: Expression, ctype: Callable[[c_ast.Node], CType]) -> Expression:
    """Return a member designator as a path from a null pointer."""
    match node:
        case c_ast.ID():
            return MemberOf(null, node.name, arrow=True, text=node.name)
        case c_ast.StructRef():
            base = _designated(node.name, null, ctype)
            return MemberOf(base, node.field.name, arrow=False, text=f"{base.text}.{node.field.name}")
        case c_ast.ArrayRef():
            base = _designated(node.name, null, ctype)
            index = converted(node.subscript, ctype)
            return Index(base, index, text=f"{base.text}[{index.text}]")
    message = "is no member designator"
    raise NoValueError(message)
