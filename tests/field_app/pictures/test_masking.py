"""The reader of pictures is a process of its own; without it, nobody looked."""

import io
import random
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from field_app.pictures import child, masking, ocr
from field_app.pictures.child import prepare
from field_app.pictures.masking import numbers_in
from field_app.pictures.message import Change, encode
from field_app.pictures.refused import CannotRead
from field_app.platform.assets_folder import assets_folder
from sync.wire.individual_number import is_individual_number
from tests.sync.pictures import file_of, paper

FONT = str(Path(assets_folder()) / "fonts" / "BIZUDPGothic-Regular.ttf")
is_here = find_spec("rapidocr") is not None


def test_without_the_extra_nobody_looked_and_no_process_is_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[str] = []
    monkeypatch.setattr(masking, "find_spec", lambda _: None)
    monkeypatch.setattr(masking, "ask", lambda module, *_: started.append(module))
    assert numbers_in(file_of(paper())) is None
    assert started == []


@pytest.mark.skipif(is_here, reason="the extra [ocr] is installed")
def test_the_child_itself_says_politely_that_the_extra_is_missing() -> None:
    assert child.ask(masking.READER, file_of(paper()), masking.LIMITS) == ocr.ABSENT


@pytest.mark.parametrize(
    "said",
    [
        b"+",
        b"+" + encode({}, b""),
        b"+" + encode({"boxes": [[0, 0, 1]]}, b""),
        b"+" + encode({"boxes": [[0.5, 0, 0.4, 1]]}, b""),
        b"+" + encode({"boxes": [[0, 0, 1.1, 1]]}, b""),
        b"+" + encode({"boxes": [[0, 0, 1, 1]] * 41}, b""),
        b"+" + encode({"boxes": 7}, b""),
        ocr.ABSENT,
        ocr.UNSURE,
    ],
)
def test_an_answer_without_boxes_means_that_a_person_has_to_look(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(masking, "find_spec", lambda _: True)
    monkeypatch.setattr(masking, "ask", lambda *_: said)
    assert numbers_in(b"") is None


def test_two_readings_of_one_number_make_one_bar() -> None:
    one, again, other = (0.48, 0.76, 0.77, 0.83), (0.47, 0.77, 0.76, 0.84), (0.1, 0.1, 0.4, 0.2)
    assert ocr.united([one, again, other]) == [other, (0.47, 0.76, 0.77, 0.84)]


def test_a_reader_that_ends_without_an_answer_is_asked_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = [b"", b"+" + encode({"boxes": [[0, 0, 0.5, 0.1]]}, b"")]

    def ask(*_: object) -> bytes:
        if answer := said.pop(0):
            return answer
        raise CannotRead("killed")

    monkeypatch.setattr(masking, "find_spec", lambda _: True)
    monkeypatch.setattr(masking, "ask", ask)
    assert numbers_in(b"") == ((0, 0, 0.5, 0.1),)


def a_number(dice: random.Random) -> str:
    """Return twelve digits with the right check digit."""
    body = f"{dice.randrange(10**11):011}"
    return next(body + str(last) for last in range(10) if is_individual_number(body + str(last)))


def drawn(text: str, dice: random.Random) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """Return a photographed sheet with *text* among other lines, and where it stands."""
    image = Image.new("RGB", (1600, 1200), (206, 203, 196))
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 40)
    draw.text((120, 100), "見本市　委任状　令和8年11月29日", (30, 30, 30), font)
    draw.text((120, 220), "電話 0977-21-1111　受付 4827-3956-2284", (30, 30, 30), font)
    place = (dice.randrange(100, 900), dice.randrange(400, 1000))
    draw.text(place, text, (25, 25, 25), font)
    box = draw.textbbox(place, text, font)
    return image.filter(ImageFilter.GaussianBlur(dice.uniform(0, 1.2))), tuple(map(int, box))  # type: ignore[return-value]


@pytest.mark.slow
@pytest.mark.skipif(not is_here, reason="the extra [ocr] is not installed")
@pytest.mark.parametrize("seed", range(6))
def test_the_reader_covers_the_number_and_leaves_the_rest(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - it draws papers
    digits = a_number(dice)
    text = dice.choice([digits, f"{digits[:4]} {digits[4:8]} {digits[8:]}"])
    image, place = drawn(text, dice)
    made = prepare(file_of(image))
    boxes = numbers_in(made.jpeg)
    assert boxes is not None
    assert len(boxes) == 1
    masked = Image.open(io.BytesIO(prepare(made.jpeg, Change(0, boxes)).jpeg)).convert("L")
    assert max(masked.crop(place).tobytes()) < 40, "every digit is under the bar"
    assert masked.getpixel((60, 240)) == pytest.approx(204, abs=12)


@pytest.mark.slow
@pytest.mark.skipif(not is_here, reason="the extra [ocr] is not installed")
@pytest.mark.parametrize("text", ["1234 5678 9017", "48273956228", "1234567890184"])
def test_the_reader_covers_no_other_digits(text: str) -> None:
    image, _ = drawn(text, random.Random(7))  # noqa: S311 - it draws papers
    assert numbers_in(prepare(file_of(image)).jpeg) == ()
