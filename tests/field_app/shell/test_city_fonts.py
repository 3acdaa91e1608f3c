"""A language of the city's content is drawn with the font that it brings along."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from field_app.content.edition import built_in
from field_app.flow.base.services import Services
from field_app.flow.kept.editions import Editions
from field_app.served.hand_out import HandOutStore
from field_app.shell.app import fonts_of_city
from field_app.words.words import Words
from tests.field_app.flow.test_witness import opened, parts
from tests.field_app.translation.small_city import make_city

__all__ = ["parts"]

FONT = b"\x00\x01\x00\x00 letters"


def content_of(folder: Path) -> Editions:
    """Return the editions of a tablet whose content has the words of *folder*."""
    words = cache(lambda language: Words(language, over=folder / "words"))
    return Editions(replace(built_in(), words=words), None, dict)


def test_the_citys_fonts_have_addresses_that_outlive_a_visit(
    parts: Services, tmp_path: Path
) -> None:
    city = make_city(tmp_path)
    (city / "languages/la/font.ttf").write_bytes(FONT)
    app = opened(replace(parts, editions=content_of(city)))
    fonts = fonts_of_city(app)
    assert [*fonts] == ["Demado la"], "those of the app are in its assets"
    assert isinstance(parts.hand_out, HandOutStore)
    parts.hand_out.clear()
    found = parts.hand_out.get(fonts["Demado la"])
    assert found is not None
    assert (found.content, found.media_type) == (FONT, "font/ttf")
    assert fonts_of_city(app) == fonts
