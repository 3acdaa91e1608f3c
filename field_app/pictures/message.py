"""What goes to the child process and comes back: a JSON head of bounded length, then bytes."""

import json
import struct
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sync.picture import LARGEST_FILE as LARGEST_FILE

LENGTH: Final = struct.Struct(">I")
LARGEST_HEAD: Final = 16 * 1024
MOST_BARS: Final = 40
TURNS: Final = (0, 90, 180, 270)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Change:
    """What is done to a picture: mirrored back, turned clockwise, then bars burnt in.

    ``is_mirrored`` says that the camera took it as a mirror shows it. A bar's left, top, right
    and bottom are shares of the turned picture, 0 to 1.
    """

    turn: int = 0
    bars: tuple[Box, ...] = ()
    is_mirrored: bool = False

    def __post_init__(self) -> None:
        if self.turn not in TURNS or len(self.bars) > MOST_BARS:
            raise ValueError("no such change of a picture")
        for left, top, right, bottom in self.bars:
            if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
                raise ValueError("a bar lies in the picture")


@dataclass(frozen=True)
class Prepared:
    """A picture as it may be kept, and what was measured on it."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    is_blurred: bool
    has_glare: bool


def encode(head: dict[str, Any], content: bytes) -> bytes:
    """Return head and content as one message."""
    said = json.dumps(head).encode()
    return LENGTH.pack(len(said)) + said + content


def decode(message: bytes) -> tuple[dict[str, Any], bytes]:
    """Return head and content. ValueError when *message* is none of ours."""
    if len(message) < LENGTH.size:
        raise ValueError("cut off")
    (length,) = LENGTH.unpack_from(message)
    end = LENGTH.size + length
    if length > LARGEST_HEAD or end > len(message):
        raise ValueError("cut off")
    head = json.loads(message[LENGTH.size : end])
    if not isinstance(head, dict):
        raise ValueError("not an object")
    return head, message[end:]


def encode_change(change: Change, content: bytes) -> bytes:
    """Return what the child is asked."""
    return encode(asdict(change), content)


def decode_change(message: bytes) -> tuple[Change, bytes]:
    """Return what the child is asked. ValueError when it is no change of a picture."""
    head, content = decode(message)
    bars = tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in head["bars"])
    return Change(int(head["turn"]), bars, head["is_mirrored"] is True), content


def encode_prepared(found: Prepared) -> bytes:
    """Return what the child answers."""
    head = asdict(found)
    return encode(head, head.pop("jpeg"))


def decode_prepared(message: bytes) -> Prepared:
    """Return what the child answered. ValueError when it is no such answer."""
    head, jpeg = decode(message)
    if not jpeg.startswith(b"\xff\xd8\xff"):
        raise ValueError("no JPEG")
    try:
        return Prepared(
            jpeg,
            int(head["width"]),
            int(head["height"]),
            head["is_blurred"] is True,
            head["has_glare"] is True,
        )
    except (KeyError, TypeError) as odd:
        raise ValueError("a field is missing") from odd
