"""Reads and writes the files that a person names; FileRefused names them back."""

from pathlib import Path
from typing import TypedDict

from card_reader.tool.terminal.desk import FileRefused


class WrittenFile(TypedDict):
    """The path of a file that a command wrote."""

    path: str


def read_file(path: Path) -> bytes:
    """Return what *path* holds. FileRefused when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as refused:
        raise FileRefused(path) from refused


def write_file(path: Path, content: bytes) -> None:
    """Write *content* to *path*. FileRefused when it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as refused:
        raise FileRefused(path) from refused


def refuse_no_folder(path: Path) -> None:
    """Refuse a file whose folder is missing, before anything is presented to the card.

    Raises:
        FileRefused: *path* could not be written after the card has done its work.
    """
    if not path.parent.is_dir():
        raise FileRefused(path)
