"""Prints the measures: a row a folder, the totals, and the list of everything to mend."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tests.house.allowed import ALLOWED
from tests.house.dead import beyond, names_for_tests_only
from tests.house.lengths import full_folders, long_files, long_functions
from tests.house.measures import Figures, Measures
from tests.house.modules import Module

HEADINGS = ("files", "lines", "file", "function", "typed", "documented", "up", "cycle")
FOLDER_WIDTH = 36
COLUMN_WIDTH = 11


def table(measures: Measures) -> Iterator[str]:
    """Give the lines of the table; lengths read median/90th percentile, in lines."""
    yield _row("folder", HEADINGS)
    for folder, modules in _by_folder(measures.product):
        yield _row(
            folder, (*_cells(Figures.of(modules, measures.product)), *_ways(measures, folder))
        )
    yield ""
    ways = (str(len(measures.upward)), str(len(measures.cycles)))
    yield _row("product", (*_cells(measures.sizes), *ways))
    *sizes, _ = _cells(Figures.of(measures.tests, measures.tests))
    yield _row("tests", sizes)  # a test's name is its docstring
    for heading, findings in _lists(measures):
        yield from ("", f"{heading}: {len(findings)}", *(f"  {finding}" for finding in findings))


def _row(name: str, cells: Iterable[str]) -> str:
    return f"{name:{FOLDER_WIDTH}}" + "".join(f"{cell:>{COLUMN_WIDTH}}" for cell in cells)


def _by_folder(modules: Iterable[Module]) -> list[tuple[str, tuple[Module, ...]]]:
    folders: dict[str, list[Module]] = defaultdict(list)
    for module in modules:
        folders[module.folder].append(module)
    return [(folder, tuple(inside)) for folder, inside in sorted(folders.items())]


def _cells(figures: Figures) -> tuple[str, ...]:
    return (
        str(figures.files),
        str(figures.lines),
        str(figures.file_lengths),
        str(figures.function_lengths),
        f"{figures.typed_share:.1%}",
        f"{figures.docstrings.share:.1%}",
    )


def _ways(measures: Measures, folder: str) -> tuple[str, str]:
    up = sum(1 for one in measures.upward if one.importer.folder == folder)
    is_in_cycle = any(folder in group for group in measures.cycles)
    return str(up), "yes" if is_in_cycle else "no"


def _lists(measures: Measures) -> Iterator[tuple[str, list[str]]]:
    product, everything = measures.product, (*measures.product, *measures.tests)
    yield "cycles", [" <-> ".join(group) for group in measures.cycles]
    yield "upward imports", [str(one) for one in measures.upward]
    yield "folders without a floor", list(measures.house.without_floor(measures.graph))
    yield "class names twice", [f"{name}: {', '.join(at)}" for name, at in measures.twice.items()]
    yield "functions over 40 lines", [f"{one.line_count} {one}" for one in long_functions(product)]
    yield "files over 400 lines", [f"{one.line_count} {one.path}" for one in long_files(product)]
    yield (
        "folders with more than 20 modules",
        [f"{folder}: {count}" for folder, count in full_folders(everything).items()],
    )
    yield "not typed", [str(one) for one in measures.sizes.untyped]
    yield "public without a docstring", list(measures.sizes.docstrings.missing)
    yield "dead names", [str(one) for one in beyond(measures.dead, ALLOWED)]
    yield "names that only tests use", [str(one) for one in names_for_tests_only(measures.root)]
