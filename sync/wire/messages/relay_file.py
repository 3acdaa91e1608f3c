"""Writes and reads relay files: sealed applications or receipts, for another tablet or the city.

Frames: a header that names the digest of every frame behind it, so that a file
that was cut off or changed on a USB stick is told before anything is taken.
Nothing in it is readable to whoever carries it.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sync.errors import WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.digest import sha256_hex
from sync.wire.envelope import Envelope
from sync.wire.frames import join_frames, split_frames

MAGIC: Final = b"demado-carry-1\n"
LARGEST: Final = 128 * 1024 * 1024
MOST: Final = 20_000  # frames, the header's own among them


class RelayKind(StrEnum):
    """What a relay file holds, as its header and its name say it."""

    APPLICATIONS = "applications"
    RECEIPTS = "receipts"


@dataclass(frozen=True)
class Load:
    """The content of a relay file: envelopes with their attachments by digest, or receipts."""

    kind: RelayKind
    items: tuple[bytes, ...] = field(repr=False)
    attachments: dict[str, bytes] = field(repr=False, default_factory=dict)


def write_load(load: Load) -> bytes:
    """Return the file's bytes.

    Raises:
        ValueError: more than :func:`read_load` takes.
    """
    frames = [*load.items, *load.attachments.values()]
    header = {
        "kind": load.kind,
        "items": [sha256_hex(item) for item in load.items],
        "attachments": [sha256_hex(content) for content in load.attachments.values()],
    }
    content = MAGIC + join_frames([canonical(header), *frames])
    if len(frames) >= MOST or len(content) > LARGEST:
        raise ValueError("more than one file takes")
    return content


def read_load(content: bytes) -> Load:
    """Return what a file carries, every part of it checked.

    Raises:
        WireError: not such a file, cut off, changed, or an envelope lacks an attachment.
    """
    if not content.startswith(MAGIC) or len(content) > LARGEST:
        raise WireError("not a file of sealed applications")
    frames = split_frames(content[len(MAGIC) :], MOST)
    if not frames:
        raise WireError("the file is empty")
    header = parse_object(frames[0], "carry header")
    kind, items, attached = (header.get(name) for name in ("kind", "items", "attachments"))
    if kind not in list(RelayKind) or not isinstance(items, list) or not isinstance(attached, list):
        raise WireError("the file's header is not ours")
    if [sha256_hex(frame) for frame in frames[1:]] != [*items, *attached]:
        raise WireError("the file was cut off or changed")
    contents = frames[1 + len(items) :]
    kind = RelayKind(kind)
    load = Load(kind, tuple(frames[1 : 1 + len(items)]), dict(zip(attached, contents, strict=True)))
    if kind is RelayKind.APPLICATIONS:
        _refuse_incomplete(load)
    return load


def _refuse_incomplete(load: Load) -> None:
    for item in load.items:
        for blob in Envelope.from_bytes(item).header.blobs:
            attachment = load.attachments.get(blob["sha256"])
            if attachment is None:
                raise WireError("an attachment is not in the file")
            if len(attachment) != blob["len"]:
                raise WireError("an attachment is not as long as its envelope says")
