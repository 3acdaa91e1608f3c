"""The pictures in the chip: a drawn face as JPEG 2000, name and address as PNG."""

import io

from PIL import Image, ImageDraw, ImageFont


def face(seed: int) -> bytes:
    """Return a drawn, monochrome face as a JP2 file of some kB."""
    image = Image.new("L", (240, 320), 225)
    draw = ImageDraw.Draw(image)
    hair = 60 + seed * 37 % 150
    draw.rectangle((30, 250, 210, 320), fill=90)
    draw.ellipse((62, 50, 178, 215), fill=hair)
    draw.ellipse((70, 75, 170, 235), fill=200)
    for x in (97, 143):
        draw.ellipse((x - 8, 140, x + 8, 152), fill=40)
        draw.arc((x - 14, 122, x + 14, 142), 200, 340, fill=60, width=3)
    draw.line((120, 150, 116, 178, 124, 180), fill=120, width=3)
    draw.arc((98, 180, 142, 208), 20, 160, fill=80, width=4)
    out = io.BytesIO()
    image.save(out, "JPEG2000", quality_mode="rates", quality_layers=[8])
    return out.getvalue()


def text(line: str) -> bytes:
    """Return *line* as a small one-bit PNG, as the chip holds name and address."""
    image = Image.new("1", (max(40, 14 * len(line)), 24), 1)
    # The default font has no kanji; what counts here is a real image of the right kind.
    ImageDraw.Draw(image).text((2, 4), f"[{len(line)}]", font=ImageFont.load_default(), fill=0)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
