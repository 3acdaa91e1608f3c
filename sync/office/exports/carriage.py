"""Lays files into a folder that another network watches (LGWAN): whole, counted, never changed.

A file appears by a rename, and its control file after it: whoever waits for ``….control.json``
finds a whole file. What was laid down stays as it is; another content gets another name.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

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
    content: bytes
    numbers: Sequence[int]
    total: int = 0
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
    path = _place(folder, load)
    if not path.exists():
        write_durably(path, load.content)
    control = path.with_name(path.name + CONTROL)
    if not control.exists():
        said = json.dumps(control_of(load, path.name, at), ensure_ascii=False, indent=1)
        write_durably(control, said.encode())
    return path


def control_of(load: CarriedFile, name: str, at: datetime) -> dict[str, Any]:
    """Return what the control file says; who is left to a person stands by number only."""
    return {
        "file": name,
        "count": len(load.numbers),
        "total": load.total,
        "bytes": len(load.content),
        "sha256": sha256_hex(load.content),
        "first": min(load.numbers, default=None),
        "last": max(load.numbers, default=None),
        "made_at": at.isoformat(timespec="seconds"),
        "left_to_a_person": [
            {"n": one.n, "number": one.number, "why": one.why} for one in load.left
        ],
    }


def _place(folder: Path, load: CarriedFile) -> Path:
    """Return the first place that is free, or that has this very content."""
    for nth in range(1, MOST_NAMES):
        more = f"-{nth}" if nth > 1 else ""
        path = folder / f"{load.name}{more}{load.suffix}"
        if not path.exists() or path.read_bytes() == load.content:
            return path
    raise FileExistsError(f"{load.name}{load.suffix}: too many contents have this name")
