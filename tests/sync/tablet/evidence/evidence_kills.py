"""Kills a tablet that writes evidence.

``python -m tests.sync.tablet.evidence.evidence_kills [KILLS]``.
"""

import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.store.store import Store
from sync.wire.city import CityFile
from sync.wire.events.chain import Link, chain_state
from sync.wire.events.event import SignedEvent, verify_event
from tests.faults import PRELOAD
from tests.sync.city import make_city
from tests.sync.tablet.evidence.evidence_worker import open_tablet, work
from tests.sync.wire.events.events import DEVICE

LONGEST_LIFE_S = 0.08


@dataclass
class Found:
    """What was there after the last kill; every breach ends in an AssertionError before."""

    kills: int = 0
    links: list[Link] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)


def make_tablet(folder: Path, city: CityFile) -> tuple[Store, EnrolledDevice]:
    """Return a tablet that is enrolled, without asking a reception for it."""
    store, secret = Store.open(folder / "tablet.db"), FileDeviceSecret(folder / "secret" / "device")
    name = Registration(device=DEVICE, name="試験タブレット", number_prefix=1)
    enrolled = EnrolledDevice(name, city, Ed25519PrivateKey.generate())
    secret.create()
    line = secret.load_line()
    assert line is not None
    enrolled.save(store, line)
    return store, enrolled


def kill_many(folder: Path, kills: int, seed: int = 20261123) -> Found:
    """Kill the worker at random points and look after each as the next start does."""
    context, dice = get_context("forkserver"), random.Random(seed)  # noqa: S311 - no secret
    context.set_forkserver_preload(PRELOAD)
    found, told = Found(), 0
    for _ in range(kills):
        hear, tell = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(folder, tell), daemon=True)
        process.start()
        tell.close()
        assert hear.poll(20), "the worker did not start"
        time.sleep(dice.uniform(0.0, LONGEST_LIFE_S))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        told = max(told, last_told(hear))
        found.kills += 1
        look(folder, told, found)
    return found


def last_told(line: Connection) -> int:
    last = 0
    try:
        while True:
            last = int(line.recv())
    except (EOFError, OSError):
        return last


def look(folder: Path, told: int, found: Found) -> None:
    """The chain goes on whole, holds all that was told, one event a sealed application."""
    store, enrolled = open_tablet(folder)
    try:
        rows = EvidenceLog(store, enrolled).after(len(found.links), 10**7)
        signed = [SignedEvent.from_bytes(raw) for _, raw in rows]
        for one in signed:
            verify_event(one, enrolled.sign_key.public_key())
        found.links += [Link(one.event.seq, one.event.prev, one.digest()) for one in signed]
        state = chain_state(found.links)
        assert state.is_whole
        assert state.last >= told, "an event that was durable is gone"
        found.sealed += [
            str(one.event.detail["envelope"]) for one in signed if one.event.kind == "sealed"
        ]
        outbox = [id for (id,) in store.rows("select id from outbox order by seq")]
        assert found.sealed == outbox, "an application without its event, or the reverse"
    finally:
        store.close()


def main() -> None:
    """Kill that often and say what was found."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        city = make_city(Path(name) / "city")
        make_tablet(Path(name) / "tablet", city.pack)[0].close()
        found = kill_many(Path(name) / "tablet", kills)
        city.store.close()
    print("| kills | events | sealed | lost | chains broken | sealed without event |")
    print("|---|---|---|---|---|---|")
    print(f"| {found.kills} | {len(found.links)} | {len(found.sealed)} | 0 | 0 | 0 |")


if __name__ == "__main__":
    main()
