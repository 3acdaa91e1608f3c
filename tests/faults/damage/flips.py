"""Flips one bit after another in a database at rest, and lets its reader say what came of it."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.kills.stories import write_image

Read = Callable[[Path], str]


@dataclass(frozen=True)
class AtRest:
    """The files of a folder, and who reads them.

    ``read`` returns what came of it, in a word or two; AssertionError when something
    is another content than before and nobody is told.
    """

    files: dict[str, bytes] = field(repr=False)
    database: str
    read: Read

    @property
    def bits(self) -> int:
        return len(self.files[self.database]) * 8


def at_rest(folder: Path, database: str, read: Read) -> AtRest:
    """Keep the files of *folder* in memory."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return AtRest(files, database, read)


def flip_many(store: AtRest, count: int, scratch: Path, seed: int) -> Counter[str]:
    """Flip *count* of its bits, each alone, evenly over the file; return what came of them."""
    outcomes, dice = Counter[str](), random.Random(seed)  # noqa: S311 - no secret
    count = min(count, store.bits)
    for n in range(count):
        low, high = n * store.bits // count, (n + 1) * store.bits // count
        outcomes[flipped(store, dice.randrange(low, high), scratch)] += 1
    return outcomes


def flipped(store: AtRest, bit: int, scratch: Path) -> str:
    """Return what a reader makes of the database with one *bit* flipped."""
    spoilt = bytearray(store.files[store.database])
    spoilt[bit // 8] ^= 1 << bit % 8
    folder = scratch / "flipped"
    write_image(store.files | {store.database: bytes(spoilt)}, folder)
    try:
        return store.read(folder)
    except AssertionError as wrong:
        raise AssertionError(f"bit {bit}: {wrong}") from wrong
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
