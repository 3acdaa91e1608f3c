"""Finds what the documents and docstrings set in backticks, with the place where it stands."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.modules import Module

DOCUMENTS = (
    "README*.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/**/*.md",
    "tests/**/*.md",
    "build/**/*.md",
    ".github/**/*.md",
)
FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"(?<!`)(?P<ticks>`{1,2})(?!`)(?P<text>[^`]+)(?P=ticks)(?!`)")
LINK = re.compile(r"\]\((?P<text>[^)\s]+)\)")


@dataclass(frozen=True)
class Span:
    """One text in backticks; or a line of a fenced block, or where a link leads."""

    path: Path
    line: int
    text: str
    is_code: bool = False
    is_link: bool = False

    @property
    def is_markdown(self) -> bool:
        """Whether it stands in a document, not in a docstring."""
        return self.path.suffix == ".md"

    def __str__(self) -> str:
        return f"{self.path.as_posix()}:{self.line} `{self.text}`"


def document_spans(root: Path) -> Iterator[Span]:
    """Give the spans of every Markdown document that describes the tree at *root*."""
    for pattern in DOCUMENTS:
        for path in sorted(root.glob(pattern)):
            yield from markdown_spans(path.relative_to(root), path.read_text(encoding="utf-8"))


def markdown_spans(path: Path, text: str) -> Iterator[Span]:
    """Give the spans of one Markdown text: backticks, lines of fenced blocks, and links."""
    for block in FENCED.finditer(text):
        first = _line(text, block.start())
        for number, line in enumerate(block.group().splitlines()[1:-1], first + 1):
            yield Span(path, number, line.strip(), is_code=True)
    prose = FENCED.sub(lambda block: "\n" * block.group().count("\n"), text)
    for found in QUOTED.finditer(prose):
        yield Span(path, _line(prose, found.start()), _one_line(found["text"]))
    for found in LINK.finditer(prose):
        yield Span(path, _line(prose, found.start()), found["text"], is_link=True)


def docstring_spans(modules: Iterable[Module]) -> Iterator[Span]:
    """Give the spans of every docstring of *modules*, public or not."""
    for module in modules:
        for first, text in _docstrings(module):
            for found in QUOTED.finditer(text):
                line = first + text.count("\n", 0, found.start())
                yield Span(module.path, line, _one_line(found["text"]))


def _docstrings(module: Module) -> Iterator[tuple[int, str]]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(module.tree):
        if isinstance(node, kinds) and (text := ast.get_docstring(node, clean=False)):
            yield node.body[0].lineno, text


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _one_line(text: str) -> str:
    return " ".join(text.split())
