"""The child process: reads one message, makes the picture fit to be kept, answers and ends.

``python -m field_app.pictures.reader``. Nothing of the picture is written anywhere but to
the pipe: the kernel refuses this process any content of a file.
"""

import sys
from typing import Final

from PIL import Image, ImageDraw

from field_app.pictures.message import (
    Change,
    Prepared,
    decode_change,
    encode_prepared,
)
from field_app.pictures.quality import BLURRED_BELOW, has_glare, sharpness
from sync.limits import MIB, Limits
from sync.picture import LARGEST_FILE, LARGEST_JPEG, LONGEST_SIDE, PictureOdd, decoded, encoded

DONE: Final = b"+"
ODD: Final = b"-"
LARGEST_MESSAGE: Final = LARGEST_FILE + MIB
LIMITS: Final = Limits(wall_s=20.0, cpu_s=15, memory=640 * MIB, output=LARGEST_JPEG + MIB)
TRANSPOSES: Final = {
    90: Image.Transpose.ROTATE_270,  # ours are clockwise
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def prepare(content: bytes, change: Change) -> Prepared:
    """Return the picture in *content*, changed, measured and encoded anew.

    Raises:
        PictureOdd: as :func:`sync.picture.decoded` says.
    """
    image = decoded(content)
    if change.is_mirrored:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if change.turn:
        image = image.transpose(TRANSPOSES[change.turn])
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    draw = ImageDraw.Draw(image)
    for left, top, right, bottom in change.bars:
        place = (left * image.width, top * image.height, right * image.width, bottom * image.height)
        draw.rectangle(place, fill="black")
    is_blurred = sharpness(image) < BLURRED_BELOW
    glare = has_glare(image)
    return Prepared(encoded(image), image.width, image.height, is_blurred, glare)


def main() -> None:
    """Answer one message on the standard streams."""
    LIMITS.apply()
    try:
        change, content = decode_change(sys.stdin.buffer.read(LARGEST_MESSAGE))
        said = DONE + encode_prepared(prepare(content, change))
    except PictureOdd as odd:
        said = ODD + str(odd).encode()
    except MemoryError:
        said = ODD + b"pixels"
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
