"""What lies inside the seal: one JSON document and its parts (the signed form, a signature)."""

import hashlib
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

from sync.wire.canonical import canonical, parse_object
from sync.wire.errors import WireError

LARGEST: Final = 32 * 1024 * 1024
SMALLEST_BUCKET: Final = 1024
LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Part:
    """One file of an application."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Package:
    """An application as the city opens it."""

    document: dict[str, Any] = field(repr=False)
    parts: tuple[Part, ...] = ()

    def part(self, name: str) -> Part:
        """Return the part *name*; KeyError when the application has none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)


def pack(package: Package) -> bytes:
    """Return *package* compressed, then padded to 1, 4, 16, 64 … KiB.

    The padding hides how long an application is; the true length stands in the
    first four bytes. Layout before zlib: u32 length, JSON, parts end to end.

    Raises:
        ValueError: more than 32 MiB.
    """
    listed = [
        {
            "name": part.name,
            "type": part.media_type,
            "len": len(part.content),
            "sha256": hashlib.sha256(part.content).hexdigest(),
        }
        for part in package.parts
    ]
    head = canonical({"document": package.document, "parts": listed})
    plain = LENGTH.pack(len(head)) + head + b"".join(part.content for part in package.parts)
    if len(plain) > LARGEST:
        raise ValueError("an application holds at most 32 MiB")
    packed = zlib.compress(plain, 9)
    whole = LENGTH.pack(len(packed)) + packed
    return whole.ljust(bucket(len(whole)), b"\0")


def unpack(padded: bytes) -> Package:
    """Return the package in *padded*; memory stays below 32 MiB.

    Raises:
        WireError: lengths, compression, digests or JSON are not as packed.
    """
    plain = _inflate(_field(padded, "package"))
    head_bytes = _field(plain, "document")
    head = parse_object(head_bytes, "document")
    document, listed = head.get("document"), head.get("parts")
    if not isinstance(document, dict) or not isinstance(listed, list):
        raise WireError("the package lacks its document or its list of parts")
    return Package(document, _parts(listed, plain[LENGTH.size + len(head_bytes) :]))


def bucket(length: int) -> int:
    """Return the padded size for *length*: 1 KiB times a power of four."""
    size = SMALLEST_BUCKET
    while size < length:
        size *= 4
    return size


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


def _parts(listed: list[Any], content: bytes) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = 0
    for entry in listed:
        try:
            name, media_type = str(entry["name"]), str(entry["type"])
            length, digest = int(entry["len"]), str(entry["sha256"])
        except (KeyError, TypeError, ValueError) as refused:
            raise WireError("a part is described wrongly") from refused
        piece = content[at : at + length] if length >= 0 else b""
        if len(piece) != length or hashlib.sha256(piece).hexdigest() != digest:
            raise WireError("a part is not what its description says")
        parts.append(Part(name, media_type, piece))
        at += length
    if at != len(content):
        raise WireError("the package holds more than its parts")
    return tuple(parts)
