"""A clerk reads what an application costs."""

import re
from typing import Any

import pytest

from sync.office.console.pages import TEMPLATES
from sync.office.parsing.shape import shown_of

PART = TEMPLATES.get_template("applications/fee.html")


def shown(**document: Any) -> str:
    return re.sub(r"<[^>]*>|\s", "", PART.render(document=shown_of(document)))


def test_the_sum_is_shown_with_what_multiplies_it() -> None:
    text = shown(fee={"unit": 300, "times": 3, "total": 900})
    assert "手数料：300円×3＝900円" in text
    assert "手数料：1,000円" in shown(fee={"unit": 1000, "times": None, "total": 1000})


def test_an_older_application_says_nothing() -> None:
    assert shown() == ""


@pytest.mark.parametrize("fee", [{"unit": -1, "total": 0}, {"unit": 1, "total": "x"}, {"unit": 1}])
def test_a_fee_that_is_none_is_refused_by_its_field(fee: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="fee"):
        shown_of({"fee": fee})


def test_what_the_city_set_for_the_procedure_is_shown() -> None:
    text = shown(
        fee={"unit": 300, "total": 300}, fee_note="減免あり", window="市民課", bring=["証"]
    )
    assert "手数料：300円（減免あり）担当の窓口：市民課持ってくるもの：証" in text
    assert "手数料：窓口で確かめてください" in shown(fee_note="窓口で確かめてください")
