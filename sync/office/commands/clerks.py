"""The commands that add and remove clerks of the console."""

import argparse
import sys

from sync.office.arguments.office import office_store
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.adding import Commands, add_command
from sync.office.console.clerks import ClerkRefused, Clerks
from sync.office.console.passphrase_rules import PassphraseRefused


def add_clerk(options: argparse.Namespace) -> None:
    """Add a clerk or give one a new passphrase: one line of standard input, twelve characters."""
    passphrase = sys.stdin.readline().rstrip("\r\n")
    with office_store(options) as store:
        clerks = Clerks(store, OfficeEvidence.open(store, options.data))
        try:
            clerks.add(options.id, options.name, passphrase, administrator=options.administrator)
        except (ClerkRefused, PassphraseRefused) as refused:
            raise SystemExit(str(refused)) from refused


def remove_clerk(options: argparse.Namespace) -> None:
    """Remove a clerk, but never the last administrator; what they decided keeps their name."""
    with office_store(options) as store:
        try:
            Clerks(store, OfficeEvidence.open(store, options.data)).remove(options.id)
        except ClerkRefused as refused:
            raise SystemExit(str(refused)) from refused


def add_to(commands: Commands) -> None:
    """Add the commands of clerks."""
    command = add_command(commands, add_clerk)
    command.add_argument("--id", required=True)
    command.add_argument("--name", required=True)
    command.add_argument(
        "--administrator",
        action=argparse.BooleanOptionalAction,
        help="may approve and revoke tablets; the first clerk may",
    )
    add_command(commands, remove_clerk).add_argument("--id", required=True)
