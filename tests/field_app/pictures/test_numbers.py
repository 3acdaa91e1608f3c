"""Individual numbers among the lines of a picture are covered, and nothing beside them."""

import pytest

from field_app.pictures.numbers import Line, number_boxes

GOOD, BAD = "123456789018", "123456789017"
SIZE = (1000, 1000)


def line(text: str, left: float = 100, top: float = 100, wide: float = 20) -> Line:
    """Return a line of half-width letters of *wide* pixels, 40 pixels high."""
    return Line(text, (left, top, left + wide * len(text), top + 40))


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "1234 5678 9018",
        "1234-5678-9018",
        "1234 - 5678 - 9018",
        "1234ー5678ー9018",
        "1234　5678　9018",
        "個人番号：1234 5678 9018",
        "１２３４５６７８９０１８",
        "l234 5678 9Ol8",
        f"{GOOD} 氏名",
    ],
)
def test_a_number_is_found_however_it_is_printed(text: str) -> None:
    assert len(number_boxes([line(text)], *SIZE)) == 1


@pytest.mark.parametrize(
    "text",
    [
        BAD,
        "1234 5678 9017",
        f"{GOOD}3",
        f"7{GOOD}",
        "0977-21-1111",
        "1234567890",
        "1234 5678 abcd 9018",
        "1234 5678 ,,,,, 9018",
        "000000000000",
        "2026-11-29 10:15",
        "",
    ],
)
def test_other_digits_stay_readable(text: str) -> None:
    assert number_boxes([line(text)], *SIZE) == ()


def test_the_bar_lies_over_the_number_and_a_letter_more() -> None:
    ((left, top, right, low),) = number_boxes([line(f"name: {GOOD} tel 0977211111")], *SIZE)
    first, last = 100 + 6 * 20, 100 + 18 * 20
    assert left == pytest.approx((first - 24) / 1000)
    assert right == pytest.approx((last + 24) / 1000)
    assert (top, low) == pytest.approx((0.09, 0.15))


def test_letters_of_full_width_push_the_bar_to_its_place() -> None:
    text = f"個人番号{GOOD}"
    ((left, _, right, _),) = number_boxes([Line(text, (0, 0, 400, 20))], *SIZE)
    assert left == pytest.approx((160 - 24) / 1000)
    assert right == pytest.approx((400 + 24) / 1000)


def test_a_number_that_was_torn_into_pieces_is_one_again() -> None:
    pieces = [line("9018", 420), line("1234", 100), line("5678", 260)]
    ((left, _, right, _),) = number_boxes(pieces, *SIZE)
    assert left < 0.1
    assert right > 0.5


def test_pieces_of_other_rows_or_far_away_are_no_number() -> None:
    assert number_boxes([line("1234"), line("5678", top=300), line("9018", top=500)], *SIZE) == ()
    assert number_boxes([line("12345678"), line("9018", left=700)], *SIZE) == ()


def test_of_a_number_that_stands_upright_the_whole_line_is_covered() -> None:
    ((left, top, right, low),) = number_boxes([Line(GOOD, (500, 100, 540, 600))], *SIZE)
    assert (left, right) == pytest.approx((0.5 - 0.048, 0.54 + 0.048))
    assert top < 0.1
    assert low > 0.6


def test_every_number_of_a_line_gets_its_bar_and_none_leaves_the_picture() -> None:
    edge = Line(f"{GOOD} {GOOD}", (0, 0, 1000, 40))
    boxes = number_boxes([edge], *SIZE)
    assert len(boxes) == 2
    assert all(0 <= side <= 1 for box in boxes for side in box)
    assert GOOD not in repr(edge)
