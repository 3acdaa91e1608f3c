"""The closed days on the board move the days by which the city answers."""

from datetime import date

from sync.office.boards.known_days import known_closed_days
from tests.sync.office.applications.test_alike import two
from tests.sync.office.boards.test_publishing import Hall, hall

__all__ = ["hall", "two"]


def test_the_board_of_the_office_says_which_days_are_closed(hall: Hall) -> None:
    store, keys = hall.offices[0].store, hall.offices[0].keys
    assert known_closed_days(store, keys) is None, "nobody said it yet"
    hall.say()
    hall.layer.write_text(
        hall.layer.read_text(encoding="utf-8") + 'closed_on = ["2027-02-03"]\n', encoding="utf-8"
    )
    hall.round()
    closed = known_closed_days(store, keys)
    assert closed is not None
    assert date(2027, 2, 3) in closed
    assert date(2027, 2, 4) not in closed
    with store.transaction() as db:
        db.execute("update board set content = ?", [b"{}"])
    assert known_closed_days(store, keys) is None, "a board that nobody signed closes nothing"
