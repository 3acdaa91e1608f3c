"""照合番号B is typed as the card prints it; what no card prints costs no try."""

from datetime import date

import pytest

from field_app.screens.visit.card_number import ERAS, printed, wrong_in
from field_app.words.words import LANGUAGES, Words

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("era", "birth", "expiry", "wrong"),
    [
        ("showa", "550217", "2035", None),
        ("showa", "620629", "2031", None),
        ("showa", "870629", "2031", "card_step.p_wrong_era"),  # the Western year, from habit
        ("western", "870629", "2031", None),  # a foreign national's card prints it
        ("showa", "640107", "2030", None),  # the last day of 昭和
        ("showa", "640108", "2030", "card_step.p_wrong_era"),
        ("heisei", "010108", "2030", None),
        ("heisei", "310430", "2030", None),
        ("heisei", "310501", "2030", "card_step.p_wrong_era"),
        ("reiwa", "010501", "2030", None),
        ("taisho", "151224", "2030", None),
        ("showa", "151301", "2030", "card_step.p_wrong_day"),
        ("showa", "150132", "2030", "card_step.p_wrong_day"),
        ("showa", "150230", "2030", "card_step.p_wrong_era"),
        ("showa", "150000", "2030", None),  # only the year is known
        ("showa", "550217", "2025", "card_step.p_wrong_expiry"),
        ("showa", "550217", "2026", None),
        ("showa", "550217", "2037", None),
        ("showa", "550217", "2038", "card_step.p_wrong_expiry"),
        ("showa", "5502", "", None),  # not typed to its end
    ],
)
def test_what_no_card_prints_is_said_before_a_try_is_used(
    era: str, birth: str, expiry: str, wrong: str | None
) -> None:
    assert wrong_in(era, birth, expiry, TODAY) == wrong


def test_the_digits_are_read_back_as_the_face_prints_them() -> None:
    words = Words("ja", strict=True)
    shown = printed("showa", "5502172035", TODAY, words)
    assert (shown.birth, shown.expiry) == ("昭和55年02月17日生", "2035年〇月〇日まで有効")
    assert [printed("showa", "5" * n, TODAY, words).field for n in (0, 5, 6, 9, 10, 14)] == [
        *("birth", "birth", "expiry", "expiry", "code", "code")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("era", ERAS)
def test_every_era_is_read_in_every_language(language: str, era: str) -> None:
    assert printed(era, "150302", TODAY, Words(language, strict=True)).birth
