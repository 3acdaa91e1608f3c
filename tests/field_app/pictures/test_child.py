"""A stranger's picture is parsed in a process with limits; what it says of itself stays there."""

import io
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from field_app.pictures import child, reader
from field_app.pictures.child import prepare
from field_app.pictures.message import Change, Prepared, decode_prepared, encode, encode_prepared
from field_app.pictures.quality import has_glare, is_dark, sharpness
from field_app.pictures.refused import CannotRead, PictureRefused
from sync.limits import Limits
from sync.picture import LARGEST_JPEG
from tests.sync.pictures import CANARY, bomb, file_of, paper, with_exif

QUICK = Limits(wall_s=1.5, output=1000)


def test_prepare_returns_an_upright_jpeg_without_what_the_camera_wrote() -> None:
    made = prepare(with_exif(paper(), orientation=6))
    assert (made.width, made.height) == (1600, 1200)
    assert made.jpeg.startswith(b"\xff\xd8\xff")
    assert len(made.jpeg) <= LARGEST_JPEG
    assert CANARY.encode() not in made.jpeg
    assert (made.is_blurred, made.has_glare) == (False, False)
    assert "jpeg" not in repr(made)


def test_prepare_turns_clockwise_and_burns_bars_into_the_turned_picture() -> None:
    image = Image.new("RGB", (400, 200), "white")
    image.paste((0, 0, 255), (0, 0, 60, 60))  # top left; a quarter later top right
    made = prepare(file_of(image, "PNG"), Change(90, ((0.0, 0.5, 0.5, 1.0),)))
    read = Image.open(io.BytesIO(made.jpeg))
    assert read.size == (200, 400)
    assert read.getpixel((180, 20)) == pytest.approx((0, 0, 255), abs=9)
    assert read.getpixel((50, 300)) == pytest.approx((0, 0, 0), abs=9)
    assert read.getpixel((150, 300)) == pytest.approx((255, 255, 255), abs=9)


def test_a_mirrored_picture_is_turned_back_before_all_else() -> None:
    image = Image.new("RGB", (400, 200), "white")
    image.paste("black", (0, 0, 60, 60))
    made = prepare(file_of(image, "PNG"), Change(90, is_mirrored=True))
    read = Image.open(io.BytesIO(made.jpeg)).convert("L")
    assert read.getpixel((180, 380)) == 0, "top right first, a quarter later low right"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(64), "heic"),
        (b"%PDF-1.7\n", "pdf"),
        (b"GIF89a", "format"),
        (bomb(), "pixels"),
        (file_of(paper())[:20_000], "broken"),
    ],
)
def test_prepare_refuses_with_words_for_each_reason(content: bytes, why: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        prepare(content)
    assert refused.value.message_key == f"pictures.p_{why}"


@pytest.mark.parametrize(("radius", "is_blurred"), [(0, False), (1, False), (4, True), (9, True)])
def test_blur_is_told_where_reading_breaks(radius: int, is_blurred: bool) -> None:
    blurred = paper().filter(ImageFilter.GaussianBlur(radius))
    assert prepare(file_of(blurred)).is_blurred is is_blurred


def test_glare_is_told_and_white_paper_is_none() -> None:
    burnt = paper().copy()
    burnt.paste("white", (300, 300, 700, 700))
    assert has_glare(burnt)
    assert not has_glare(paper())
    assert not has_glare(Image.new("RGB", (1200, 1600), "white"))
    assert sharpness(Image.new("RGB", (64, 4000))) == 0


def test_a_picture_is_dark_when_its_paper_is() -> None:
    assert not is_dark(paper())
    assert is_dark(paper().point(lambda level: level // 3))
    spot = paper().point(lambda level: level // 3)
    spot.paste("white", (10, 10, 60, 60))
    assert is_dark(spot), "a lamp in a corner lights no paper"


def module(folder: Path, text: str) -> str:
    """Write a child of our own; it is found because *folder* is on the path."""
    (folder / "odd_child.py").write_text(text, encoding="utf-8")
    return "odd_child"


@pytest.mark.parametrize(
    "text",
    [
        "import time; time.sleep(60)",
        "raise SystemExit(7)",
        "import sys; sys.stdout.buffer.write(b'+' * 5000)",
        "import os; os.kill(os.getpid(), 9)",
    ],
)
def test_a_child_that_hangs_dies_or_talks_too_much_is_gone_with_words(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CannotRead):
        child.ask(module(tmp_path, text), b"x" * 100_000, QUICK)


def test_no_answer_but_a_jpeg_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that was taken over says what it likes."""
    for said in (
        b"+",
        b"+\0\0\0\x02{}<html>",
        b"+" + encode({"width": 1}, b"\xff\xd8\xff"),
        b"-\0",
    ):
        monkeypatch.setattr(child, "ask", lambda *_, said=said: said)
        with pytest.raises(PictureRefused) as refused:
            prepare(b"")
        assert refused.value.message_key == "pictures.p_broken"


def test_where_no_interpreter_is_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/Demado/demado")
    assert not child.can_prepare()
    with pytest.raises(CannotRead):
        prepare(file_of(paper()))


def test_the_child_can_write_no_file_and_has_its_memory_bounded() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import resource as r, field_app.pictures.reader as reader; reader.LIMITS.apply();"
            "print(r.getrlimit(r.RLIMIT_FSIZE), r.getrlimit(r.RLIMIT_AS))",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert said.stdout.startswith("(0, 0) (")
    assert str(resource.RLIM_INFINITY) not in said.stdout


def test_a_message_comes_back_as_it_was_and_a_cut_one_is_refused() -> None:
    made = Prepared(b"\xff\xd8\xff1", 4, 3, is_blurred=True, has_glare=False)
    message = encode_prepared(made)
    assert decode_prepared(message) == made
    for cut in range(len(message) - 1):
        with pytest.raises(ValueError, match=r"."):
            decode_prepared(message[:cut])


@pytest.mark.parametrize("turn", [1, -90, 360])
def test_no_other_turn_is_asked(turn: int) -> None:
    with pytest.raises(ValueError, match="no such change"):
        Change(turn)


@pytest.mark.parametrize("bar", [(0, 0, 0, 1), (0.5, 0, 0.4, 1), (0, 0, 1.1, 1), (-0.1, 0, 1, 1)])
def test_a_bar_lies_in_the_picture(bar: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="a bar"):
        Change(0, (bar,))


def test_prepare_in_the_child_is_the_readers() -> None:
    content = file_of(paper())
    assert prepare(content) == reader.prepare(content, Change())
