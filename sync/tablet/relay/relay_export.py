"""Writes the sealed queue into files that another tablet, or the city, takes in.

It needs no key and nobody signed in, so it works on a tablet that was wiped, is
locked, or lost its device secret.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sync.errors import WireError
from sync.tablet.outbox.attachments import all_attachments
from sync.tablet.store.store import Store
from sync.wire.digest import sha256_hex
from sync.wire.envelope import Envelope
from sync.wire.messages.relay_file import LARGEST, MOST, Load, RelayKind, write_load

SUFFIX: Final = "demado"
# A file is closed here, so that a small tablet has the memory to save it and to take it in.
ENOUGH: Final = 32 * 1024 * 1024
LARGEST_ONE: Final = LARGEST - 1024 * 1024  # what one application may need, its file's header aside


@dataclass(frozen=True)
class RelayFile:
    """A file to be saved; its name says the tablet and the time, and nothing of anyone.

    The next one begins behind ``upto``, with ``left`` to go; ``left_out`` were
    damaged on the disk and are in no file.
    """

    name: str
    count: int
    content: bytes = field(repr=False)
    upto: int = 0
    left: int = 0
    left_out: int = 0

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes in hex, as the evidence names it."""
        return sha256_hex(self.content)


@dataclass(frozen=True)
class Sealed:
    """One application with its attachments, every byte as it was sealed."""

    envelope: bytes = field(repr=False)
    attachments: dict[str, bytes] = field(repr=False)

    @property
    def size(self) -> int:
        """The number of bytes, with the attachments."""
        return len(self.envelope) + sum(map(len, self.attachments.values()))


def relay_file(store: Store, device: str, at: datetime, after: int = 0) -> RelayFile:
    """Return what has no durable receipt, from the place *after* on; the queue stays as it is.

    What is stuck or was given up goes with it: the city may still want it.
    """
    items: list[bytes] = []
    attachments: dict[str, bytes] = {}
    upto, size, left_out = after, 0, 0
    with store.atomic():  # the courier settles meanwhile
        rows = store.rows(
            "select seq, id from outbox where sealed is not null and seq > ? order by seq", after
        )
        for seq, id in rows:
            one = _sealed(store, id)
            if one is None:
                left_out += 1
            elif items and not _has_room(len(items) + len(attachments), size, one):
                break
            else:
                items.append(one.envelope)
                attachments |= one.attachments
                size += one.size
            upto = seq
    load = Load(RelayKind.APPLICATIONS, tuple(items), attachments)
    left = sum(seq > upto for seq, _ in rows)
    name = file_name(RelayKind.APPLICATIONS, device, at)
    return RelayFile(name, len(items), write_load(load), upto, left, left_out)


def relay_files(store: Store, device: str, at: datetime) -> Iterator[RelayFile]:
    """Yield the files of the whole queue, one after the other; at least one."""
    file = relay_file(store, device, at)
    yield file
    while file.left:
        file = relay_file(store, device, at, file.upto)
        yield file


def file_name(kind: RelayKind, device: str, at: datetime) -> str:
    """Return the name that a file is offered under."""
    return f"demado-{kind}-{device}-{at:%Y%m%dT%H%M%SZ}.{SUFFIX}"


def _has_room(frames: int, size: int, one: Sealed) -> bool:
    return frames + 1 + len(one.attachments) < MOST and size + one.size <= ENOUGH


def _sealed(store: Store, id: str) -> Sealed | None:
    """Return one application as a file may hold it; None when the disk damaged a part of it."""
    ((envelope, digest),) = store.rows("select sealed, digest from outbox where id = ?", id)
    kept = {one.digest: one.sealed for one in all_attachments(store, id)}
    sealed = Sealed(bytes(envelope), kept)
    if sealed.size > LARGEST_ONE or sha256_hex(sealed.envelope) != digest:
        return None
    try:
        blobs = Envelope.from_bytes(sealed.envelope).header.blobs
    except WireError:
        return None
    wanted = {blob["sha256"] for blob in blobs}
    are_whole = all(sha256_hex(content) == name for name, content in kept.items())
    return sealed if are_whole and wanted <= set(kept) else None
