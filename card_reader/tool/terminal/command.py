"""One row of the tool's table: a command with its help, arguments, work, JSON shape and lines."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from card_reader.tool.terminal.desk import Desk

Say = Callable[..., str]


def no_arguments(_: argparse.ArgumentParser) -> None:
    """Add nothing to the arguments that every command has."""


@dataclass(frozen=True)
class ToolCommand:
    """Everything that the tool knows of one command.

    Attributes:
        name: as it is typed.
        japanese, english: its line in ``--help``.
        run: does the work and returns the data, of *shape*; None when it printed them itself.
        shape: the type of what ``--json`` prints; ``watch`` prints one a line.
        lines: turns such data into lines for a person, with a function that says a text key.
        add_arguments: adds the command's own arguments to its parser.
    """

    name: str
    japanese: str
    english: str
    run: Callable[[Desk, argparse.Namespace], Any]
    shape: Any
    lines: Callable[[Any, Say], Iterator[str]]
    add_arguments: Callable[[argparse.ArgumentParser], None] = no_arguments

    @property
    def help(self) -> str:
        """The line in ``--help``, in both languages."""
        return f"{self.japanese} / {self.english}"
