"""The receipt number survives the phone: every slip of one digit or neighbours is found."""

from datetime import date

import pytest

from sync.tablet.errors import NumberInvalid
from sync.tablet.outbox.receipt_number import check_number, first_count, make_number
from sync.wire.receipt_number import grouped

NUMBER = make_number(1234, first_count(date(2026, 11, 23)) + 7)


def test_number_has_twelve_digits_without_confusable_ones() -> None:
    assert len(NUMBER) == 12
    assert set(NUMBER) <= set("23456789")


@pytest.mark.parametrize("form", ["{}", " {} ", "{}\n"])
def test_check_takes_what_a_person_types(form: str) -> None:
    assert check_number(form.format(grouped(NUMBER))) == NUMBER
    wide = NUMBER.translate(str.maketrans("23456789", "２３４５６７８９"))
    assert check_number(form.format(wide)) == NUMBER


def test_every_single_wrong_digit_is_found() -> None:
    for place in range(12):
        for digit in set("23456789") - {NUMBER[place]}:
            with pytest.raises(NumberInvalid):
                check_number(NUMBER[:place] + digit + NUMBER[place + 1 :])


def test_every_swap_of_neighbours_is_found() -> None:
    for count in range(300):
        number = make_number(count * 13 % 4096, first_count(date(2026, 5, 1)) + count)
        for place in range(11):
            a, b = number[place], number[place + 1]
            if a != b:
                with pytest.raises(NumberInvalid):
                    check_number(number[:place] + b + a + number[place + 2 :])


def test_numbers_of_a_tablet_never_repeat() -> None:
    assert len({make_number(5, count) for count in range(5000)}) == 5000


@pytest.mark.parametrize("text", ["", "123", "2" * 11, "2" * 13, "ABCDEFGHJKLM"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(NumberInvalid):
        check_number(text)
