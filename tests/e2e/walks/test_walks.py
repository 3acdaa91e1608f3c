"""What the walks rest on, without a browser."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from field_app.content.edition import Edition, built_in
from field_app.procedure.kinds import KINDS
from tests.e2e.walks.filling import Filler
from tests.e2e.walks.moving import moved
from tests.e2e.walks.plan import REFUSED, planned
from tests.e2e.walks.script import all_cases


@pytest.fixture(scope="module")
def edition() -> Edition:
    return built_in()


def test_an_answer_of_every_kind_can_be_entered(edition: Edition) -> None:
    filler = Filler(edition.words("ja"), edition.tables, Path("paper.jpg"))
    assert filler.by_kind.keys() == KINDS.keys()


def test_a_case_comes_to_its_seal_years_after_its_own_day(edition: Edition) -> None:
    """A booking is ahead, whenever it is walked: each day is as far away as it was."""
    walks, wanted = planned(all_cases(edition, date(2029, 3, 1), ["shisetsu"]))
    assert walks[0].script.procedure.id == "shisetsu"
    assert wanted <= frozenset().union(*(one.meets for one in walks)) | {REFUSED}


def test_days_and_months_move_and_nothing_else_does() -> None:
    given = {"born": date(2026, 5, 1), "month": "2026-12", "rows": [{"on": "2026-12-31"}]}
    assert moved(given, timedelta(days=31)) == {
        "born": date(2026, 6, 1),
        "month": "2027-01",
        "rows": [{"on": "2027-01-31"}],
    }
    kept = {"partial": "1935-99-99", "number": 20261231, "phone": "0977-21-1111", "none": None}
    assert moved(kept, timedelta(days=31)) == kept
