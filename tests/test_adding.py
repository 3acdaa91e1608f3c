"""Each recipe of ``docs/adding.md``, followed to the letter in a copy of the tree, is green."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r'^```\w+ file=(?P<file>\S+)(?: (?P<how>after|replace)="(?P<line>(?:[^"\\]|\\.)*)")?\n'
    r"(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
CHECK = re.compile(r"^```sh\n\.venv/bin/pytest (.*?)\n```$", re.MULTILINE)
DATA = ("assets/cases", "assets/words", "assets/procedures")
COPIED = ("card_reader", "field_app", "sync", "tests", *DATA)
# A worker of pytest-xdist must not be taken for one of the run within.
ENVIRONMENT = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
LEFT_OUT = shutil.ignore_patterns("__pycache__", "corpus", "screens-*", "*.log")


@dataclass(frozen=True)
class Edit:
    """One block: a new file, or lines behind or in place of one."""

    file: str
    how: str | None
    line: str
    text: str

    def make(self, root: Path) -> None:
        """Do it; the line must stand there exactly once."""
        path = root / self.file
        if self.how is None:
            assert not path.exists(), f"{self.file} is there already"
            path.write_text(self.text, encoding="utf-8")
            return
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (at,) = [number for number, line in enumerate(lines) if line.rstrip("\n") == self.line]
        lines[at : at + 1] = [self.text] if self.how == "replace" else [lines[at], self.text]
        path.write_text("".join(lines), encoding="utf-8")


@dataclass(frozen=True)
class Recipe:
    """A section of the document: its blocks in their order, and what has to be green."""

    title: str
    edits: tuple[Edit, ...]
    checks: tuple[str, ...]

    def said(self, root: Path) -> str:
        """Run the checks in the tree at *root*; return what they say, nothing when all is green."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, *self.checks],
            cwd=root,
            env={**ENVIRONMENT, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode in (0, 1, 2), said
        return said if done.returncode else ""


def recipe_of(section: str) -> Recipe:
    edits = tuple(
        Edit(
            found["file"],
            found["how"],
            (found["line"] or "").replace('\\"', '"'),
            found["text"],
        )
        for found in BLOCK.finditer(section)
    )
    (checks,) = CHECK.findall(section)
    return Recipe(section.splitlines()[0], edits, tuple(checks.removeprefix("-q ").split()))


RECIPES = [recipe_of(section) for section in TEXT.split("\n## ")[1:]]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the recipes touch; the rest of the tree is linked."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=LEFT_OUT)
    for folder in (ROOT, ROOT / "assets"):
        for path in folder.iterdir():
            other = tmp_path / path.relative_to(ROOT)
            if not other.exists() and not path.name.startswith("."):
                other.symlink_to(path)
    return tmp_path


def test_the_document_has_six_recipes_and_no_block_is_passed_over() -> None:
    assert [recipe.title for recipe in RECIPES] == [
        "A kind of question", "A procedure", "A card command", "A screen", "A route", "An error",
    ]  # fmt: skip
    assert sum(len(recipe.edits) for recipe in RECIPES) == TEXT.count(" file=")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_recipe_is_green_whole_and_red_without_its_last_step(recipe: Recipe, tree: Path) -> None:
    *first, last = recipe.edits
    for edit in first:
        edit.make(tree)
    assert recipe.said(tree), "nothing notices that the last step is missing"
    last.make(tree)
    assert recipe.said(tree) == ""
