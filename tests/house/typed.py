"""Finds the functions whose arguments and result are not all annotated."""

import ast
from collections.abc import Iterable

from tests.house.definitions import Definition, Function, functions, last_name
from tests.house.modules import Module


def untyped(modules: Iterable[Module]) -> tuple[Definition, ...]:
    """Return the functions and methods, nested ones included, that lack an annotation."""
    return tuple(found for found, node in functions(modules) if not _is_typed(found, node))


def _is_typed(found: Definition, node: Function) -> bool:
    given = node.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    arguments += [one for one in (given.vararg, given.kwarg) if one]
    if found.owner and not _is_static(node):
        arguments = arguments[1:]
    return node.returns is not None and all(argument.annotation for argument in arguments)


def _is_static(node: Function) -> bool:
    decorators: list[ast.expr] = node.decorator_list
    return any(last_name(decorator) == "staticmethod" for decorator in decorators)
