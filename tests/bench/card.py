"""APDUs and time of the card's tasks, in this process and through pcscd."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from card_reader import Card
from card_reader.pcsc import PcscSource
from card_reader.simulated import SimulatedDesk, SimulatedSource
from card_reader.simulated.persons import BY_KEY
from card_reader.trace import Exchange
from tests.bench.clock import Row, median_ms
from tests.card_reader.pcsc_stack import start_stack

PERSON = BY_KEY["taro"]
# Task, what it does, and what comparable readers need (docs/card.md).
TASKS: dict[str, tuple[Callable[[Card], object], str]] = {
    "four attributes by B": (
        lambda card: card.attributes_by_verification_b(PERSON.verification_b),
        "budget 4 APDUs; peers 5-10",
    ),
    "photo and expiry": (
        lambda card: card.front_by_verification_b(PERSON.verification_b),
        "peers 36-48 APDUs",
    ),
    "authentication certificate": (Card.authentication_certificate, "peers 9-43 APDUs"),
    "signature certificate": (
        lambda card: card.signature_certificate("ABC123"),
        "peers 12-46 APDUs",
    ),
    "all counters": (Card.tries, "peer 23 APDUs"),
}


def rows(folder: Path) -> list[Row]:
    """Measure every task both ways; the reader is opened once for all of them."""
    desk = SimulatedDesk(folder)
    desk.put("taro")
    counts, inside, outside = {}, {}, {}
    seen: list[Exchange] = []
    with SimulatedSource(desk, seen.append).open() as card:
        for name, (work, _) in TASKS.items():
            work(card)
            seen.clear()
            work(card)
            counts[name] = f"{len(seen)} APDUs, {traffic(seen)}"
            inside[name] = median_ms(lambda work=work: work(card), 20)  # type: ignore[misc]
    with start_stack(folder) as stack:
        stack.put("taro")
        with PcscSource().open() as card:
            for name, (work, _) in TASKS.items():
                outside[name] = median_ms(lambda work=work: work(card), 20)  # type: ignore[misc]
        started = statistics.median(first_command_ms() for _ in range(9))
    return [
        ("card: tool, start to first command", f"{started:.0f} ms by pcscd", "budget 150 ms"),
        *_task_rows(counts, inside, outside),
    ]


def first_command_ms() -> float:
    """Return the time from starting the tool's process to its first line of trace.

    Python's own start, the reader's probe and the answer to the command are in it.
    """
    command = (sys.executable, "-m", "card_reader", "trace", "identity", "--secret-stdin")
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as tool:
        assert tool.stdin
        assert tool.stderr
        tool.stdin.write(PERSON.verification_b.encode() + b"\n")
        tool.stdin.close()
        tool.stderr.readline()
        return (time.perf_counter() - begun) * 1000


def _task_rows(
    counts: dict[str, str], inside: dict[str, float], outside: dict[str, float]
) -> list[Row]:
    return [
        (
            f"card: {name}",
            f"{counts[name]}; {inside[name]:.1f} ms here, {outside[name]:.1f} ms by pcscd",
            against,
        )
        for name, (_, against) in TASKS.items()
    ]


def traffic(seen: list[Exchange]) -> str:
    """Bytes to the card (five of each are the header) and from it, status words included."""
    sent = sum(5 + one.sent for one in seen)
    received = sum(2 + one.received for one in seen)
    return f"{sent}/{received} bytes"
