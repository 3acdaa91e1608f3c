"""Gives a command a line to the key holder, which opens what tablets sealed."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.office.key_holder.client import KeyHolderClient
from sync.office.key_holder.own import CannotHoldKeys, own_key_holder
from sync.office.keys.key_file import OFFICE_FILE, OPENING_FILE
from sync.office.keys.opening_keys import holds_opening_keys


@contextmanager
def key_holder(options: argparse.Namespace) -> Iterator[KeyHolderClient]:
    """Return a line to the key holder, which this process starts unless it has a unit of its own.

    It comes first: the key holder takes the opening keys of an older office out of the file
    that this process reads.
    """
    if options.key_holder is None:
        try:
            with own_key_holder(options.data) as own:
                yield own
        except CannotHoldKeys as refused:
            raise SystemExit(str(refused)) from refused
        return
    if holds_opening_keys(options.data):
        raise SystemExit(
            f"{OFFICE_FILE} holds the opening keys: start once without --key-holder, which parts"
            f" them, and move {OPENING_FILE} to the key holder's folder"
        )
    client = KeyHolderClient(options.key_holder)
    try:
        yield client
    finally:
        client.close()


def add_key_holder(command: argparse.ArgumentParser) -> None:
    """Add the argument that names a key holder with a unit of its own."""
    command.add_argument(
        "--key-holder", type=Path, help="socket of a key holder with a unit of its own"
    )
