"""Takes every measure of one tree at once."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.house.cycles import cycles
from tests.house.dead import DeadName, dead_names
from tests.house.definitions import Definition, functions
from tests.house.documented import Docstrings, docstrings
from tests.house.floors import House
from tests.house.imports import Import, folder_graph, imports
from tests.house.lengths import Spread, file_lengths, function_lengths
from tests.house.modules import PRODUCT, Module, read_modules
from tests.house.twice import class_names_twice
from tests.house.typed import untyped


@dataclass(frozen=True, eq=False)
class Measures:
    """What the tree at *root* is like; the files are read once, when it is made."""

    root: Path
    product: tuple[Module, ...] = field(repr=False)
    tests: tuple[Module, ...] = field(repr=False)
    house: House = field(repr=False)

    @classmethod
    def of(cls, root: Path, house: House | None = None) -> "Measures":
        """Read the tree at *root*; *house* says its floors, ours unless given."""
        tests = read_modules(root, ("tests",))
        return cls(root, read_modules(root, PRODUCT), tests, house or House())

    @cached_property
    def graph(self) -> dict[str, frozenset[str]]:
        """Every node of the product's folder graph and what it imports."""
        return folder_graph(self.product)

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """The groups of folders that import one another."""
        return cycles(self.graph)

    @cached_property
    def upward(self) -> tuple[Import, ...]:
        """The imports that do not go down."""
        return self.house.upward(imports(self.product))

    @cached_property
    def twice(self) -> dict[str, tuple[str, ...]]:
        """The class names that several modules of the product have."""
        return class_names_twice(self.product)

    @cached_property
    def dead(self) -> tuple[DeadName, ...]:
        """The names that vulture finds; it runs for about two seconds."""
        return dead_names(self.root)

    @cached_property
    def sizes(self) -> "Figures":
        """The figures of the whole product."""
        return Figures.of(self.product, self.product)


@dataclass(frozen=True)
class Figures:
    """The numbers of some modules: a folder's, or a whole tree's."""

    files: int
    lines: int
    file_lengths: Spread
    function_lengths: Spread
    function_count: int
    untyped: tuple[Definition, ...]
    docstrings: Docstrings

    @classmethod
    def of(cls, modules: tuple[Module, ...], bases: tuple[Module, ...]) -> "Figures":
        """Measure *modules*; the classes above theirs may stand in *bases*."""
        return cls(
            files=len(modules),
            lines=sum(module.line_count for module in modules),
            file_lengths=file_lengths(modules),
            function_lengths=function_lengths(modules),
            function_count=sum(1 for _ in functions(modules)),
            untyped=untyped(modules),
            docstrings=docstrings(modules, bases),
        )

    @property
    def typed_share(self) -> float:
        """The share of functions with every annotation, from 0 to 1; of none it is 1."""
        return 1 - len(self.untyped) / self.function_count if self.function_count else 1.0
