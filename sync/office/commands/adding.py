"""Adds one command to the command line, with the arguments that all of them take."""

import argparse
from collections.abc import Callable
from typing import TypeAlias

from sync.office.arguments.office import add_data, add_reception

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run: TypeAlias = Callable[[argparse.Namespace], None]


def add_command(
    commands: Commands, run: Run, *, asks_reception: bool = False, makes_office: bool = False
) -> argparse.ArgumentParser:
    """Add *run* under its own name; its docstring is the help text."""
    command = commands.add_parser(run.__name__.replace("_", "-"), help=run.__doc__)
    command.set_defaults(run=run)
    add_data(command, makes_office=makes_office)
    if asks_reception:
        add_reception(command)
    return command
