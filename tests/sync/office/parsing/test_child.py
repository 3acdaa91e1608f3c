"""A reading ends at its limits, says which one, and leaves no process behind."""

import contextlib
import json
import multiprocessing
import os
import threading
import time
from collections.abc import Callable

import pytest

from sync.limits import MIB, Limits
from sync.office.parsing import tasks
from sync.office.parsing.child import ChildReader, Ended, NotRead, Odd
from sync.office.parsing.signature import SignatureVerdict
from tests.sync.office.parsing import hostile

pytestmark = pytest.mark.slow

AT = "2026-11-28T00:00:00+00:00"
QUICK = Limits(wall_s=2.0, cpu_s=1)
SMALL = Limits(wall_s=20.0, cpu_s=10, memory=64 * MIB)


@pytest.fixture
def reader() -> ChildReader:
    return ChildReader()


def waits(seconds: float) -> bytes:
    time.sleep(seconds)
    return b"late"


def works() -> bytes:
    while True:
        pass


def swells() -> bytes:
    return bytes(10**9)


def talks() -> bytes:
    return b"x" * (3 * MIB)


def stalls() -> bytes:
    """Send the length of a message that never comes, as a child that was taken over may."""
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(descriptor, (1000).to_bytes(4, "big"))
    time.sleep(60)
    return b""


def dies() -> bytes:
    raise SystemExit(7)


def writes(path: str) -> bytes:
    with open(path, "wb") as file:  # noqa: PTH123 - what a hostile library would do
        file.write(b"a resident's name")
    return b""


class SlowToArrive:
    """Takes the child three seconds before its task begins."""

    def __reduce__(self) -> tuple[Callable[[float], None], tuple[float]]:
        return time.sleep, (3.0,)


def sees(_: object) -> bytes:
    return b"seen"


@pytest.mark.parametrize(
    ("task", "arguments", "reason"),
    [
        (waits, (60,), Ended.TIME),
        (works, (), Ended.TIME),
        (swells, (), Ended.MEMORY),
        (talks, (), Ended.OUTPUT),
        (dies, (), Ended.CRASH),
    ],
)
def test_a_child_at_a_limit_is_killed_and_the_limit_named(
    reader: ChildReader, task: Callable[..., bytes], arguments: tuple[object, ...], reason: Ended
) -> None:
    with pytest.raises(NotRead) as ended:
        reader.read(task, QUICK, *arguments)
    assert ended.value.reason is reason
    assert multiprocessing.active_children() == []


def test_a_child_that_begins_a_message_and_stalls_holds_nobody(reader: ChildReader) -> None:
    begun = time.monotonic()
    with pytest.raises(NotRead):
        reader.read(stalls, QUICK)
    assert time.monotonic() - begun < 30, "it would have slept for a minute"
    assert multiprocessing.active_children() == []


def test_a_child_writes_nothing_to_the_disk(reader: ChildReader, tmp_path: object) -> None:
    with pytest.raises(NotRead):
        reader.read(writes, QUICK, f"{tmp_path}/plain")


def test_a_child_that_is_slow_to_start_has_its_whole_time(reader: ChildReader) -> None:
    """On a busy machine the server of the children alone may take longer than a reading may."""
    assert reader.read(sees, Limits(wall_s=1.0), SlowToArrive()) == b"seen"


def test_more_readings_than_turns_wait_and_all_end() -> None:
    reader, ended = ChildReader(at_once=1), []

    def read() -> None:
        ended.append(reader.read(waits, Limits(wall_s=20.0), 0.05))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [b"late"] * 4


def test_an_honest_application_is_read(reader: ChildReader) -> None:
    read = reader.read_object(tasks.read_application, Limits(), hostile.with_form(b"%PDF"), [])
    assert read["document"]["person"]["name"] == "見本　太郎"
    assert read["parts"] == [{"name": "form.pdf", "type": "application/pdf", "size": 4}]
    part = reader.read(tasks.read_part, Limits(), hostile.with_form(b"%PDF"), [], "form.pdf")
    assert part == b"application/pdf\0%PDF"


def test_a_form_that_never_ends_is_given_up(reader: ChildReader) -> None:
    form = hostile.endless_form()
    assert len(form) < 4096
    with pytest.raises(NotRead) as ended:
        reader.read(tasks.read_signature, QUICK, hostile.with_form(form), [], [], (AT, AT))
    assert ended.value.reason is Ended.TIME


def test_a_form_that_swells_takes_no_more_than_its_memory(reader: ChildReader) -> None:
    form = hostile.wide_xref()
    assert len(form) < 100_000
    with pytest.raises(NotRead) as ended:
        reader.read(tasks.read_signature, SMALL, hostile.with_form(form), [], [], (AT, AT))
    assert ended.value.reason in (Ended.MEMORY, Ended.TIME)


def test_a_million_answers_cost_what_the_caps_allow(reader: ChildReader) -> None:
    with pytest.raises(Odd):
        reader.read(tasks.read_application, SMALL, hostile.many_answers(200_000), [])


@pytest.mark.parametrize(
    "time",
    [
        "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+14:00", "2026-11-28T00:00:00+23:59",
        "2026-11-28T00:00:00", "2200-01-01T00:00:00+00:00",
    ],
)  # fmt: skip
def test_a_time_that_no_counter_has_is_refused(reader: ChildReader, time: str) -> None:
    with pytest.raises(Odd, match="counter_accepted_at"):
        reader.read(
            tasks.read_application, Limits(), hostile.odd({"counter_accepted_at": time}), []
        )


def test_a_form_of_an_unsigned_application_has_no_signature(reader: ChildReader) -> None:
    package = hostile.odd(hostile.DOCUMENT)
    said = json.loads(reader.read(tasks.read_signature, Limits(), package, [], [], (AT, AT)))
    assert said["verdict"] == SignatureVerdict.NONE
