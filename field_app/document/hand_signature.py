"""Turn a signature drawn on the screen into a picture for the form."""

import io
import itertools
import math
from typing import Final

from PIL import Image, ImageDraw

Strokes = tuple[tuple[tuple[float, float], ...], ...]
"""Each stroke is a run of points, x and y from 0 to 1 of the pad."""

SIZE: Final = (900, 300)
PEN: Final = 7
SHORTEST: Final = 0.15


class SignatureEmpty(Exception):
    """Nothing, or only a dot, was drawn."""

    message_key = "document.p_signature_empty"


def signature_png(strokes: Strokes) -> bytes:
    """Return the strokes as a PNG with a clear ground. SignatureEmpty when too little is drawn."""
    if drawn_length(strokes) < SHORTEST:
        raise SignatureEmpty
    image = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        points = [(_inside(x) * SIZE[0], _inside(y) * SIZE[1]) for x, y in stroke]
        if len(points) > 1:
            draw.line(points, fill=(0, 0, 0, 255), width=PEN, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def drawn_length(strokes: Strokes) -> float:
    """Return how far the pen went, in widths of the pad."""
    return sum(
        math.dist(one, other) for stroke in strokes for one, other in itertools.pairwise(stroke)
    )


def _inside(value: float) -> float:
    return min(1.0, max(0.0, value))
