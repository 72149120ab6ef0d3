"""Faults for `make prove`: small wrong changes of a source file, one at a time, as code that can run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

SWAPPED: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
}
RENAMED = {"is_": "is_not", "is_not": "is_", "in_": "not_in", "not_in": "in_", "or_": "and_", "and_": "or_"}
# What is no behaviour of a function: names, types, and what is evaluated once, when the module is read.
LEFT_ALONE = {"annotation", "returns", "decorator_list", "defaults", "kw_defaults", "ctx", "targets", "target"}


@dataclass(frozen=True)
class Fault:
    """One wrong change: where, what, and the code with it. A constant of the module is a statement of its own."""

    path: Path
    lines: tuple[int, ...]
    what: str
    code: CodeType
    is_constant: bool


def faults(path: Path) -> Iterator[Fault]:
    """Every fault for a file. Tables and other bodies of classes have none: migrations are held against them."""
    tree = ast.parse(path.read_text())
    for statement in tree.body:
        is_constant = isinstance(statement, ast.Assign)
        if is_constant or isinstance(statement, ast.FunctionDef | ast.ClassDef):
            for place in _places(statement):
                yield from _at(path, tree, statement if is_constant else None, *place)


def _at(
    path: Path, tree: ast.Module, alone: ast.stmt | None, parent: ast.AST, field: str, index: int | None
) -> Iterator[Fault]:
    held = getattr(parent, field)
    node = held if index is None else held[index]
    placed: Any = node if hasattr(node, "lineno") else parent  # an operator stands where its expression does
    lines = tuple(range(placed.lineno, placed.end_lineno + 1))
    was = ast.unparse(placed)
    for other in _variants(node):
        setattr(parent, field, other if index is None else [*held[:index], other, *held[index + 1 :]])
        whole = ast.fix_missing_locations(ast.Module([alone], []) if alone else tree)
        what = f"{was} -> {ast.unparse(other if placed is node else parent)}".replace("\n", " ")
        yield Fault(path, lines, what, compile(whole, str(path), "exec"), alone is not None)
        setattr(parent, field, held)


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Every place below a node where a fault may be put: parent, field, position."""
    for field, value in ast.iter_fields(node):
        if field in LEFT_ALONE:
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            is_words = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if not isinstance(child, ast.AST) or is_words:
                continue
            if isinstance(node, ast.ClassDef) and not isinstance(child, ast.FunctionDef):
                continue
            yield node, field, index
            yield from _places(child)


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand wrongly in its place."""
    yield from (other() for other in SWAPPED.get(type(node), ()))
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str()):
            yield ast.Constant("XX")
        case ast.UnaryOp():
            yield node.operand
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.If() | ast.While():
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Return(value=ast.expr()):
            yield ast.Return(ast.Constant(None))
        case ast.Assign():
            yield _with(node, value=ast.Constant(None))
        case ast.Expr() | ast.Raise() | ast.AugAssign():
            yield ast.If(ast.Constant(False), [node], [])  # never done, and its names stay known
        case ast.comprehension():
            yield from (_with(node, ifs=_without(node.ifs, i)) for i in range(len(node.ifs)))
        case ast.Call():
            yield from _calls(node)
        case ast.Tuple() | ast.List() if isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
            yield from (_with(node, elts=_without(node.elts, i)) for i in range(len(node.elts)))
        case ast.Dict() if len(node.keys) > 1:
            pairs = range(len(node.keys))
            yield from (_with(node, keys=_without(node.keys, i), values=_without(node.values, i)) for i in pairs)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Without one argument, without the last step of a chain, with the opposite step."""
    if len(node.args) > 1:
        yield from (_with(node, args=_without(node.args, i)) for i in range(len(node.args)))
    yield from (_with(node, keywords=_without(node.keywords, i)) for i in range(len(node.keywords)))
    if isinstance(node.func, ast.Attribute):
        if isinstance(node.func.value, ast.Call):
            yield node.func.value
        if node.func.attr in RENAMED:
            yield _with(node, func=_with(node.func, attr=RENAMED[node.func.attr]))


def _with(node: Any, **changes: object) -> Any:
    return ast.copy_location(type(node)(**{**dict(ast.iter_fields(node)), **changes}), node)


def _without(held: list[Any], index: int) -> list[Any]:
    return [*held[:index], *held[index + 1 :]]
