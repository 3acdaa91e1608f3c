"""What moving, tax certificates, plans for disasters, reports and dogs refuse, ask and tell."""

from typing import Any

import pytest

from tests.field_app.procedure.rulings.test_ruling import BY_ID, SEEN, strengths

NO: dict[str, Any] = {"answer": "decline"}
CHILD = {"name": {"name": "見本　花子", "family": "見本", "given": "花子", "kana": ""}}


@pytest.mark.parametrize(
    ("procedure", "values", "rules"),
    [
        ("kazei_shomei", {"about": "other", "has_letter": "no"}, {"no_letter": "refuse"}),
        ("kazei_shomei", {"about": "other", "has_letter": "yes"}, {}),
        ("kazei_shomei", {"about": "household"}, {"household": "tell"}),
        ("kazei_shomei", {"january": "elsewhere"}, {"other_city": "refuse"}),
        ("kazei_shomei", {"declared": "no"}, {"not_declared": "ask"}),
        ("kazei_shomei", {"copies": 6}, {"many_copies": "ask"}),
        ("hinan_meibo", {"share_with": ["nobody"]}, {"not_shared": "tell"}),
        ("hinan_meibo", {"share_with": ["fire"], "share": NO}, {"not_shared": "tell"}),
        ("hinan_meibo", {"plan": NO}, {"no_plan": "tell"}),
        (
            "hinan_meibo",
            {"plan": {"answer": "agree"}, "has_helper": "no", "care": ["power"]},
            {"no_helper": "tell", "power": "tell"},
        ),
        ("tennyu_yoyaku", {"moved": "2026-11-24"}, {"not_yet": "ask"}),
        ("tennyu_yoyaku", {"moved": "2026-11-08"}, {}),
        ("tennyu_yoyaku", {"moved": "2026-11-06"}, {"late": "tell"}),
        ("tennyu_yoyaku", {"move": "from_city", "left": "no"}, {"left_first": "ask"}),
        ("tennyu_yoyaku", {"move": "within", "left": "no"}, {}),
        ("tennyu_yoyaku", {"move": "from_abroad"}, {"abroad": "tell"}),
        ("tennyu_yoyaku", {"foreign": "yes"}, {"residence_cards": "tell"}),
        ("tenshutsu", {"moves": "2026-11-22"}, {"late": "tell"}),
        ("tenshutsu", {"moves": "2026-12-23"}, {}),
        ("tenshutsu", {"moves": "2026-12-24"}, {"early": "ask"}),
        ("tenshutsu", {"self_moves": "no", "others": []}, {"nobody": "refuse"}),
        ("tenshutsu", {"self_moves": "no", "others": [CHILD]}, {}),
        ("tenshutsu", {"where": "city", "cards": "somebody"}, {"with_card": "tell"}),
        ("tenshutsu", {"where": "abroad", "cards": "somebody"}, {"abroad": "tell"}),
        ("douro", {"danger": "now"}, {"call_now": "ask"}),
        ("douro", {"danger": "soon", "what": "dumping"}, {"takes_time": "tell"}),
        ("douro", {"danger": "no", "what": "hole"}, {}),
        ("inu_toroku", {"act": ["register"]}, {"vaccinate": "tell"}),
        ("inu_toroku", {"act": ["register", "vaccine"]}, {}),
        ("inu_toroku", {"act": ["death", "change"]}, {"dead_and_more": "ask"}),
        ("inu_toroku", {"act": ["death"], "died": "2026-11-24"}, {"future": "refuse"}),
        (
            "inu_toroku",
            {"act": ["register", "vaccine"], "acquired": "2026-10-20"},
            {"late": "tell"},
        ),
    ],
)
def test_a_rule_holds_where_it_should(
    procedure: str, values: dict[str, Any], rules: dict[str, str]
) -> None:
    assert strengths(procedure, SEEN, **values) == rules


def test_a_report_of_a_road_needs_no_name() -> None:
    asked = {question.id for question in BY_ID["douro"].questions if question.when is None}
    assert not {"name", "phone"} & asked
