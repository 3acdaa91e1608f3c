"""The bad line itself does what it says; no namespace is needed for that."""

import random

import pytest

from tests.link.ways import Quality, Way

PACKET = bytes(1250)  # 10 ms at 1 Mbit/s
PERFECT = Quality(loss=0.0)


def way(quality: Quality) -> Way:
    return Way(quality, random.Random(1))  # noqa: S311 - no secret


def test_packets_leave_at_the_rate_and_arrive_after_the_delay() -> None:
    line = way(PERFECT)
    for _ in range(3):
        line.offer(PACKET, now=5.0)
    assert line.next_at() == pytest.approx(5.11)
    assert line.arrived(5.1299) == [PACKET, PACKET]
    assert line.arrived(5.1301) == [PACKET]
    assert line.next_at() is None


def test_a_packet_that_finds_the_queue_full_is_dropped() -> None:
    line = way(Quality(loss=0.0, queue=2 * len(PACKET)))
    for _ in range(3):
        line.offer(PACKET, now=0.0)
    line.offer(PACKET, now=0.011)
    assert len(line.arrived(1.0)) == 3
    assert line.counters.full_packets == 1


def test_losses_take_the_line_s_time_and_come_as_often_as_said() -> None:
    line = way(Quality(loss=0.02, queue=1 << 30))
    for _ in range(10_000):
        line.offer(PACKET, now=0.0)
    assert 150 < line.counters.lost_packets < 250
    assert line.counters.carried == 10_000 * len(PACKET)
    assert len(line.arrived(1000.0)) == 10_000 - line.counters.lost_packets


def test_a_cut_after_n_bytes_loses_what_is_on_its_way_and_what_follows() -> None:
    line = way(PERFECT)
    line.cut_after = 3 * len(PACKET)
    for _ in range(4):
        line.offer(PACKET, now=0.0)
    assert (line.is_cut, line.arrived(9.0)) == (True, [])
    line.mend()
    line.offer(PACKET, now=9.0)
    assert line.arrived(9.2) == [PACKET]


def test_a_packet_longer_than_the_line_takes_vanishes() -> None:
    line = way(Quality(loss=0.0, largest=1249))
    line.offer(PACKET, now=0.0)
    assert line.arrived(9.0) == []


def test_some_packets_are_overtaken() -> None:
    line = way(Quality(rate=100_000_000, loss=0.0, reorder=0.2))
    packets = [bytes([number]) for number in range(100)]
    for number, packet in enumerate(packets):
        line.offer(packet, now=number / 1000)
    arrived = line.arrived(9.0)
    assert arrived != packets
    assert sorted(arrived) == packets
