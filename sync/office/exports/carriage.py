"""Lays files into a folder that another network watches (LGWAN): whole, counted, never changed.

A file appears by a rename, and its control file after it: whoever waits for ``….control.json``
finds a whole file. What was laid down stays as it is; another content gets another name.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sync.disk import flush, rename_durably
from sync.office.exports.records import ForAPerson
from sync.wire.digest import sha256_hex
from sync.wire.durably import write_durably

CONTROL: Final = ".control.json"
MOST_NAMES: Final = 1_000


@dataclass(frozen=True)
class CarriedFile:
    """What is laid down together: a name without a person in it, the bytes, and what they hold.

    ``numbers`` are those of the feed. ``total`` is money in yen, 0 in a file that pays nothing.
    """

    name: str
    suffix: str
    content: bytes = field(repr=False)
    numbers: Sequence[int]
    total: int = 0
    left: Sequence[ForAPerson] = ()


@dataclass(frozen=True)
class CarriedStream:
    """What a file that was poured out holds: its length and digest, and what it leaves."""

    size: int
    sha256: str
    numbers: Sequence[int]
    left: Sequence[ForAPerson] = ()


def lay_down(folder: Path, load: CarriedFile, at: datetime) -> Path:
    """Lay a file and its control file down; the same once more changes nothing.

    Returns:
        The file. Where its name is taken by another content, it is a new one, ``…-2`` and so on:
        a correction.

    Raises:
        OSError: the folder refuses; what lies there is whole, and the next call goes on.
        FileExistsError: a thousand other contents have the name.
    """
    digest = sha256_hex(load.content)
    path = _place(folder, load.name, load.suffix, digest)
    if not path.exists():
        write_durably(path, load.content)
    said = CarriedStream(len(load.content), digest, load.numbers, load.left)
    _say(path, said, load.total, at)
    return path


def pour_down(
    folder: Path,
    name: str,
    suffix: str,
    pour: Callable[[Callable[[bytes], object]], CarriedStream],
    at: datetime,
) -> tuple[Path, CarriedStream] | None:
    """Lay a file down that *pour* writes piece by piece; as `lay_down`.

    Returns:
        The file and what it holds; None, and no file, where nothing stands in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{name}{suffix}.partial"
    partial.unlink(missing_ok=True)
    try:
        with partial.open("xb") as file:
            said = pour(file.write)
        if not said.numbers and not said.left:
            return None
        flush(partial)
        path = _place(folder, name, suffix, said.sha256)
        if not path.exists():
            rename_durably(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    _say(path, said, 0, at)
    return path, said


def control_of(said: CarriedStream, name: str, total: int, at: datetime) -> dict[str, Any]:
    """Return what the control file says; who is left to a person stands by number only."""
    return {
        "file": name,
        "count": len(said.numbers),
        "total": total,
        "bytes": said.size,
        "sha256": said.sha256,
        "first": min(said.numbers, default=None),
        "last": max(said.numbers, default=None),
        "made_at": at.isoformat(timespec="seconds"),
        "left_to_a_person": [
            {"n": one.n, "number": one.number, "why": one.why} for one in said.left
        ],
    }


def _say(path: Path, said: CarriedStream, total: int, at: datetime) -> None:
    control = path.with_name(path.name + CONTROL)
    if not control.exists():
        text = json.dumps(control_of(said, path.name, total, at), ensure_ascii=False, indent=1)
        write_durably(control, text.encode())


def _place(folder: Path, name: str, suffix: str, digest: str) -> Path:
    """Return the first place that is free, or that has this very content."""
    for nth in range(1, MOST_NAMES):
        more = f"-{nth}" if nth > 1 else ""
        path = folder / f"{name}{more}{suffix}"
        if not path.exists() or _digest_of(path) == digest:
            return path
    raise FileExistsError(f"{name}{suffix}: too many contents have this name")


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
