"""Looks into the packs that were published: the newest one, and what stood in those before."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sync.office.packs.repository import PackRepository
from sync.wire.content.pack import MANIFEST

LOOKED_AT: Final = 200


@dataclass(frozen=True)
class PublishedPack:
    """One pack: its number, and its files by their paths."""

    number: int
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class EarlierFile:
    """A file as it stood in packs; *first* is the number of the oldest of them."""

    first: int
    digest: str


def newest_pack(repository: PackRepository) -> PublishedPack | None:
    """Return the newest pack; None before the first."""
    targets = repository.targets()
    if targets is None:
        return None
    files = repository.content_of(targets)
    files.pop(MANIFEST)
    return PublishedPack(targets.version, files)


def pack_of(repository: PackRepository, number: int) -> PublishedPack | None:
    """Return the pack of a number; None where there is none, or its files are gone."""
    try:
        files = repository.content_of(repository.targets_of(number))
    except FileNotFoundError:
        return None
    files.pop(MANIFEST)
    return PublishedPack(number, files)


def history_of(repository: PackRepository, path: str) -> list[EarlierFile]:
    """Return each text that a file had, the newest first."""
    found: list[EarlierFile] = []
    for number, digest in _digests(repository, path):
        if found and found[-1].digest == digest:
            found.pop()
        found.append(EarlierFile(number, digest))
    return found


def _digests(repository: PackRepository, path: str) -> Iterator[tuple[int, str]]:
    """Yield number and digest, from the newest pack back; read as JSON, which is cheap."""
    newest = repository.targets()
    for number in range(newest.version if newest else 0, 0, -1)[:LOOKED_AT]:
        file = repository.folder / "metadata" / f"{number}.targets.json"
        if file.is_file():
            target = json.loads(file.read_bytes())["signed"]["targets"].get(path)
            if target is not None:
                yield number, target["hashes"]["sha256"]
