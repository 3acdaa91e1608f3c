"""Writes a table that ships: a line of JSON that says what it is, then one line an entry."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Head:
    """The first line of a table.

    Attributes:
        table: its name.
        as_of: the day (ISO) up to which its source knew everything.
        source: where it comes from, with the version.
        licence: under which its content stands.
    """

    table: str
    as_of: str
    source: str
    licence: str


def write(path: Path, head: Head, lines: Iterable[str]) -> None:
    """Write the table, packed where *path* ends in ``.gz``; equal content gives equal bytes."""
    text = "\n".join((json.dumps(asdict(head), ensure_ascii=False), *lines)) + "\n"
    packed = gzip.compress(text.encode(), mtime=0) if path.suffix == ".gz" else text.encode()
    path.write_bytes(packed)
