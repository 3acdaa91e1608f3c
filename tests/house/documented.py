"""Finds the public modules, classes and functions that have no docstring.

Public is what has no leading underscore in its name, its class or its module's path; a
nested function is not. ``__init__.py`` and ``__main__.py`` are public, an empty one needs
nothing. A method needs none of its own where it overrides one that is documented, and in a
protocol whose class is.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.house.definitions import Definition, Function, classes, definitions, last_name
from tests.house.modules import Module

ENTRIES = ("__init__", "__main__")
DOCUMENTED_ELSEWHERE = ("overload", "override", "setter", "deleter")


@dataclass(frozen=True)
class Docstrings:
    """How many public names there are, and which of them have no docstring."""

    public: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """The documented share, from 0 to 1; of nothing it is 1."""
        return 1 - len(self.missing) / self.public if self.public else 1.0


def docstrings(modules: Iterable[Module], bases: Iterable[Module] | None = None) -> Docstrings:
    """Look at every public name of *modules*.

    Args:
        modules: where to look.
        bases: where base classes may stand; *modules* when it is not given.
    """
    modules = tuple(modules)
    inheritance = _Inheritance(modules if bases is None else bases)
    public = [module for module in modules if _is_public_module(module)]
    names = [found for module in public for found in definitions(module) if _is_public(found)]
    missing = [m.path.as_posix() for m in public if not ast.get_docstring(m.tree)]
    missing += [str(found) for found in names if not inheritance.is_documented(found)]
    return Docstrings(len(public) + len(names), tuple(missing))


def _is_public_module(module: Module) -> bool:
    parts = module.path.with_suffix("").parts
    is_hidden = any(part.startswith("_") and part not in ENTRIES for part in parts)
    return bool(module.tree.body) and not is_hidden


def _is_public(found: Definition) -> bool:
    around = (*found.parents, found.node)
    if any(node.name.startswith("_") for node in around):
        return False
    if any(isinstance(parent, Function) for parent in found.parents):
        return False
    return not any(last_name(one) in DOCUMENTED_ELSEWHERE for one in found.node.decorator_list)


class _Inheritance:
    """The classes of a tree by name, to find what a method overrides."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self._classes: dict[str, list[ast.ClassDef]] = defaultdict(list)
        for _, node in classes(modules):
            self._classes[node.name].append(node)

    def is_documented(self, found: Definition) -> bool:
        """Tell whether the name has a docstring, or needs none of its own."""
        if ast.get_docstring(found.node):
            return True
        if found.owner is None or not isinstance(found.node, Function):
            return False
        return self._is_covered(found.owner, found.node) or any(
            method.name == found.name and self._has_words(base, method)
            for base in self._above(found.owner, {found.owner.name})
            for method in base.body
            if isinstance(method, Function)
        )

    def _has_words(self, owner: ast.ClassDef, method: Function) -> bool:
        return bool(ast.get_docstring(method)) or self._is_covered(owner, method)

    @staticmethod
    def _is_covered(owner: ast.ClassDef, method: Function) -> bool:
        """Tell whether a protocol's own docstring speaks for its method ``…: ...``."""
        is_protocol = any(last_name(base) == "Protocol" for base in owner.bases)
        is_empty = len(method.body) == 1 and ast.unparse(method.body[0]) == "..."
        return is_protocol and is_empty and bool(ast.get_docstring(owner))

    def _above(self, node: ast.ClassDef, seen: set[str]) -> Iterator[ast.ClassDef]:
        for name in {last_name(base) for base in node.bases} - seen:
            seen.add(name)
            for base in self._classes.get(name, ()):
                yield base
                yield from self._above(base, seen)
