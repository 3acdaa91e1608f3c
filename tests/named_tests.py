"""Tables that say which test shows what: every test that they name must be there."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def table_rows(text: str) -> list[list[str]]:
    """Return the cells of every row of the tables in a Markdown text, without their headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    ruled = [number for number, row in enumerate(rows) if set("".join(row)) <= set("-: ")]
    headings = {number - 1 for number in ruled}
    return [row for number, row in enumerate(rows) if number not in headings | set(ruled)]


def named_in(text: str) -> list[tuple[str, str]]:
    """Return path and name of every test in *text*."""
    return NAMED.findall(text)


def missing(named: list[tuple[str, str]]) -> list[str]:
    """Return those of *named* that do not exist."""
    return [f"{path}::{name}" for path, name in named if name not in tests_in(path)]


@cache
def tests_in(path: str) -> frozenset[str]:
    """Return the names of the test functions in a file; none when there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))
