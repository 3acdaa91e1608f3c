"""The child process that reads a picture for individual numbers: the extra ``[ocr]``.

``python -m field_app.pictures.ocr``. It gets one picture that we encoded ourselves, answers
where numbers stand, and ends: the models take half a second to load and some 450 MB, which no
tablet has to spare between two pictures. What else it read goes nowhere.
"""

import io
import logging
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final

from PIL import Image, ImageFilter, ImageOps

from field_app.pictures.message import Box, encode
from field_app.pictures.numbers import Line, in_doubt, is_unsure, number_boxes
from field_app.pictures.quality import is_dark
from sync.limits import MIB, Limits
from sync.picture import LARGEST_JPEG

DONE: Final = b"+"
ABSENT: Final = b"-absent"
UNSURE: Final = b"-unsure"
LIMITS: Final = Limits(wall_s=60.0, cpu_s=90, memory=4096 * MIB, output=64 * 1024)
READ_SIDE: Final = 1600  # longer pictures cost more and are read no better
THREADS: Final = 2


def main() -> None:
    """Answer where individual numbers stand in the picture on the standard input."""
    LIMITS.apply()
    logging.disable(logging.CRITICAL)
    content = sys.stdin.buffer.read(LARGEST_JPEG + 1)
    reader = open_reader()
    said = ABSENT if reader is None else _said(reader, content)
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()


def open_reader(threads: int = THREADS) -> Any:
    """Return the engine with the models of its wheel; None where the extra is not installed."""
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return None
    settings = {
        "Global.log_level": "critical",
        "Global.max_side_len": READ_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
    }
    return RapidOCR(params=settings)


def readings_of(reader: Any, image: Image.Image) -> Iterator[list[Line]]:
    """Yield every line that *reader* finds.

    A dark picture, and one where digits were in doubt, is read once more, smoothed: the grain of
    a camera in the dark is taken for strokes.
    """
    first = _lines(reader, image)
    yield first
    if is_dark(image) or in_doubt(first):
        smooth = image.filter(ImageFilter.GaussianBlur(1))
        yield _lines(reader, ImageOps.autocontrast(smooth, cutoff=1))


def _said(reader: Any, jpeg: bytes) -> bytes:
    """Return where numbers stand, or that nobody can tell and a person has to look."""
    image = Image.open(io.BytesIO(jpeg), formats=("JPEG",)).convert("RGB")
    readings = list(readings_of(reader, image))
    boxes = {box for lines in readings for box in number_boxes(lines, *image.size)}
    if not boxes and is_unsure(readings):
        return UNSURE
    return DONE + encode({"boxes": united(boxes)}, b"")


def united(boxes: Iterable[Box]) -> list[Box]:
    """Return *boxes* with one around those that two readings found of one number."""
    found: list[Box] = []
    for left, top, right, low in sorted(boxes):
        x, y = (left + right) / 2, (top + low) / 2
        place = next(
            (at for at, one in enumerate(found) if one[0] < x < one[2] and one[1] < y < one[3]),
            None,
        )
        if place is None:
            found.append((left, top, right, low))
        else:
            one = found[place]
            found[place] = (
                min(left, one[0]), min(top, one[1]), max(right, one[2]), max(low, one[3])
            )  # fmt: skip
    return found


def _lines(reader: Any, image: Image.Image) -> list[Line]:
    import numpy

    pixels = numpy.asarray(image)[:, :, ::-1]  # it wants blue first
    found = reader(pixels, return_word_box=True, return_single_char_box=True)
    if found.boxes is None:
        return []
    told = found.word_results
    if len(told) != len(found.txts):  # it passed one over; the widths of letters have to do
        told = [()] * len(found.txts)
    return [
        Line(text, _upright(box), tuple(_upright(corners) for _, _, corners in letters))
        for text, box, letters in zip(found.txts, found.boxes, told, strict=True)
    ]


def _upright(corners: Iterable[tuple[float, float]]) -> Box:
    """Return the box around four *corners*, in pixels."""
    xs, ys = zip(*corners, strict=True)
    return float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys))


if __name__ == "__main__":
    main()
