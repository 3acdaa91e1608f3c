"""An individual number is found however it is written; other numbers are left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire.individual_number import has_individual_number, is_individual_number, texts_in
from sync.wire.receipt_number import check_value, is_receipt_number

GOOD = ("123456789018", "983205673214")
# domain_japan.md d-1; the last two only pass because a rest of 0 and of 1 both give 0.
WRONG = ("123456789012", "983205673210", "111111111111", "000000000000")
BETWEEN = (" ", "　", "-", "－", "ー", "・", ".", ",", "\n", " - ", "/", "\u200b", "‐")
digits = st.text("0123456789", min_size=11, max_size=11)


def checked(eleven: str) -> str:
    """Return twelve digits with the right last one."""
    (found,) = [eleven + last for last in "0123456789" if is_individual_number(eleven + last)]
    return found


@pytest.mark.parametrize("number", GOOD)
@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("size", [1, 3, 4, 6, 12])
def test_mended_20_signs_between_the_digits_hide_no_number(
    number: str, between: str, size: int
) -> None:
    groups = between.join(number[at : at + size] for at in range(0, 12, size))
    for text in (groups, f"番号は{groups}です", f"電話 0977-21-1111、{groups}"):
        assert has_individual_number(text)
        assert has_individual_number(text.translate({ord("0") + n: 0xFF10 + n for n in range(10)}))


@pytest.mark.parametrize(
    "text",
    [
        "一二三四五六七八九〇一八",
        "一二三四　五六七八　九零一八",
        "①②③④⑤⑥⑦⑧⑨⓪①⑧",
        "壱弐参四五六七八九〇一八",
        "١٢٣٤٥٦٧٨٩٠١٨",
        "１２三四5678-9018",
    ],
)
def test_mended_20_digits_of_every_kind_are_digits(text: str) -> None:
    assert has_individual_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *WRONG,
        "1234567890180",  # thirteen
        "0977-21-1111",
        "090-1234-5678",
        "2026-11-28 09:30",
        "見本市1丁目2番3号",
        "口座 1234567、支店 001",
        "12345678 個 9018",
        "1234個5678枚9018",
        "3の21の4",
        "",
    ],
)
def test_mended_20_other_numbers_are_left_alone(text: str) -> None:
    assert not has_individual_number(text)


@pytest.mark.parametrize(
    "between",
    [
        *"〜～＿→()「」”+=*×&%\\¥<>…‥",
        "\u3164",
        "\uffa0",
        "\u2800",
        "\u00ad",
        " \u3164 ",
        "\r\n",
        " " * 16,
    ],
)
def test_mended_20_no_sign_between_the_digits_hides_a_number(between: str) -> None:
    for number in GOOD:
        groups = between.join(number[at : at + 4] for at in range(0, 12, 4))
        assert has_individual_number(f"番号は{groups}です")


def test_mended_20_a_number_in_filled_circles_is_found() -> None:
    assert has_individual_number("❶❷❸❹❺❻❼❽❾⓿❶❽")


@pytest.mark.parametrize("between", ["の", "と", "a", " ノ ", "に"])
@pytest.mark.parametrize("size", [1, 3, 4])
def test_one_letter_between_the_groups_hides_no_number(between: str, size: int) -> None:
    for number in GOOD:
        groups = between.join(number[at : at + size] for at in range(0, 12, size))
        assert has_individual_number(f"番号は{groups}です")


@pytest.mark.parametrize("last", "0123456789")
@pytest.mark.parametrize(
    "text",
    [
        "(0977)21-111{} (090)1234-5678",
        "見本市2-3 (0977)21-111{}",
        "+81-90-1234-567{}",
        "2026/11/28〜2026/12/0{}",
        "2026-11-28 09:30〜17:3{}",
        "11/28 9:30〜12:00 13:00〜17:3{}",
    ],
)
def test_mended_20_days_hours_and_telephones_beside_each_other_are_left_alone(
    text: str, last: str
) -> None:
    """With each last digit: one in eleven would pass by chance."""
    assert not has_individual_number(text.format(last))


@given(digits.filter(lambda text: text != "0" * 11), st.sampled_from(BETWEEN))
def test_mended_20_every_number_is_found(eleven: str, between: str) -> None:
    number = checked(eleven)
    day = number[:2] in ("19", "20")
    if day:  # 4-2-2 with a year first is a day and its hour; whole it is found all the same
        assert has_individual_number(number)
        return
    assert has_individual_number(between.join((number[:4], number[4:6], number[6:])))


@given(st.text())
def test_mended_20_no_text_is_too_odd(text: str) -> None:
    assert has_individual_number(text) in (True, False)
    assert not has_individual_number(unicodedata.normalize("NFKC", "あ" + text[:5]))


def test_mended_20_a_receipt_number_may_stand_where_clerks_write() -> None:
    both = next(
        number
        for head in range(22222222222, 22222299999)
        if set(eleven := str(head)) <= set("23456789")
        and is_receipt_number(number := eleven + str(check_value([int(c) - 2 for c in eleven]) + 2))
        and is_individual_number(number)
    )
    assert has_individual_number(both)
    assert not has_individual_number(both, receipts=True)
    assert has_individual_number(GOOD[0], receipts=True)


def test_mended_20_every_text_of_a_document_is_looked_at() -> None:
    assert list(texts_in({"a": ["x", {"b": "y"}, 1, None], "c": ("z",)})) == ["x", "y", "z"]
