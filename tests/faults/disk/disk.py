"""What a disk was told to do, and the images it may hold after the power went at any point.

The model is the worst that a file system may do: what was synced stays; of what was not, nothing,
a prefix, or any 512-byte sectors stay; a name that was unlinked without a sync of its folder may
come back. The first sync of a new file makes that file's own name certain, no other.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

SECTOR = 512
Image = dict[str, bytes]


@dataclass(frozen=True)
class Write:
    file: int
    at: int
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Truncate:
    file: int
    size: int


@dataclass(frozen=True)
class Sync:
    file: int


@dataclass(frozen=True)
class Name:
    """From here on *name* is *file*, or nothing."""

    name: str
    file: int | None
    is_certain: bool


@dataclass(frozen=True)
class Mark:
    """What the program may rely on from here on, because a call of its own returned."""

    state: Any = field(repr=False)


Change = Write | Truncate
Op = Change | Sync | Name | Mark


@dataclass
class Cut:
    """One power cut: the disk's image, what had to survive, and what was being done."""

    image: Image = field(repr=False)
    allowed: list[Any] = field(repr=False)
    at: int
    kept: str


@dataclass
class Platter:
    """The certain part of a disk, and what was asked of it since."""

    files: dict[int, bytearray] = field(default_factory=dict)
    names: dict[str, list[int | None]] = field(default_factory=dict)
    pending: list[Change] = field(default_factory=list)

    def take(self, op: Op) -> None:
        """Follow one operation."""
        if isinstance(op, Write | Truncate):
            self.pending.append(op)
        elif isinstance(op, Sync):
            self._sync(op.file)
        elif isinstance(op, Name):
            before = [] if op.is_certain else self.names.get(op.name, [None])
            self.names[op.name] = [*before, op.file]

    def image(self, kept: str, dice: random.Random) -> Image:
        """Return what may be found after a cut here."""
        files = {file: bytearray(content) for file, content in self.files.items()}
        prefix = dice.randint(0, len(self.pending)) if kept == "prefix" else len(self.pending)
        for change in self.pending[:prefix] if kept != "none" else []:
            content = files.setdefault(change.file, bytearray())
            if kept == "prefix":
                apply(content, change)
            else:
                tear(content, change, dice)
        found = {name: dice.choice(files_) for name, files_ in sorted(self.names.items())}
        return {name: bytes(files.get(f, b"")) for name, f in found.items() if f is not None}

    def _sync(self, file: int) -> None:
        content = self.files.setdefault(file, bytearray())
        for change in self.pending:
            if change.file == file:
                apply(content, change)
        self.pending = [change for change in self.pending if change.file != file]
        for name, candidates in self.names.items():
            if candidates[-1] == file:
                self.names[name] = [file]


def apply(content: bytearray, change: Change) -> None:
    """Do all of *change*."""
    if isinstance(change, Truncate):
        size = change.size
        content[:] = content[:size].ljust(size, b"\0")
        return
    end = change.at + len(change.content)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[change.at : end] = change.content


def tear(content: bytearray, change: Change, dice: random.Random) -> None:
    """Do any part of *change*, sector by sector."""
    if isinstance(change, Truncate):
        if dice.random() < 0.5:
            apply(content, change)
        return
    for at in range(0, len(change.content), SECTOR):
        if dice.random() < 0.5:
            sector = change.content[at : at + SECTOR]
            apply(content, Write(change.file, change.at + at, sector))


def cuts(log: list[Op], count: int, seed: int) -> Iterator[Cut]:
    """Cut the power *count* times at random points of *log*, in its order, from its first mark."""
    dice, platter = random.Random(seed), Platter()  # noqa: S311 - no secret
    marks = [(at, op.state) for at, op in enumerate(log) if isinstance(op, Mark)]
    points = sorted(dice.randint(marks[0][0], len(log)) for _ in range(count))
    done = taken = 0
    for point in points:
        for op in log[taken:point]:
            platter.take(op)
        taken = point
        while done + 1 < len(marks) and marks[done + 1][0] < point:
            done += 1
        kept = dice.choice(("none", "prefix", "torn"))
        allowed = [state for _, state in marks[done : done + 2]]
        yield Cut(platter.image(kept, dice), allowed, point, kept)
