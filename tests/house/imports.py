"""Reads who imports whom, module by module and folder by folder."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tests.house.modules import Module


@dataclass(frozen=True)
class Import:
    """One module of the tree imports another, and the nodes of the folder graph they are in."""

    importer: Module
    imported: Module

    @property
    def edge(self) -> tuple[str, str]:
        """From which node of the folder graph to which."""
        return node_of(self.importer), node_of(self.imported)

    def __str__(self) -> str:
        return f"{self.importer.path.as_posix()} imports {self.imported.name}"


def node_of(module: Module) -> str:
    """Return the node of the folder graph: the folder, but ``__main__.py`` stands for itself.

    An entry point composes what lies beside and below its folder, so it is above them.
    """
    is_entry_point = module.path.name == "__main__.py"
    return module.path.with_suffix("").as_posix() if is_entry_point else module.folder


@cache
def imports(modules: tuple[Module, ...]) -> tuple[Import, ...]:
    """Return every import between *modules*, those inside functions included."""
    by_name = {module.name: module for module in modules}
    return tuple(
        Import(module, by_name[name])
        for module in by_name.values()
        for name in sorted(_imported_names(module, by_name))
    )


def between_folders(found: Iterable[Import]) -> tuple[Import, ...]:
    """Return those imports that leave their node of the folder graph."""
    return tuple(one for one in found if one.edge[0] != one.edge[1])


def folder_graph(modules: tuple[Module, ...]) -> dict[str, frozenset[str]]:
    """Return every node of the folder graph and the nodes that it imports."""
    graph: dict[str, set[str]] = defaultdict(set)
    for module in modules:
        graph[node_of(module)] |= set()
    for importer, imported in (one.edge for one in between_folders(imports(modules))):
        graph[importer].add(imported)
    return {node: frozenset(targets) for node, targets in graph.items()}


def _imported_names(module: Module, known: Mapping[str, Module]) -> set[str]:
    """Return the modules of the tree that *module* imports; ``from pkg import module`` is one."""
    names = {name for node in ast.walk(module.tree) for name in _named(node, module, known)}
    return {name for name in names if name in known and name != module.name}


def _named(node: ast.AST, module: Module, known: Mapping[str, Module]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        source = _source(node, module)
        for alias in node.names:
            inner = f"{source}.{alias.name}"
            yield inner if inner in known else source


def _source(node: ast.ImportFrom, module: Module) -> str:
    """Return the absolute name after ``from``."""
    package = module.path.parent.parts
    base = package[: len(package) - node.level + 1] if node.level else ()
    return ".".join((*base, *([node.module] if node.module else [])))
