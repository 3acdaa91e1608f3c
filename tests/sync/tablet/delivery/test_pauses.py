"""When the courier tries again, by a clock of the test's own."""

from sync.tablet.delivery.pauses import FIRST_WAIT_S, LONGEST_RETRY_AFTER_S, LONGEST_WAIT_S, Pauses
from sync.tablet.errors import LineDown, ServerRefused

EVERY_S = 15.0


def test_what_the_reception_asked_for_ends_by_the_clock_and_adds_to_no_later_failure() -> None:
    now = [100.0]
    pauses = Pauses(lambda: now[0])
    pauses.note_failure(ServerRefused(503, 1800.0))
    assert 1800 <= pauses.retry_after_s() <= 1800 + FIRST_WAIT_S
    assert pauses.next_s(EVERY_S) >= 1800
    now[0] += 900
    pauses.note_failure(LineDown())
    assert 900 <= pauses.retry_after_s() <= 900 + FIRST_WAIT_S, "a person tried in between"
    now[0] += 1000
    assert pauses.retry_after_s() == 0
    assert pauses.next_s(EVERY_S) <= 1 + LONGEST_WAIT_S


def test_nobody_keeps_a_tablet_away_for_more_than_an_hour() -> None:
    pauses = Pauses(lambda: 0.0)
    pauses.note_failure(ServerRefused(503, float("inf")))
    assert LONGEST_RETRY_AFTER_S <= pauses.retry_after_s() <= LONGEST_RETRY_AFTER_S + FIRST_WAIT_S


def test_a_success_ends_every_wait() -> None:
    pauses = Pauses(lambda: 0.0)
    pauses.note_failure(ServerRefused(429, 60.0))
    pauses.note_success()
    assert (pauses.retry_after_s(), pauses.next_s(EVERY_S)) == (0, EVERY_S)
