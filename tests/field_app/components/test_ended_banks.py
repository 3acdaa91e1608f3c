"""Who looks for a bank that is no more, by name or code, is led to the one that has it now."""

import pytest

from field_app.components.entries.bank_finder import bank_choices
from field_app.components.entries.choices import Choice
from field_app.lookup.tables import own_tables
from field_app.words.words import Words

BANKS = own_tables().banks
WORDS = Words("ja", strict=True)


def cards(text: str) -> dict[str, Choice]:
    """Return what the page offers for *text*; a value that is there twice would fail its page."""
    found = bank_choices(text, BANKS, (), WORDS)
    by_value = {one.value: one for one in found}
    assert len(by_value) == len(found)
    return by_value


@pytest.mark.parametrize(
    ("typed", "ended", "now"),
    [
        (("みちのく", "0118"), "みちのく銀行", "0117"),
        (("ほくえつ", "北越", "0141"), "北越銀行", "0140"),
        (("じゅうはち", "十八", "0180"), "十八銀行", "0181"),
        (("新銀行", "0322"), "新銀行東京", "0137"),
        (("ながの", "長野", "0533"), "長野銀行", "0143"),
        (("ふくほう", "福邦", "0537"), "福邦銀行", "0147"),
        (("ちゅうきょう", "中京", "0544"), "中京銀行", "0542"),
        (("だいさん", "第三", "0546"), "第三銀行", "0154"),
        (("かんさいあーばん", "関西アーバン", "0554"), "関西アーバン銀行", "0159"),
        (("たいしょう", "大正", "0555"), "大正銀行", "0572"),
        (("やちよ", "八千代", "0597"), "八千代銀行", "0137"),
        (("岩沼市", "3647"), "岩沼市農協", "3636"),
    ],
)
def test_an_ended_bank_is_the_card_of_its_successor_that_says_so(
    typed: tuple[str, ...], ended: str, now: str
) -> None:
    successor = BANKS.bank(now)
    assert successor is not None
    assert successor.ended is None
    told = WORDS("components.l_bank_ended", bank=ended, successor=successor.title)
    for text in typed:
        assert cards(text)[now] == Choice(now, successor.title, told), text


def test_two_that_went_into_one_bank_have_one_card() -> None:
    assert cards("岩沼")["3636"].hint
    assert {"3647", "3652"}.isdisjoint(cards("岩沼"))


def test_a_living_bank_says_nothing_of_an_end() -> None:
    assert cards("おおいた")["0183"] == Choice("0183", "大分銀行")
