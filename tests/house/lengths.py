"""Measures how long files and functions are, and how full folders are."""

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.house.definitions import Definition, functions
from tests.house.modules import Module

LONG_FUNCTION = 40
LONG_FILE = 400
FULL_FOLDER = 20


@dataclass(frozen=True)
class Spread:
    """The median and the 90th percentile of some lengths, in lines."""

    median: int
    p90: int

    @classmethod
    def of(cls, lengths: Sequence[int]) -> "Spread":
        """Measure *lengths*; nothing has length 0. The percentile is one of the lengths."""
        if not lengths:
            return cls(0, 0)
        rank = math.ceil(0.9 * len(lengths))
        return cls(round(statistics.median(lengths)), sorted(lengths)[rank - 1])

    def __str__(self) -> str:
        return f"{self.median}/{self.p90}"


def file_lengths(modules: Iterable[Module]) -> Spread:
    """Measure the files; an empty ``__init__.py`` is none."""
    return Spread.of([module.line_count for module in modules if module.line_count])


def function_lengths(modules: Iterable[Module]) -> Spread:
    """Measure the functions, nested ones included."""
    return Spread.of([found.line_count for found, _ in functions(modules)])


def long_functions(modules: Iterable[Module]) -> tuple[Definition, ...]:
    """Return the functions of more than `LONG_FUNCTION` lines, the longest first."""
    long = (found for found, _ in functions(modules) if found.line_count > LONG_FUNCTION)
    return tuple(sorted(long, key=lambda found: -found.line_count))


def long_files(modules: Iterable[Module]) -> tuple[Module, ...]:
    """Return the files of more than `LONG_FILE` lines."""
    return tuple(module for module in modules if module.line_count > LONG_FILE)


def full_folders(modules: Iterable[Module]) -> dict[str, int]:
    """Return the folders of more than `FULL_FOLDER` modules; ``__init__.py`` does not count."""
    counts = Counter(m.folder for m in modules if m.path.name != "__init__.py")
    return {folder: count for folder, count in sorted(counts.items()) if count > FULL_FOLDER}
