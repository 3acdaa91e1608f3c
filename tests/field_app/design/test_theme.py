"""Every text of the residents' side keeps a contrast of 7:1 (WCAG 2.2 AAA 1.4.6)."""

import pytest

from field_app.design.theme import Colour

PAPERS = (Colour.WHITE, Colour.RESIDENT_PAPER)
INKS = (
    Colour.TEXT,
    Colour.TEXT_STRONG,
    Colour.TEXT_SUB,
    Colour.PRIMARY,
    Colour.NAVY,
    Colour.ERROR,
)
PAIRS = [
    *((ink, paper) for ink in INKS for paper in PAPERS),
    (Colour.TEXT, Colour.PRIMARY_PALE),
    (Colour.TEXT_STRONG, Colour.PRIMARY_PALE),
    (Colour.NAVY, Colour.PRIMARY_PALE),
    (Colour.PRIMARY, Colour.PRIMARY_PALE),
    (Colour.WHITE, Colour.PRIMARY),
    (Colour.WHITE, Colour.ERROR),
    (Colour.WHITE, Colour.NAVY),
    (Colour.NAVY, Colour.FOCUS_HALO),
    (Colour.ERROR, Colour.ERROR_PALE),
    (Colour.SUCCESS, Colour.SUCCESS_PALE),
    (Colour.WARNING, Colour.WARNING_PALE),
]


def brightness(colour: str) -> float:
    """Return the relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((brightness(one), brightness(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_text_keeps_seven_to_one(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 7
