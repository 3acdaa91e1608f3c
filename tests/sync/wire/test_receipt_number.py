"""A receipt number is written in groups of four."""

import pytest

from sync.wire.receipt_number import grouped


@pytest.mark.parametrize(
    ("number", "written"),
    [("482739562284", "4827-3956-2284"), ("48273", "4827-3"), ("", "")],
)
def test_a_number_is_written_in_groups_of_four(number: str, written: str) -> None:
    assert grouped(number) == written
