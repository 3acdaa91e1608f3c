"""Adds the arguments that most commands share, and opens what they name."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from sync.office.keys.column_keys import column_cipher
from sync.office.keys.key_file import OFFICE_FILE
from sync.office.keys.keys import load_signing_keys
from sync.office.line.client import OfficeClient
from sync.office.store.store import OfficeStore

DATABASE: Final = "office.db"

Line = TypeVar("Line", bound=OfficeClient)


def add_data(command: argparse.ArgumentParser, *, makes_office: bool = False) -> None:
    """Add the folder of the office's data and the address of its database.

    Only a command that *makes_office* takes a folder that is none yet.
    """
    command.add_argument(
        "--data", type=any_folder if makes_office else office_folder, required=True
    )
    command.add_argument("--database", help="PostgreSQL URL; else a SQLite file")


def any_folder(text: str) -> Path:
    """Return the folder that *text* names, there or not yet, or end the program: it is a file."""
    folder = Path(text)
    if any(path.exists() and not path.is_dir() for path in (folder, *folder.parents)):
        raise SystemExit(f"{folder} can be no folder: a file lies there. Is --data right?")
    return folder


def office_folder(text: str) -> Path:
    """Return the folder that *text* names, or end the program where no office was made in it.

    Commands that open an office make its database and its log's key where they are missing: a
    mistyped folder would become an empty office.
    """
    folder = Path(text)
    if not any((folder / name).is_file() for name in (OFFICE_FILE, DATABASE)):
        raise SystemExit(
            f"{folder} is no office: it has neither {OFFICE_FILE} nor {DATABASE}. Nothing was"
            " written. Is --data right? `init` makes an office, `escrow-restore` gives one its"
            " lost keys again."
        )
    return folder


def add_reception(command: argparse.ArgumentParser) -> None:
    """Add the reception's address and the file of its certificate authority."""
    command.add_argument("--reception", required=True, help="https address")
    command.add_argument("--ca", type=Path, required=True)


def database_of(options: argparse.Namespace) -> str:
    """Return what ``--database`` names, or ``OFFICE_DATABASE_URL``, or the file of ``--data``."""
    named = options.database or os.environ.get("OFFICE_DATABASE_URL")
    return named or str(options.data / DATABASE)


@contextmanager
def office_store(options: argparse.Namespace) -> Iterator[OfficeStore]:
    """Open the office's database, see `database_of`, while the block runs."""
    store = OfficeStore.open(database_of(options))
    store.cipher = column_cipher(options.data)
    try:
        yield store
    finally:
        store.close()


def open_line(options: argparse.Namespace, kind: type[Line]) -> Line:
    """Return a client of the reception with the office's own token; the caller closes it."""
    token = load_signing_keys(options.data).office_token
    return kind(options.reception, options.ca, token)
