"""Checks the paths, commands, modules and tests that a text in backticks names.

What cannot be a name in the tree is passed over: patterns (``test_carry*``), placeholders
(``DIR``, ``<id>``, ``…``), addresses, absolute paths, and files that a running program makes.
"""

import ast
import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from tests.house.spans import Span

PACKAGES = ("build", "card_reader", "field_app", "sync", "tests")
TOP_FOLDERS = (*PACKAGES, ".ci", ".github", "assets", "docs")
SKIPPED_FOLDERS = frozenset({".git", ".venv", ".demado", "__pycache__"})
MADE = frozenset({"field_app/_assets"})  # where a wheel has the assets
SUFFIXES = frozenset(
    {".conf", ".css", ".dart", ".html", ".java", ".js", ".lock", ".md", ".py", ".sql", ".toml"}
)
PLACEHOLDER = re.compile(r"[<>*…{}$=?|\[\]\\]|\.\.\.|://|^[/~-]|^\.demado|(^|/)[A-Z_]+(/|$)")
COMMAND = re.compile(r"(python3?|bash|\./\S+) ?")
PYTHON_MODULE = re.compile(r"\bpython3? (?:-\w+ )*-m ([\w.]+)")
SHELL_SCRIPT = re.compile(r"\bbash ([\w.][\w./-]*)")
OWN_SCRIPT = re.compile(r"(?:^|\s)\./([\w./-]+)(?: ([a-z]+))?")
DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
TEST_NAME = re.compile(r"test_\w+?(\.py)?")


class Tree:
    """The files and test functions of the repository at *root*, to look names up."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def mistakes(self, span: Span) -> Iterator[str]:
        """Give what *span* names and the tree does not have, each with the reason."""
        if span.is_link:
            yield from self._links(span)
            return
        if span.is_code or COMMAND.match(span.text):
            yield from self._commands(span.text)
            return
        for token in span.text.split():
            yield from self._tokens(token.strip(",;:()'\""), span)

    @cached_property
    def _paths(self) -> frozenset[str]:
        """Every file and folder, as a path from the root."""
        return frozenset(path.relative_to(self._root).as_posix() for path in _below(self._root))

    @cached_property
    def _endings(self) -> frozenset[str]:
        """Every path once more without its first folders: ``wire/city.py``, ``city.py``."""
        parts = (path.split("/") for path in self._paths)
        return frozenset("/".join(one[start:]) for one in parts for start in range(len(one)))

    @cached_property
    def _tests(self) -> dict[str, set[str]]:
        """The test functions of each file under tests, by its path."""
        tests: dict[str, set[str]] = defaultdict(set)
        for path in self._paths:
            if path.startswith("tests/") and path.endswith(".py"):
                text = (self._root / path).read_text(encoding="utf-8")
                tests[path] |= set(re.findall(r"def (test_\w+)\(", text))
        return tests

    def _links(self, span: Span) -> Iterator[str]:
        target = span.text.partition("#")[0]
        if not target or "://" in target or target.startswith("mailto:"):
            return
        if not (self._root / span.path.parent / target).exists():
            yield f"{span}: no such file beside the document"

    def _commands(self, text: str) -> Iterator[str]:
        for name in PYTHON_MODULE.findall(text):
            if not self._can_run(name):
                yield f"{text}: no module {name} to run"
        scripts = [(path, "") for path in SHELL_SCRIPT.findall(text)]
        for path, word in (*scripts, *OWN_SCRIPT.findall(text)):
            file = self._root / path
            if not file.is_file():
                yield f"{text}: no script {path}"
            elif word and not re.search(rf"\b{word}\b", file.read_text(encoding="utf-8")):
                yield f"{text}: {path} knows no {word}"

    def _can_run(self, name: str) -> bool:
        if name.split(".")[0] not in PACKAGES:
            return importlib.util.find_spec(name.split(".")[0]) is not None
        path = name.replace(".", "/")
        return f"{path}.py" in self._paths or f"{path}/__main__.py" in self._paths

    def _tokens(self, token: str, span: Span) -> Iterator[str]:
        path, _, test = token.partition("::")
        if PLACEHOLDER.search(token):
            return
        if TEST_NAME.fullmatch(token) or test:
            yield from self._named_test(path, test)
        elif DOTTED.fullmatch(token):
            if not self._has_name(token):
                yield f"no {token}"
        elif self._is_path(token, span) and not self._exists(token, span):
            yield f"no {token}"

    def _named_test(self, path: str, test: str) -> Iterator[str]:
        """Look up a function in a file, a file, or whichever of them has the name."""
        inside = [names for at, names in self._tests.items() if f"/{at}".endswith(f"/{path}")]
        if test:
            if not any(test.split("::")[-1] in names for names in inside):
                yield f"no test {path}::{test}"
        elif path.endswith(".py"):
            if not inside:
                yield f"no test file {path}"
        elif not any(path in (*names, Path(at).stem) for at, names in self._tests.items()):
            yield f"no test {path}"

    def _is_path(self, token: str, span: Span) -> bool:
        if "/" not in token:
            return False
        is_folder = span.is_markdown and token.endswith("/")
        is_ours = token.split("/")[0] in TOP_FOLDERS
        return is_folder or is_ours or PurePosixPath(token).suffix in SUFFIXES

    def _exists(self, token: str, span: Span) -> bool:
        """Look below the root, beside the text, and for the end of any path."""
        path = token.removeprefix("./").rstrip("/")
        beside = (span.path.parent / path).as_posix()
        return path in self._endings | MADE or beside in self._paths

    def _has_name(self, dotted: str) -> bool:
        """Tell whether *dotted* is a module, or a name at the top of one."""
        parts = dotted.split(".")
        for count in range(len(parts), 0, -1):
            path = "/".join(parts[:count])
            files = [file for file in (f"{path}.py", f"{path}/__init__.py") if file in self._paths]
            if files or path in self._paths:
                rest = parts[count:]
                return not rest or any(rest[0] in self._top_names(file) for file in files)
        return False

    def _top_names(self, path: str) -> set[str]:
        text = (self._root / path).read_text(encoding="utf-8")
        return {name for node in ast.parse(text).body for name in _bound(node)}


def _bound(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name for alias in names)
        case ast.Assign() | ast.AnnAssign():
            yield from (one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in SKIPPED_FOLDERS:
            continue
        yield path
        if path.is_dir():
            yield from _below(path)
