"""One row of the tool's table: a command with its help, arguments, work, JSON shape and lines."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from card_reader.tool.terminal.desk import Desk

LONGEST_WAIT_S: Final = 86_400.0

Say = Callable[..., str]


def no_arguments(_: argparse.ArgumentParser) -> None:
    """Add nothing to the arguments that every command has."""


def seconds(text: str) -> float:
    """Return a time that can be waited for: 0 seconds to a day. ArgumentTypeError otherwise."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= LONGEST_WAIT_S:  # not a number is no such number either
        raise argparse.ArgumentTypeError(f"0 - {LONGEST_WAIT_S:.0f}")
    return found


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
        codes: the exit code of each ``verdict`` in its data; 0 for one that is not here.
    """

    name: str
    japanese: str
    english: str
    run: Callable[[Desk, argparse.Namespace], Any]
    shape: Any
    lines: Callable[[Any, Say], Iterator[str]]
    add_arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    codes: Mapping[str, int] = field(default_factory=dict)

    @property
    def help(self) -> str:
        """The line in ``--help``, in both languages."""
        return f"{self.japanese} / {self.english}"

    def exit_code(self, data: Any) -> int:
        """Return the exit code of a run that found *data*."""
        return self.codes.get(data["verdict"], 0) if self.codes else 0
