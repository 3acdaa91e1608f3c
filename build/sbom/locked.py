"""Reads a lock file: each package with version, the hashes of its files, and who needs it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RUN_TIME: Final = Path("build/requirements.lock")
PACKAGE: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ \\;]+)")
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
NEEDED_BY: Final = re.compile(r"^    # (?:via)? *([A-Za-z0-9._-]+)")


@dataclass(frozen=True)
class Locked:
    """One package of the lock; ``needed_by`` are names, ours among them."""

    name: str
    version: str
    sha256: tuple[str, ...]
    needed_by: tuple[str, ...]


def read_lock(text: str) -> list[Locked]:
    """Return the packages of a lock file as ``uv pip compile`` writes it, sorted by name.

    Raises:
        ValueError: a package has no hash.
    """
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if PACKAGE.match(line):
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    return sorted((_package(lines) for lines in blocks), key=lambda one: one.name)


def _package(lines: list[str]) -> Locked:
    named = PACKAGE.match(lines[0])
    assert named  # noqa: S101 - a block begins with it
    hashes = tuple(sorted(HASH.findall("\n".join(lines))))
    if not hashes:
        raise ValueError(f"{named[1]} is locked without a hash")
    needed_by = (found[1] for line in lines if (found := NEEDED_BY.match(line)))
    return Locked(named[1], named[2], hashes, tuple(sorted(set(needed_by) - {"via"})))
