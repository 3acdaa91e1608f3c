"""Who joins and leaves National Health Insurance, and when a report of it comes late."""

from typing import Any

import pytest

from tests.field_app.procedure.rulings.test_ruling import SEEN, strengths

WIFE = {"name": {"name": "見本　花子", "family": "見本", "given": "花子", "kana": ""}}
CHILD = WIFE | {"birth_date": "2020-01-01"}
BOTH = ("kokuho_kanyu", "kokuho_dattai")
DAY = {"kokuho_kanyu": "acquired", "kokuho_dattai": "lost"}
WHO = {"kokuho_kanyu": "joins", "kokuho_dattai": "leaves"}


@pytest.mark.parametrize("procedure", BOTH)
@pytest.mark.parametrize(
    ("day", "rules"),
    [
        ("2026-11-24", {"not_yet": "refuse"}),
        ("2026-11-23", {}),
        # 14 days from the 8th end on Sunday the 22nd, and the 23rd is a holiday.
        ("2026-11-08", {}),
        ("2026-11-06", {"late": "tell"}),
    ],
)
def test_a_report_is_due_in_fourteen_days(procedure: str, day: str, rules: dict[str, str]) -> None:
    assert strengths(procedure, SEEN, **{DAY[procedure]: day}) == rules


def test_a_day_of_long_ago_is_asked_again() -> None:
    found = strengths("kokuho_kanyu", acquired="2024-11-20")
    assert found == {"late": "tell", "long_ago": "ask"}


@pytest.mark.parametrize("procedure", BOTH)
def test_somebody_has_to_join_or_leave(procedure: str) -> None:
    def said(own: str, *others: Any) -> dict[str, str]:
        return strengths(
            procedure, SEEN, reason="other", **{WHO[procedure]: own, "others": [*others]}
        )

    assert said("no") == {"nobody": "refuse"}
    assert said("no", CHILD) == said("yes") == {}
    assert said("no", CHILD, CHILD) == {"listed_twice": "ask"}


@pytest.mark.parametrize("procedure", BOTH)
def test_who_reports_is_not_written_down_twice(procedure: str) -> None:
    me = {"name": {"name": "見本　花子"}, "birth_date": "2020-01-01"}
    found = strengths(
        procedure, SEEN, reason="other", **me, **{WHO[procedure]: "yes", "others": [CHILD]}
    )
    assert found == {"applicant_listed": "refuse"}


@pytest.mark.parametrize(
    ("procedure", "values", "rules"),
    [
        ("kokuho_kanyu", {"other_insurance": "insured"}, {"insured": "refuse"}),
        ("kokuho_kanyu", {"other_insurance": "welfare"}, {"welfare": "refuse"}),
        ("kokuho_kanyu", {"other_insurance": "none"}, {}),
        ("kokuho_kanyu", {"reason": "left_work"}, {"may_stay": "tell"}),
        ("kokuho_kanyu", {"birth_date": "1951-11-23", "joins": "yes"}, {"over_75": "refuse"}),
        ("kokuho_kanyu", {"birth_date": "1951-11-24", "joins": "yes"}, {}),
        ("kokuho_kanyu", {"birth_date": "1935-99-99", "joins": "no"}, {}),
        ("kokuho_kanyu", {"birth_date": "1951-99-99", "joins": "yes"}, {"over_75": "ask"}),
        ("kokuho_dattai", {"reason": "moved_out"}, {"with_move": "ask"}),
        ("kokuho_dattai", {"reason": "died", "others": [CHILD]}, {"with_move": "ask"}),
        ("kokuho_dattai", {"old_certificate": "lost"}, {"return_later": "tell"}),
        ("kokuho_dattai", {"old_certificate": "returned"}, {}),
    ],
)
def test_a_rule_holds_where_it_should(
    procedure: str, values: dict[str, Any], rules: dict[str, str]
) -> None:
    assert strengths(procedure, SEEN, **values) == rules
