"""What child allowance, nurseries, rooms, bulky waste and advice refuse, ask and tell."""

from typing import Any

import pytest

from field_app.words.words import Words
from tests.field_app.procedure.rulings.test_ruling import BY_ID, SEEN, found, strengths
from tests.field_app.procedure.test_accounts import BANK, kept

WHOLE = {**BANK, "number": "1234567"}


def child(born: str, address: Any = "same") -> dict[str, Any]:
    name = {"name": f"見本　{born}", "family": "見本", "given": born, "kana": ""}
    return {"name": name, "relation": "子", "birth_date": born, "address": address}


@pytest.mark.parametrize(
    ("procedure", "values", "rules"),
    [
        # The fifteenth day is a Saturday before a holiday: it rolls on to Tuesday.
        ("jido_teate", {"event": "2026-11-06"}, {}),
        ("jido_teate", {"event": "2026-11-05"}, {"late": "tell"}),
        ("jido_teate", {"event": "2026-11-24"}, {"not_yet": "refuse"}),
        ("jido_teate", {"civil_servant": "yes"}, {"civil": "refuse"}),
        ("jido_teate", {"children": [child("2008-04-02")]}, {}),
        ("jido_teate", {"children": [child("2008-04-01")]}, {"too_old": "refuse"}),
        ("jido_teate", {"children": [child("2008-99-99")]}, {"too_old": "ask"}),
        ("jido_teate", {"children": [child("2020-01-01")] * 2}, {"listed_twice": "ask"}),
        ("jido_teate", {"children": [child("2020-01-01"), child("2021-01-01")]}, {}),
        ("jido_teate", {"children": [child("2020-01-01", {"text": "別の町"})]}, {"apart": "tell"}),
        ("hoiku", {"start": "2026-11-22"}, {"past": "refuse"}),
        ("hoiku", {"start": "2026-11-23"}, {}),
        ("hoiku", {"about": "household", "child_birth": "2020-04-01"}, {"school": "refuse"}),
        ("hoiku", {"about": "household", "child_birth": "2020-04-02"}, {}),
        # The parent's own age says nothing of the child's.
        ("hoiku", {"about": "household", "birth_date": "1990-01-01"}, {}),
        ("hoiku", {"category": "care", "reason1": "none"}, {"no_reason": "ask"}),
        (
            "hoiku",
            {"category": "education", "second": "yes", "reason2": "none"},
            {"education": "tell"},
        ),
        ("hoiku", {"care_needs": ["allergy"]}, {}),
        ("hoiku", {"care_needs": ["allergy", "illness"]}, {"care_meeting": "tell"}),
        ("shisetsu", {"day": "2026-11-22"}, {"past": "refuse"}),
        ("shisetsu", {"day": "2026-11-25"}, {"near": "ask"}),
        ("shisetsu", {"day": "2026-11-26"}, {}),
        ("shisetsu", {"day": "2027-02-23"}, {}),
        ("shisetsu", {"day": "2027-02-24"}, {"early": "ask"}),
        ("shisetsu", {"money": "sale", "people": 301}, {"sale": "ask", "crowd": "ask"}),
        ("sodai", {"item1": "law"}, {"law": "refuse"}),
        ("sodai", {"item1": "chest", "more1": "no", "item2": "law"}, {}),
        ("sodai", {"wish": "day", "day": "2026-11-29"}, {"soon": "tell"}),
        ("sodai", {"wish": "day", "day": "2026-11-30"}, {}),
        ("sodai", {"wish": "any", "day": "2026-11-22"}, {}),
        ("sodai", {"carry": "yes", "carry_reason": "old"}, {}),
        ("soudan", {"urgency": "now"}, {"call_now": "ask"}),
        ("soudan", {"want": "call", "may_say": "no"}, {"only_name": "tell"}),
        ("soudan", {"want": "visit"}, {"visit_first": "tell"}),
    ],
)
def test_a_rule_holds_where_it_should(
    procedure: str, values: dict[str, Any], rules: dict[str, str]
) -> None:
    assert strengths(procedure, SEEN, **values) == rules


def test_an_account_of_the_spouse_is_refused_and_the_way_on_is_to_claim_today() -> None:
    claim: dict[str, Any] = {"claim": "new", "account_ready": "now", "name_kana": "ミホン ハナコ"}
    another = found("jido_teate", **claim, account=kept({**WHOLE, "holder_kana": "ミホン タロウ"}))
    assert {id: one.strength for id, one in another.items()} == {"holder": "refuse"}
    said = Words("ja")(another["holder"].rule.words_key)
    assert "「あとで出す」" in said
    assert "きょう請求できます" in said
    own = found("jido_teate", **claim, account=kept(WHOLE))
    assert own == {}


def test_an_account_that_comes_later_is_not_asked_for() -> None:
    later = strengths("jido_teate", claim="new", account_ready="later")
    assert later == {"account_later": "tell"}


def test_advice_is_asked_for_without_a_name() -> None:
    asked = {one.id for one in BY_ID["soudan"].questions if one.required and one.when is None}
    assert not {"name", "phone", "address"} & asked
