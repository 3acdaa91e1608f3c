"""The child process that reads a picture for individual numbers: the extra ``[ocr]``.

``python -m field_app.pictures.ocr``. It gets one picture that we encoded ourselves, answers
where numbers stand, and ends: the models take half a second to load and some 450 MB, which no
tablet has to spare between two pictures. What else it read goes nowhere.
"""

import io
import logging
import sys
from typing import Any, Final

from PIL import Image

from field_app.pictures.message import encode
from field_app.pictures.numbers import Line, number_boxes
from sync.limits import MIB, Limits
from sync.picture import LARGEST_JPEG

DONE: Final = b"+"
ABSENT: Final = b"-absent"
LIMITS: Final = Limits(wall_s=60.0, cpu_s=90, memory=4096 * MIB, output=64 * 1024)
READ_SIDE: Final = 1600  # longer pictures cost more and are read no better
THREADS: Final = 2


def main() -> None:
    """Answer where individual numbers stand in the picture on the standard input."""
    LIMITS.apply()
    logging.disable(logging.CRITICAL)
    content = sys.stdin.buffer.read(LARGEST_JPEG + 1)
    reader = _reader()
    if reader is None:
        said = ABSENT
    else:
        image = Image.open(io.BytesIO(content), formats=("JPEG",)).convert("RGB")
        boxes = number_boxes(_lines(reader, image), image.width, image.height)
        said = DONE + encode({"boxes": boxes}, b"")
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()


def _reader() -> Any:
    """Return the engine with the models of its wheel; None where the extra is not installed."""
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return None
    settings = {
        "Global.log_level": "critical",
        "Global.max_side_len": READ_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
    }
    return RapidOCR(params=settings)


def _lines(reader: Any, image: Image.Image) -> list[Line]:
    import numpy

    found = reader(numpy.asarray(image)[:, :, ::-1])  # it wants blue first
    if found.boxes is None:
        return []
    return [
        Line(text, (min(xs), min(ys), max(xs), max(ys)))
        for text, box in zip(found.txts, found.boxes, strict=True)
        for xs, ys in [([float(x) for x, _ in box], [float(y) for _, y in box])]
    ]


if __name__ == "__main__":
    main()
