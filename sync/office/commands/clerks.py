"""The command that adds a clerk of the console."""

import argparse
import sys

from sync.office.arguments.office import office_store
from sync.office.commands.adding import Commands, add_command
from sync.office.console.clerks import Clerks


def add_clerk(options: argparse.Namespace) -> None:
    """Add a clerk; the passphrase is one line of standard input."""
    with office_store(options) as store:
        Clerks(store).add(
            options.id,
            options.name,
            sys.stdin.readline().rstrip("\n"),
            administrator=options.administrator,
        )


def add_to(commands: Commands) -> None:
    """Add the command of clerks."""
    command = add_command(commands, add_clerk)
    command.add_argument("--id", required=True)
    command.add_argument("--name", required=True)
    command.add_argument(
        "--administrator",
        action=argparse.BooleanOptionalAction,
        help="may approve and revoke tablets; the first clerk may",
    )
