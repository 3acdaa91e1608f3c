"""The glossary is the one list of words: its names exist, and what it rules out does not."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.modules import read_modules
from tests.named_tests import table_rows

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
WORDS, _, RULED_OUT = TEXT.partition("## Words that are not used")
CODE = re.compile(r"`([^`]+)`")
TERMS = table_rows(WORDS)
# Modules that carry their folder's name hold what the folder is about.
DEFINED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def names() -> frozenset[str]:
    """Return every name that the product defines: classes, functions, fields, constants."""
    return frozenset(name for module in trees().values() for name in _named(module))


@cache
def trees() -> dict[str, ast.Module]:
    return {one.path.as_posix(): one.tree for one in read_modules(ROOT)}


def _named(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, DEFINED):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def exists(name: str) -> bool:
    return name in names() or (ROOT / name).exists()


def central() -> dict[str, list[str]]:
    """Return the public classes of each module that carries the name of its folder."""
    found = {}
    for path, tree in trees().items():
        file = Path(path)
        if file.stem == file.parent.name:
            classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
            found[path] = [name for name in classes if not name.startswith("_")]
    return {path: classes for path, classes in found.items() if classes}


def pages() -> dict[str, str]:
    """Return the files with Japanese texts that a person reads, sentences in code among them."""
    words = (ROOT / "assets" / "words" / "ja").glob("*.toml")
    console = (ROOT / "sync" / "office" / "console").rglob("*.html")
    code = (Path(path) for path in trees())
    return {path.as_posix(): (ROOT / path).read_text("utf-8") for path in (*words, *console, *code)}


def test_every_term_has_its_four_columns_and_stands_once() -> None:
    assert len(TERMS) > 60
    assert [row for row in TERMS if len(row) != 4 or not all(row)] == []
    japanese = [row[0] for row in TERMS]
    assert sorted({one for one in japanese if japanese.count(one) > 1}) == []


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    named = [name for row in TERMS for name in CODE.findall(row[2])]
    assert len(named) > 50
    assert [name for name in named if not exists(name)] == []


def test_what_a_folder_is_about_is_in_the_glossary() -> None:
    listed = {name for row in TERMS for name in CODE.findall(row[2])}
    assert len(central()) > 8
    missing = {path: classes for path, classes in central().items() if not listed & {*classes}}
    assert missing == {}


@pytest.mark.parametrize(("word", "instead", "where"), table_rows(RULED_OUT))
def test_a_word_that_is_ruled_out_is_not_used(word: str, instead: str, where: str) -> None:
    assert where in ("pages", "code")
    assert [name for name in CODE.findall(instead) if not exists(name)] == []
    for one in word.split("・"):
        if where == "code":
            assert one not in names()
        else:
            assert [file for file, text in pages().items() if one in text] == []
