"""Joins byte strings into one, each behind its u32 big-endian length, and splits them."""

import struct
from collections.abc import Iterable
from typing import Final

from sync.errors import WireError

LENGTH = struct.Struct(">I")
MOST_FRAMES: Final = 256


def join_frames(frames: Iterable[bytes]) -> bytes:
    """Return *frames* end to end, each behind its length."""
    return b"".join(LENGTH.pack(len(frame)) + frame for frame in frames)


def split_frames(content: bytes, most: int = MOST_FRAMES) -> list[bytes]:
    """Return the frames of *content*.

    Raises:
        WireError: a length that leads past the end, or more than *most* frames.
    """
    frames: list[bytes] = []
    at = 0
    while at < len(content):
        if len(frames) == most:
            raise WireError(f"more than {most} frames")
        if at + LENGTH.size > len(content):
            raise WireError("a frame is cut off")
        (length,) = LENGTH.unpack_from(content, at)
        at += LENGTH.size
        if at + length > len(content):
            raise WireError("a frame is cut off")
        frames.append(content[at : at + length])
        at += length
    return frames
