"""``python -m sync.office``: make an office, enrol tablets, add clerks, and run it."""

import argparse

from sync.errors import SyncError
from sync.office.audit import verify
from sync.office.commands import (
    backup,
    bulk,
    clerks,
    exporting,
    keeping,
    keys,
    locking,
    mail,
    procedures,
    providing,
    serving,
    staff,
    tablets,
    tokens,
    webhooks,
)
from sync.office.lost_tablet import command as lost_tablet
from sync.office.packs import publish
from sync.private_memory import keep_memory_private


def main() -> None:
    """Run the command that the arguments name; a refusal is one sentence and exit code 1."""
    keep_memory_private()
    options = parser().parse_args()
    try:
        options.run(options)
    except SyncError as refused:
        raise SystemExit(f"{type(refused).__name__}: {refused}") from refused


def parser() -> argparse.ArgumentParser:
    """Return the office's whole command line."""
    made = argparse.ArgumentParser(prog="python -m sync.office", description=__doc__)
    commands = made.add_subparsers(required=True)
    concerns = (
        *(keys, locking, clerks, staff, tablets, serving, backup, bulk, exporting, mail),
        procedures,
        keeping,
        tokens,
        webhooks,
        providing,
    )
    for concern in concerns:
        concern.add_to(commands)
    for name, area in (("publish", publish), ("log", verify), ("lost-tablet", lost_tablet)):
        area.fill(commands.add_parser(name, help=area.SUMMARY, description=area.__doc__))
    return made
