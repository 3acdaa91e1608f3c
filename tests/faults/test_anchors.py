"""Each of the thirty faults that hurt others has a test here, and the table names it."""

from pathlib import Path

import pytest

from tests.named_tests import missing, named_in, table_rows

TABLE = Path(__file__).with_name("ANCHORS.md").read_text(encoding="utf-8")
ROWS = {row[0]: row for row in table_rows(TABLE)}


def test_the_table_has_each_case_once() -> None:
    assert [row[0] for row in table_rows(TABLE)] == [str(number) for number in range(1, 31)]


@pytest.mark.parametrize("number", range(1, 31))
def test_a_case_is_shown_by_tests_that_are_there(number: int) -> None:
    _, _, shown_by = ROWS[str(number)]
    named = named_in(shown_by)
    assert named
    assert missing(named) == []
    assert shown_by.count("::") == len(named), "every entry is read"


def test_a_test_that_is_not_there_is_noticed() -> None:
    gone = [("tests/faults/test_anchors.py", "test_of_yesterday"), ("tests/gone.py", "test_x")]
    assert len(missing(gone)) == 2
