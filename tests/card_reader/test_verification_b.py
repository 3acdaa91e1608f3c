"""照合番号B has the year of the era, as the face prints it. Source: docs/card.md, PINs."""

import pytest

from card_reader import NotAsPrinted, PinFormat
from card_reader.secrets import verification_b
from card_reader.simulated.persons import BY_KEY, era_year


@pytest.mark.parametrize(
    ("birth", "year"),
    [
        ("19800217", 55), ("19870629", 62), ("19450403", 20), ("19890107", 64), ("19890108", 1),
        ("20190430", 31), ("20190501", 1), ("19261224", 15), ("19261225", 1), ("19120730", 1),
    ],
)  # fmt: skip
def test_mended_29_a_nationals_card_prints_the_era_year(birth: str, year: int) -> None:
    assert era_year(birth) == year


def test_mended_29_practice_cards_hold_what_their_face_prints() -> None:
    assert BY_KEY["taro"].verification_b == "20040320314321"
    assert BY_KEY["long"].verification_b.startswith("680229"), "a foreign national's"


def test_mended_29_a_number_as_printed_is_taken_with_spaces_and_full_width() -> None:
    assert verification_b("55 0217 2035 2285") == b"55021720352285"
    assert verification_b("５５０２１７-2035-2285") == b"55021720352285"
    assert verification_b("15000020304321") == b"15000020304321", "only the year is known"


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("55131720352285", "birth"),
        ("55023220352285", "birth"),
        ("55021719992285", "expiry"),
        ("55021721002285", "expiry"),
    ],
)
def test_mended_29_what_no_card_prints_is_refused_before_it_costs_a_try(
    number: str, part: str
) -> None:
    with pytest.raises(NotAsPrinted) as refused:
        verification_b(number)
    assert refused.value.part == part


@pytest.mark.parametrize("number", ["", "5502172035228", "550217203522850", "5502172035228x"])
def test_another_length_or_letter_is_no_number(number: str) -> None:
    with pytest.raises(PinFormat):
        verification_b(number)
