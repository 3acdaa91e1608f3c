"""Asks the reader where individual numbers stand in a picture, where there is a reader."""

from importlib.util import find_spec
from typing import Final

from field_app.pictures.child import ask
from field_app.pictures.message import MOST_BARS, Box, decode
from field_app.pictures.refused import CannotRead
from sync.limits import Limits

READER: Final = "field_app.pictures.ocr"
NEEDS: Final = "rapidocr"
LIMITS: Final = Limits(wall_s=60.0, output=64 * 1024)
TRIES: Final = 2


def numbers_in(jpeg: bytes) -> tuple[Box, ...] | None:
    """Return where individual numbers stand in *jpeg*; None where a person has to look. Blocks.

    That is so without a reader, and where the reader cannot tell whether one stands there.
    A reader that ends without an answer, for want of memory or time, is asked once more.
    """
    if find_spec(NEEDS) is None:
        return None
    for _ in range(TRIES):
        try:
            return _boxes(ask(READER, jpeg, LIMITS))
        except (CannotRead, ValueError):
            continue
    return None


def _boxes(said: bytes) -> tuple[Box, ...] | None:
    """Return the boxes of an answer; None where the child had no reader either, or is not sure.

    Raises:
        ValueError: it is none of ours.
    """
    if said[:1] != b"+":
        return None
    head, _ = decode(said[1:])
    try:
        boxes = [(float(a), float(b), float(c), float(d)) for a, b, c, d in head["boxes"]]
    except (KeyError, TypeError) as odd:
        raise ValueError("no list of boxes") from odd
    if len(boxes) > MOST_BARS or not all(map(_lies_in, boxes)):
        raise ValueError("boxes that lie in no picture")
    return tuple(boxes)


def _lies_in(box: Box) -> bool:
    left, top, right, low = box
    return 0 <= left < right <= 1 and 0 <= top < low <= 1
