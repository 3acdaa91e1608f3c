"""Finds the names of the product that nobody uses, with vulture.

Vulture runs as a program of its own, since in the middle of a run Python 3.11 cannot parse
twice at once (see ``tests/house/modules.py``). The tests and the pages' templates count as users.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.house.modules import PRODUCT

LOOKED_AT = (*PRODUCT, "build", "main.py")
USERS = ("tests",)
LEAST_CONFIDENCE = 60
CALLED_BY_LIBRARIES = (
    "@model_validator",
    "@field_validator",
    "@field_serializer",
    "@pytest.fixture",
)
FINDINGS = 3  # vulture's exit status when it found something
FOUND = re.compile(r"(?P<path>.+?):(?P<line>\d+): (?P<what>[^']+?)(?: '(?P<name>.+)')? \(\d+%")
TEMPLATES = (".html", ".md")
IN_TEMPLATE = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


@dataclass(frozen=True)
class DeadName:
    """A name that is defined and never read."""

    path: str
    line: int
    what: str
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what} {self.name}"


def dead_names(root: Path, users: tuple[str, ...] = USERS) -> tuple[DeadName, ...]:
    """Return what vulture finds in the product of the tree at *root* and no template uses."""
    used = _names_in_templates(root)
    found = map(_parsed, _vulture(root, _present(root, (*LOOKED_AT, *users))))
    return tuple(
        one for one in found if Path(one.path).parts[0] in LOOKED_AT and one.name not in used
    )


def names_for_tests_only(root: Path) -> tuple[DeadName, ...]:
    """Return the names of the product that the tests use and nobody else."""
    dead = set(dead_names(root))
    return tuple(one for one in dead_names(root, users=()) if one not in dead)


def beyond(found: Iterable[DeadName], allowed: Mapping[str, str]) -> tuple[DeadName, ...]:
    """Return those of *found* whose name is not in the allow-list."""
    return tuple(one for one in found if one.name not in allowed)


def stale(found: Iterable[DeadName], allowed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the entries of the allow-list that excuse nothing any more."""
    return tuple(sorted(set(allowed) - {one.name for one in found}))


def _present(root: Path, paths: Iterable[str]) -> list[str]:
    return [path for path in paths if (root / path).exists()]


def _vulture(root: Path, paths: list[str]) -> list[str]:
    """Run vulture in *root*; each line names one finding."""
    options = [
        f"--min-confidence={LEAST_CONFIDENCE}",
        f"--ignore-decorators={','.join(CALLED_BY_LIBRARIES)}",
        "--ignore-names=__*__",
    ]
    command = [sys.executable, "-m", "vulture", *paths, *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode not in (0, FINDINGS):
        raise RuntimeError(f"vulture: {done.stderr or done.stdout}")
    return done.stdout.splitlines()


def _parsed(line: str) -> DeadName:
    match = FOUND.match(line)
    if match is None:
        raise ValueError(f"not a finding of vulture: {line}")
    what = match["what"].removeprefix("unused ")
    return DeadName(Path(match["path"]).as_posix(), int(match["line"]), what, match["name"] or "")


def _names_in_templates(root: Path) -> frozenset[str]:
    """Return the words inside the marks of every Jinja template of the product."""
    texts = (
        path.read_text(encoding="utf-8")
        for package in PRODUCT
        for suffix in TEMPLATES
        for path in root.glob(f"{package}/**/*{suffix}")
    )
    marks = (mark for text in texts for mark in IN_TEMPLATE.findall(text))
    return frozenset(word for mark in marks for word in re.findall(r"\w+", mark))
