"""The one background thread: what starts, pauses, wakes and stops it."""

import logging
import threading
import time
from collections.abc import Callable

import pytest

from sync.periodic import Periodic

SOON_S = 20.0
LONG_S = 600.0


def soon(holds: Callable[[], bool]) -> bool:
    """Wait until *holds*, at most twenty seconds; how long it takes is not judged."""
    end = time.monotonic() + SOON_S
    while not holds() and time.monotonic() < end:
        time.sleep(0.005)
    return holds()


def threads(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == name]


class Steps:
    """Counts its calls; ``on_step`` does what a test wants in one."""

    def __init__(self, on_step: Callable[[], None] = lambda: None) -> None:
        self.count = 0
        self.on_step = on_step

    def __call__(self) -> None:
        self.count += 1
        self.on_step()


def test_start_twice_begins_one_thread() -> None:
    steps = Steps()
    periodic = Periodic("once", steps, lambda: LONG_S)
    periodic.start()
    periodic.start()
    assert soon(lambda: steps.count == 1)
    assert len(threads("once")) == 1
    assert threads("once")[0].daemon
    periodic.stop()
    assert threads("once") == []
    assert steps.count == 1


def test_stop_before_start_and_twice_is_harmless_and_start_after_it_runs_no_step() -> None:
    steps = Steps()
    periodic = Periodic("never", steps, lambda: LONG_S)
    periodic.stop()
    periodic.start()
    periodic.stop()
    assert (steps.count, threads("never")) == (0, [])


def test_stop_while_it_pauses_ends_the_pause() -> None:
    steps = Steps()
    periodic = Periodic("pausing", steps, lambda: LONG_S, least_pause_s=lambda: LONG_S)
    periodic.start()
    assert soon(lambda: steps.count == 1)
    periodic.stop()
    assert threads("pausing") == []


def test_stop_waits_for_the_step_that_runs() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def step() -> None:
        begun.set()
        may_end.wait(SOON_S)

    periodic = Periodic("working", step, lambda: 0.0)
    periodic.start()
    assert begun.wait(SOON_S)
    threading.Timer(0.1, may_end.set).start()
    periodic.stop()
    assert may_end.is_set()
    assert threads("working") == []


def test_stop_leaves_a_step_behind_that_does_not_end_in_time() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def step() -> None:
        begun.set()
        may_end.wait(SOON_S)

    periodic = Periodic("hanging", step, lambda: 0.0, stop_within_s=0.05)
    periodic.start()
    assert begun.wait(SOON_S)
    periodic.stop()
    (left,) = threads("hanging")
    may_end.set()
    left.join(SOON_S)
    assert not left.is_alive(), "it ends with the step"


def test_a_step_may_stop_its_own_thread() -> None:
    steps = Steps()
    periodic = Periodic("own end", steps, lambda: 0.0)
    steps.on_step = periodic.stop
    periodic.start()
    assert soon(lambda: threads("own end") == [])
    assert steps.count == 1


def test_wake_cuts_the_pause_short_also_the_first_one() -> None:
    steps = Steps()
    periodic = Periodic("woken", steps, lambda: LONG_S, rests_first=True)
    periodic.start()
    assert steps.count == 0
    periodic.wake()
    assert soon(lambda: steps.count == 1)
    periodic.wake()
    assert soon(lambda: steps.count == 2)
    periodic.stop()


def test_wake_during_a_step_runs_another_one_after_it() -> None:
    steps = Steps()
    periodic = Periodic("busy", steps, lambda: LONG_S)
    steps.on_step = lambda: periodic.wake() if steps.count == 1 else None
    periodic.start()
    assert soon(lambda: steps.count == 2)
    periodic.stop()
    assert steps.count == 2


def test_wake_does_not_shorten_the_least_pause() -> None:
    steps, least_s = Steps(), LONG_S
    periodic = Periodic("held", steps, lambda: LONG_S, least_pause_s=lambda: least_s)
    periodic.start()
    assert soon(lambda: steps.count == 1)
    periodic.wake()
    time.sleep(0.1)
    assert steps.count == 1
    least_s = 0.0
    periodic.wake()
    assert soon(lambda: steps.count == 2)
    periodic.stop()


def test_the_pause_is_asked_anew_after_each_step() -> None:
    pauses = iter([0.0, 0.01])
    steps = Steps()
    periodic = Periodic("pacing", steps, lambda: next(pauses, LONG_S))
    periodic.start()
    assert soon(lambda: steps.count == 3)
    periodic.stop()
    assert steps.count == 3


def test_a_failing_step_is_logged_by_its_kind_alone_and_the_next_one_runs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise ValueError("見本 太郎")

    steps = Steps(fail)
    periodic = Periodic("failing", steps, lambda: 0.01)
    with caplog.at_level(logging.ERROR):
        periodic.start()
        assert soon(lambda: steps.count >= 3)
        periodic.stop()
    assert "the failing met ValueError" in caplog.messages
    assert "見本" not in caplog.text
