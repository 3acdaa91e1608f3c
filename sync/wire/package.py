"""Encodes what lies inside the seal: a JSON document and its parts (signed form, signature).

A part of 128 KiB or more lies beside the package, sealed as an attachment; the
package names its place and digest.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from sync.errors import WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.caps import MOST_PARTS, BeyondCaps, refuse_beyond_caps, refuse_size
from sync.wire.digest import sha256_hex

LARGEST: Final = 32 * 1024 * 1024
SMALLEST_BUCKET: Final = 1024
BESIDE_FROM: Final = 128 * 1024
FINE_FROM: Final = 64 * 1024
LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Part:
    """One file of an application."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def is_large(self) -> bool:
        """Whether it is sealed on its own, beside the package."""
        return len(self.content) >= BESIDE_FROM


@dataclass(frozen=True)
class Package:
    """An application as the city opens it."""

    document: dict[str, Any] = field(repr=False)
    parts: tuple[Part, ...] = ()

    def beside(self) -> tuple[Part, ...]:
        """Return the parts that are sealed on their own, in their order."""
        return tuple(part for part in self.parts if part.is_large)

    def part(self, name: str) -> Part:
        """Return the part *name*; KeyError when the application has none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)


def encode_package(package: Package) -> bytes:
    """Return *package* compressed, then padded; without the parts that lie beside it.

    Layout before zlib: u32 length, JSON, the other parts end to end.

    Raises:
        ValueError: more than 32 MiB, or beyond what `sync.wire.caps` allows.
    """
    listed: list[dict[str, Any]] = []
    places = count()
    for part in package.parts:
        digest = sha256_hex(part.content)
        entry = {"name": part.name, "type": part.media_type, "sha256": digest}
        place = {"beside": next(places)} if part.is_large else {}
        listed.append({**entry, **place, "len": len(part.content)})
    head = canonical({"document": package.document, "parts": listed})
    refuse_size(head)
    refuse_beyond_caps(package.document)
    inside = [part.content for part in package.parts if not part.is_large]
    plain = LENGTH.pack(len(head)) + head + b"".join(inside)
    if len(plain) > LARGEST:
        raise ValueError("an application holds at most 32 MiB")
    return pad(zlib.compress(plain, 9))


def pad(content: bytes) -> bytes:
    """Return *content* behind its length, filled up so that the size says little of it.

    To 1, 4, 16, 64 KiB; from there to the next of eight steps between two
    powers of two, which costs an eighth at most.
    """
    whole = LENGTH.pack(len(content)) + content
    return whole.ljust(bucket(len(whole)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what :func:`pad` was given; WireError when it is cut off."""
    return _field(padded, "padded bytes")


def decode_package(padded: bytes, beside: Sequence[bytes] = ()) -> Package:
    """Return the package in *padded* with the opened attachments *beside* it.

    Memory stays below 32 MiB and the attachments.

    Raises:
        WireError: lengths, compression, digests, places or JSON are not as packed.
    """
    plain = _inflate(unpad(padded))
    head_bytes = _field(plain, "document")
    head = _head(head_bytes)
    document, listed = head.get("document"), head.get("parts")
    if not isinstance(document, dict) or not isinstance(listed, list):
        raise WireError("the package lacks its document or its list of parts")
    return Package(document, _parts(listed, plain[LENGTH.size + len(head_bytes) :], beside))


def _head(content: bytes) -> dict[str, Any]:
    """Return the JSON at the front of a package; its size is looked at before it is parsed."""
    try:
        refuse_size(content)
    except BeyondCaps as refused:
        raise WireError("the document is larger than an application's") from refused
    head = parse_object(content, "document")
    if isinstance(head.get("parts"), list) and len(head["parts"]) > MOST_PARTS:
        raise WireError("more parts than an application has")
    return head


def bucket(length: int) -> int:
    """Return the padded size for *length*, see :func:`pad`."""
    size = SMALLEST_BUCKET
    while size < length and size < FINE_FROM:
        size *= 4
    if size >= length:
        return size
    step = 1 << (length.bit_length() - 4)
    return -(-length // step) * step


def _field(content: bytes, what: str) -> bytes:
    if len(content) < LENGTH.size:
        raise WireError(f"{what} is cut off")
    (length,) = LENGTH.unpack_from(content)
    if length > len(content) - LENGTH.size:
        raise WireError(f"{what} is cut off")
    return content[LENGTH.size : LENGTH.size + length]


def _inflate(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(packed, LARGEST + 1)
    except zlib.error as refused:
        raise WireError("the package does not decompress") from refused
    if len(plain) > LARGEST or not inflater.eof:
        raise WireError("the package is too large or cut off")
    return plain


def _parts(listed: list[Any], content: bytes, beside: Sequence[bytes]) -> tuple[Part, ...]:
    parts: list[Part] = []
    at, taken = 0, 0
    for entry in listed:
        try:
            name, media_type = str(entry["name"]), str(entry["type"])
            length, digest = int(entry["len"]), str(entry["sha256"])
        except (KeyError, OverflowError, TypeError, ValueError) as refused:
            raise WireError("a part is described wrongly") from refused
        if "beside" in entry:
            if entry["beside"] != taken or taken >= len(beside):
                raise WireError("an attachment is not at its place")
            piece = beside[taken]
            taken += 1
        else:
            piece = content[at : at + length] if length >= 0 else b""
            at += len(piece)
        if len(piece) != length or sha256_hex(piece) != digest:
            raise WireError("a part is not what its description says")
        parts.append(Part(name, media_type, piece))
    if at != len(content) or taken != len(beside):
        raise WireError("the package holds more than its parts")
    return tuple(parts)
