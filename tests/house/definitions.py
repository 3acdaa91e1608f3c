"""Finds every function and class of a module, with what encloses it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tests.house.modules import Module

Function = ast.FunctionDef | ast.AsyncFunctionDef
Node = Function | ast.ClassDef


@dataclass(frozen=True, eq=False)
class Definition:
    """One function or class; *parents* are the definitions around it, outermost first."""

    module: Module
    node: Node
    parents: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return f"{self.module.path.as_posix()}:{self.node.lineno} {self.qualified_name}"

    @property
    def name(self) -> str:
        """The name alone."""
        return self.node.name

    @property
    def qualified_name(self) -> str:
        """The name inside its module, such as ``Outbox.settle``."""
        return ".".join(node.name for node in (*self.parents, self.node))

    @property
    def owner(self) -> ast.ClassDef | None:
        """The class whose method this is; None for anything else."""
        parent = self.parents[-1] if self.parents else None
        is_method = isinstance(self.node, Function) and isinstance(parent, ast.ClassDef)
        return parent if is_method and isinstance(parent, ast.ClassDef) else None

    @property
    def line_count(self) -> int:
        """Lines from ``def`` to the end, docstring included and decorators not."""
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1


@cache
def definitions(module: Module) -> tuple[Definition, ...]:
    """Return every function and class of *module*, nested ones included, in order."""
    return tuple(_below(module, module.tree, ()))


def functions(modules: Iterable[Module]) -> Iterator[tuple[Definition, Function]]:
    """Give every function and method of *modules*, each with its syntax."""
    for module in modules:
        for found in definitions(module):
            if isinstance(found.node, Function):
                yield found, found.node


def classes(modules: Iterable[Module]) -> Iterator[tuple[Definition, ast.ClassDef]]:
    """Give every class of *modules*, each with its syntax."""
    for module in modules:
        for found in definitions(module):
            if isinstance(found.node, ast.ClassDef):
                yield found, found.node


def last_name(expression: ast.expr) -> str:
    """Return the last name of a base or decorator: ``b`` of ``a.b``, ``a.b[T]`` and ``a.b(c)``."""
    match expression:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=inner) | ast.Call(func=inner):
            return last_name(inner)
    return ""


def _below(module: Module, node: ast.AST, parents: tuple[Node, ...]) -> Iterator[Definition]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Node):
            yield Definition(module, child, parents)
            yield from _below(module, child, (*parents, child))
        elif not isinstance(child, ast.expr):
            yield from _below(module, child, parents)
