"""Reads and parses the modules of a tree."""

import ast
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("card_reader", "field_app", "sync")


@dataclass(frozen=True, eq=False)
class Module:
    """One Python file: where it stands from the root of its tree, its text and its syntax."""

    path: Path
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)

    @cached_property
    def line_count(self) -> int:
        """Lines of the file, empty ones included."""
        return len(self.text.splitlines())

    @cached_property
    def folder(self) -> str:
        """The folder as a path from the root, such as ``sync/wire``."""
        return self.path.parent.as_posix()

    @cached_property
    def name(self) -> str:
        """The dotted name; a package's is that of its folder."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read_modules(root: Path, packages: tuple[str, ...] = PRODUCT) -> tuple[Module, ...]:
    """Parse every Python file below *packages* in the tree at *root*, in the order of paths.

    This very tree is parsed once.
    """
    read = _read_own if root == ROOT else partial(_read_package, root)
    return tuple(module for package in packages for module in read(package))


@cache
def _read_own(package: str) -> tuple[Module, ...]:
    return _read_package(ROOT, package)


def _read_package(root: Path, package: str) -> tuple[Module, ...]:
    with _no_collection():
        return tuple(_read(path, root) for path in sorted(root.glob(f"{package}/**/*.py")))


def _read(path: Path, root: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(root), text, ast.parse(text))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the garbage collector back: a destructor that prints a traceback parses as well,
    and Python 3.11 cannot parse twice at once."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
