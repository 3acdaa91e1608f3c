"""The readings of an application are what its answers hold in kana alone."""

from sync.office.parsing.readings import LONGEST, MOST, readings_of


def test_readings_are_the_answers_in_kana() -> None:
    values = [
        "見本　髙子", "ミモト　タカコ", "yes", 3, None, "ー", "",
        {"family_kana": "ｱﾅﾝ", "given_kana": "さち", "family": "阿南"},
        {"bank": "大分銀行", "number": "0123456", "holder_kana": "ﾐﾓﾄ ﾀｶｺ"},
    ]  # fmt: skip
    document = {"answers": [{"value": value} for value in values]}
    assert readings_of(document) == ["ミモト タカコ", "アナン さち"]


def test_readings_are_few_and_short_however_many_a_tablet_seals() -> None:
    many = [{"value": chr(0x30A1 + n) * 900} for n in range(80)]
    found = readings_of({"answers": many})
    assert (len(found), {len(one) for one in found}) == (MOST, {LONGEST})
    assert readings_of({}) == readings_of({"answers": [{"label": "氏名"}]}) == []
