"""Every form and slip looks as it did when somebody last looked at it."""

from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops

from field_app.document import fonts
from tests.field_app.document.golden_pages import FOLDER, kept, papers, pictures

# Another version of poppler draws the edges of letters a little otherwise: a tile stays as dark.
TILE, SHADE = 4, 45


@pytest.fixture(autouse=True)
def _no_fuller_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "FULLER", ())
    fonts._fuller.cache_clear()
    yield
    fonts._fuller.cache_clear()


def apart(one: Image.Image, other: Image.Image) -> int:
    """Return by how many shades the tile differs that differs most."""
    tiles = (one.width // TILE, one.height // TILE)
    pair = (picture.convert("L").resize(tiles, Image.Resampling.BOX) for picture in (one, other))
    shades = ImageChops.difference(*pair).histogram()
    return max(shade for shade, times in enumerate(shades) if times)


@pytest.mark.parametrize("name", papers())
def test_the_paper_looks_as_it_did(name: str) -> None:
    drawn, golden = pictures(papers()[name]()), kept(name)
    assert len(drawn) == len(golden), "python -m tests.field_app.document.golden_pages"
    for page, file in zip(drawn, golden, strict=True):
        with Image.open(file) as old:
            assert page.size == old.size
            assert apart(page, old) <= SHADE, f"look at {file.name} and renew it"


def test_every_picture_belongs_to_a_paper() -> None:
    assert {file.name.split(".")[0] for file in FOLDER.glob("*.png")} == set(papers())


def test_a_label_over_its_answer_is_seen() -> None:
    with Image.open(kept("form_juminhyo")[0]) as page:
        moved = page.convert("L")
        label, number = moved.crop((40, 178, 66, 188)), moved.crop((106, 178, 132, 188))
        moved.paste(ImageChops.darker(label, number), (106, 178))
        assert apart(page, moved) > SHADE
        assert apart(page, page) == 0
