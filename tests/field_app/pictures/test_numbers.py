"""Individual numbers among the lines of a picture are covered, and nothing beside them."""

import pytest

from field_app.pictures.numbers import Line, in_doubt, is_unsure, number_boxes

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


def test_a_number_that_stands_upright_is_covered_with_a_digit_more_at_both_ends() -> None:
    ((left, top, right, low),) = number_boxes([Line(GOOD, (500, 100, 540, 600))], *SIZE)
    assert (left, right) == pytest.approx((0.49, 0.55))
    assert (top, low) == pytest.approx((0.05, 0.65))


def test_an_upright_number_that_was_torn_is_one_again() -> None:
    pieces = [Line(GOOD[2:], (500, 180, 540, 600)), Line(GOOD[:2], (498, 100, 538, 184))]
    ((left, top, right, low),) = number_boxes([*pieces, line("住所", 100, 150)], *SIZE)
    assert left < 0.498
    assert right > 0.54
    assert top < 0.1
    assert low > 0.6


def test_the_bar_lies_where_the_reader_says_that_the_digits_stand() -> None:
    """The letters of a label are as wide as the reader found them, not as letters usually are."""
    letters = tuple((at, 100.0, at + 20.0, 140.0) for at in range(100, 420, 20))
    told = Line(f"個人番号{GOOD}", (100, 100, 420, 140), letters)
    ((left, _, right, _),) = number_boxes([told], *SIZE)
    assert (left, right) == pytest.approx(((180 - 24) / 1000, (420 + 24) / 1000))


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        (f"個人番号 {BAD}", True),  # a digit was misread
        ("個人番号：1234 567 9018", True),  # one was lost
        ("個人番号カード 1234 567 9018", False),
        (f"法人番号 {BAD}", False),
        ("個人番号 1234 5678", False),
        (f"番号 {BAD}", False),
        ("マイナンバー 1234-5678-9017", True),
    ],
)
def test_what_the_paper_calls_an_individual_number_is_covered_misread_or_not(
    text: str, is_covered: bool
) -> None:
    assert bool(number_boxes([line(text)], *SIZE)) is is_covered


def frames(digits: str, step: float = 60) -> list[Line]:
    """Return one piece for each of *digits* in frames side by side; a space was not read."""
    return [
        Line(digit, (100 + at * step, 100, 120 + at * step, 140))
        for at, digit in enumerate(digits)
        if digit != " "
    ]


@pytest.mark.parametrize(
    ("digits", "is_covered"),
    [
        (GOOD, True),
        ("12 4567 9018", True),
        ("12ε456789018", True),  # a digit was taken for a letter
        ("12ε4567890ε8", True),
        ("12ε45678901", False),  # eleven frames
        ("1ε23456789012", False),  # thirteen frames
        ("1 345678901 3", False),  # thirteen frames
        ("1234 67890", False),  # ten frames
        ("1    5    01", False),  # hardly anything was read
        (BAD, False),  # all was read, and it is none
    ],
)
def test_of_twelve_frames_with_digits_that_were_lost_all_are_covered(
    digits: str, is_covered: bool
) -> None:
    boxes = number_boxes(frames(digits), *SIZE)
    assert bool(boxes) is is_covered
    if is_covered:
        ((left, _, right, _),) = boxes
        assert left < 0.1
        assert right > 0.78


def test_days_hours_and_telephones_make_no_number_together() -> None:
    """202608240855 has the right check digit."""
    for text in ("2026-08-24 08:55", "2026/08/24 08:55", "0977-21-1111 / 0977-21-1111"):
        assert number_boxes([line(text)], *SIZE) == ()
    assert number_boxes([line("202608240855")], *SIZE) != ()


@pytest.mark.parametrize(
    ("text", "is_doubted"),
    [
        (BAD, True),
        ("1234 567 9018", True),
        (GOOD, False),
        ("0977-21-1111", False),
        ("090-1234-5678", False),
        ("1234567890", False),
        (f"{BAD}3", False),
    ],
)
def test_digits_that_nearly_make_a_number_are_in_doubt(text: str, is_doubted: bool) -> None:
    assert in_doubt([line(text)]) is is_doubted


@pytest.mark.parametrize(
    ("readings", "is_so"),
    [
        (["個人番号", "ＯＧＧてＬＴ"], True),
        (["マイナンバー通知"], True),
        (["法人番号", BAD], False),
        ([BAD], False),
        (["0977-21-1111"], False),
    ],
)
def test_a_paper_that_names_a_number_wants_a_look(readings: list[str], is_so: bool) -> None:
    assert is_unsure([[line(text) for text in readings]]) is is_so


def test_digits_of_a_column_want_a_look() -> None:
    assert is_unsure([[Line("97655", (664, 292, 690, 440))]])
    assert not is_unsure([[Line("見本市", (664, 292, 690, 440))]])


@pytest.mark.parametrize(
    ("digits", "is_so"),
    [
        ("1234 67890", True),  # a digit at each end was lost
        ("ε23456789ε", True),
        (BAD, False),  # all was read, and it is none
        ("123456", False),
    ],
)
def test_frames_that_were_not_read_whole_want_a_look(digits: str, is_so: bool) -> None:
    assert is_unsure([frames(digits)]) is is_so
    assert not is_unsure([[line("1234567890")]]), "digits side by side are in no frames"


def test_two_readings_of_other_digits_want_a_look() -> None:
    one, other = ([line(text)] for text in ("173939444727", "373919444777"))
    assert is_unsure([one, other])
    assert not is_unsure([one, one])
    assert not is_unsure([[line("12345")], [line("12346")]]), "too few digits to matter"


def test_every_number_of_a_line_gets_its_bar_and_none_leaves_the_picture() -> None:
    edge = Line(f"{GOOD} {GOOD}", (0, 0, 1000, 40))
    boxes = number_boxes([edge], *SIZE)
    assert len(boxes) == 2
    assert all(0 <= side <= 1 for box in boxes for side in box)
    assert GOOD not in repr(edge)
