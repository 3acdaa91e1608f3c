"""A chain tells what is missing, doubled or torn; two clocks tell which one was set."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire.envelope import NO_PREVIOUS
from sync.wire.events.chain import ChainState, Link, chain_state
from sync.wire.events.clocks import DRIFT_BOUND_S, Change, clock_change, seconds_since_boot
from tests.sync.wire.events.events import BOOT, START, event


def links(count: int) -> list[Link]:
    return [Link(n, NO_PREVIOUS if n == 1 else f"d{n - 1}", f"d{n}") for n in range(1, count + 1)]


@given(st.integers(0, 40), st.randoms())
def test_a_whole_chain_is_whole_in_any_order(count: int, dice: random.Random) -> None:
    found = links(count)
    dice.shuffle(found)
    assert chain_state(found) == ChainState(held=count, last=count)


@given(st.sets(st.integers(1, 30)))
def test_what_is_missing_is_named_as_ranges(missing: set[int]) -> None:
    state = chain_state(link for link in links(31) if link.seq not in missing)
    named = {n for first, last in state.gaps for n in range(first, last + 1)}
    assert named == missing
    assert state.held == min(missing, default=32) - 1
    assert state.broken == ()


def test_two_digests_on_one_number_are_a_fork() -> None:
    state = chain_state([*links(3), Link(2, "d1", "other")])
    assert state == ChainState(3, 3, forks=(2,))


def test_a_number_that_follows_something_else_is_broken() -> None:
    one, two, three = links(3)
    assert chain_state([one, two._replace(digest="other"), three]).broken == (3,)
    assert chain_state([one._replace(prev="d9"), two]).broken == (1,)
    assert chain_state([two, three]).broken == ()  # what came before is missing, not wrong


def change(wall_s: float, mono_s: float, boot: str = BOOT) -> Change | None:
    before = event(None, at=START, mono_s=100.0)
    return clock_change(before, START + timedelta(seconds=wall_s), 100.0 + mono_s, boot)


@given(st.integers(0, 10**7), st.integers(-DRIFT_BOUND_S, DRIFT_BOUND_S))
def test_clocks_that_grow_alike_within_the_bound_say_nothing(mono_s: int, apart: int) -> None:
    assert change(mono_s + apart, mono_s) is None


@given(st.integers(0, 10**7), st.integers(DRIFT_BOUND_S + 1, 10**8))
def test_a_clock_set_while_running_is_seen_with_its_size(mono_s: int, size_s: int) -> None:
    detail = {"size_s": size_s, "seen": "running"}
    assert change(mono_s + size_s, mono_s) == ("clock_jumped", detail)
    assert change(mono_s - size_s, mono_s) == ("clock_rolled_back", detail)


def test_over_a_restart_going_back_is_seen_and_a_long_pause_is_not() -> None:
    other = "b1" * 16
    assert change(-3600, 5, other) == ("clock_rolled_back", {"size_s": 3600, "seen": "start"})
    assert change(30 * 86400, -90, other) is None


def test_a_clock_that_fell_to_1970_is_rolled_back_by_decades() -> None:
    found = clock_change(event(None), datetime(1970, 1, 1, tzinfo=UTC), 11.0, BOOT)
    assert found is not None
    assert found[0] == "clock_rolled_back"
    assert int(found[1]["size_s"]) > 56 * 365 * 86400


def test_the_first_event_has_nothing_to_compare() -> None:
    assert clock_change(None, START, 0.0, BOOT) is None


def test_the_machines_seconds_do_not_go_back() -> None:
    seen = [seconds_since_boot() for _ in range(100)]
    assert seen == sorted(seen)
    assert seen[0] > 0


@pytest.mark.parametrize("wall_s", [DRIFT_BOUND_S, -DRIFT_BOUND_S])
def test_the_bound_itself_is_still_quiet(wall_s: int) -> None:
    assert change(wall_s, 0) is None
