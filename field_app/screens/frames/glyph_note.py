"""Say which characters a screen or a paper cannot draw, so that no empty box is silent."""

from collections.abc import Iterable, Sequence

import flet as ft

from field_app.components.notes import InfoNote
from field_app.document.fonts import not_on_screen
from field_app.words.visible import code_points
from field_app.words.words import Words


def screen_note(words: Words, texts: Iterable[str]) -> list[ft.Control]:
    """Return a note where the screen lacks a character of *texts*; nothing where it has all."""
    lacking = not_on_screen(texts)
    text = words("glyphs.p_screen", characters=code_points(lacking))
    return [InfoNote(text)] if lacking else []


def paper_note(words: Words, lacking: Sequence[str]) -> list[ft.Control]:
    """Return a note of the characters that the form will lack; nothing where it has all."""
    text = words("glyphs.p_paper", characters=code_points(lacking))
    return [InfoNote(text)] if lacking else []
