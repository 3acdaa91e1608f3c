"""Writes a table that ships: its head, then one line an entry."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from sync.wire.content.table import TableHead


def write(path: Path, head: TableHead, lines: Iterable[str]) -> None:
    """Write the table, packed where *path* ends in ``.gz``; equal content gives equal bytes."""
    text = "\n".join((head.to_line(), *lines)) + "\n"
    path.parent.mkdir(exist_ok=True)
    packed = gzip.compress(text.encode(), mtime=0) if path.suffix == ".gz" else text.encode()
    path.write_bytes(packed)
