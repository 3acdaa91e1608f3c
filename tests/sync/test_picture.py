"""A stranger's picture is decoded within bounds, and nothing but its pixels comes out."""

import io

import pytest
from PIL import Image

from sync.picture import LARGEST_FILE, LARGEST_JPEG, LONGEST_SIDE, PictureOdd, decoded, encoded
from tests.sync.pictures import CANARY, bomb, file_of, paper, with_exif

HEIC = b"\0\0\0\x18ftypheic" + bytes(64)


def test_encoded_carries_no_exif_place_comment_or_trailing_bytes() -> None:
    content = with_exif(paper())
    assert CANARY.encode() in content
    made = encoded(decoded(content))
    assert CANARY.encode() not in made
    read = Image.open(io.BytesIO(made))
    assert (read.format, dict(read.getexif())) == ("JPEG", {})
    assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("orientation", "corner"), [(1, 0), (3, 2), (6, 1), (8, 3)])
def test_decoded_stands_upright_as_the_camera_says(orientation: int, corner: int) -> None:
    image = Image.new("RGB", (400, 400), "white")
    image.paste("black", (0, 0, 200, 200))  # clockwise from here: 1, 2, 3
    upright = decoded(with_exif(image, orientation))
    places = [(50, 50), (350, 50), (350, 350), (50, 350)]
    dark = [n for n, place in enumerate(places) if upright.convert("L").getpixel(place) == 0]
    assert dark == [corner]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HEIC, "heic"),
        (b"%PDF-1.7\n", "pdf"),
        (b"GIF89a" + bytes(40), "format"),
        (b"<svg onload='x'/>", "format"),
        (b"", "format"),
        (bomb(), "pixels"),
        (bomb(8000, 8000), "pixels"),
        (file_of(Image.new("RGB", (20, 2000)), "PNG"), "small"),
        (with_exif(paper())[:30_000], "broken"),
        (file_of(paper(), "PNG")[:9000], "broken"),
        (bytes(LARGEST_FILE + 1), "large"),
    ],
)
def test_decoded_refuses_what_is_no_picture_of_ours(content: bytes, why: str) -> None:
    with pytest.raises(PictureOdd) as refused:
        decoded(content)
    assert str(refused.value) == why


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16", "CMYK"])
def test_every_kind_of_pixels_becomes_rgb(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = (
        Image.new("I;16", (90, 90)) if mode == "I;16" else Image.new("L", (90, 90)).convert(mode)
    )
    assert decoded(file_of(image, kind)).mode == "RGB"


def test_what_is_transparent_is_white_paper() -> None:
    clear = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    assert decoded(file_of(clear, "PNG")).getpixel((40, 40)) == (255, 255, 255)


def test_encoded_is_bounded_also_for_noise() -> None:
    noise = Image.effect_noise((3000, 2400), 120).convert("RGB")
    made = encoded(noise)
    assert len(made) <= LARGEST_JPEG
    assert max(Image.open(io.BytesIO(made)).size) <= LONGEST_SIDE
