"""Kills the worker at random points of its work, and looks at what is left each time."""

import hashlib
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.outbox.attachments import all_attachments
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from tests.faults import PRELOAD
from tests.faults.kills.worker import CANARY, KEY, STAFF, paths, work
from tests.sync.city import City, deliver_all

START = "nothing"
STEPS = (
    *("open", "visit", "answer", "sealing", "sealed"),
    *("uploading", "uploaded", "accepted", "durable", "courier"),
)
MOST_LINES = 20  # of a life that never tells what was waited for
LONGEST_START_S, LONGEST_STEP_S = 0.1, 0.02
FORMS = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode())


@dataclass
class Findings:
    """What was found over all kills; ``lost`` and ``plaintext`` must stay empty.

    ``erased`` are the ids whose bytes went, within some life, on a durable receipt.
    """

    kills: int = 0
    killed_after: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    plaintext: list[str] = field(default_factory=list)
    tried: dict[str, str] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    slowest_open_s: float = 0.0


def kill_many(city: City, folder: Path, kills: int, seed: int) -> Findings:
    """Run the worker *kills* times, and each time kill it within some step.

    The office takes what arrived before each life: its erasing is killed as well.
    """
    dice, findings = random.Random(seed), Findings()  # noqa: S311 - no secret
    answered: dict[str, set[int]] = {}
    for _ in range(kills):
        deliver_all(city)
        said = live(folder, dice)
        findings.kills += 1
        findings.killed_after[said[-1][0] if said else START] += 1
        note(said, answered, findings)
        look(city, folder, answered, findings)
    return findings


def live(folder: Path, dice: random.Random) -> list[list[Any]]:
    """Kill one worker a moment after it told of some step; return all that it told.

    The moment counts from what was told, not from the start: a busy machine makes
    the life longer and not the kill too early.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    hear, tell = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(folder, tell), daemon=True)
    process.start()
    tell.close()
    step = dice.choice((START, *STEPS))
    said = [] if step == START else heard_until(step, hear)
    time.sleep(dice.uniform(0, LONGEST_START_S if step == START else LONGEST_STEP_S))
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    return said + heard(hear)


def heard_until(step: str, line: Connection) -> list[list[Any]]:
    """Listen until *step* is told, or so much that it will not be."""
    said = [line.recv()]
    while said[-1][0] != step and len(said) < MOST_LINES:
        said.append(line.recv())
    return said


def heard(line: Connection) -> list[list[Any]]:
    """Return everything that was told before the kill."""
    said: list[list[Any]] = []
    try:
        while True:
            said.append(line.recv())
    except (EOFError, OSError):
        return said


def note(said: list[list[Any]], answered: dict[str, set[int]], findings: Findings) -> None:
    """Take down what the worker vouched for."""
    for kind, *what in said:
        if kind == "visit":
            answered[what[0]] = set()
        elif kind == "answer":
            answered[what[0]].add(what[1])
        elif kind == "sealing":
            findings.tried[what[0]] = what[1]
        elif kind == "sealed":
            findings.sealed[what[0]] = what[1]


def look(city: City, folder: Path, answered: dict[str, set[int]], findings: Findings) -> None:
    """Open the tablet as the next start does; every durable thing must be there, sealed."""
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(form in content for form in FORMS):
            findings.plaintext.append(path.name)
    start = time.perf_counter()
    database, secret = paths(folder)
    store = Store.open(database)
    try:
        outbox = Outbox(store, EnrolledDevice.open(store, FileDeviceSecret(secret)))
        numbers = Counter(item.number for item in outbox.items(limit=1_000_000))
        findings.slowest_open_s = max(findings.slowest_open_s, time.perf_counter() - start)
        findings.lost += [f"doubled {number}" for number, n in numbers.items() if n > 1]
        findings.lost += wrongly_erased(city, store)
        findings.erased |= {
            id for (id,) in store.rows("select id from outbox where state = 'durable'")
        }
        drafts = Drafts(store, STAFF, KEY, utc_now)
        here = {visit.id for visit in drafts.visits()}
        for visit in list(answered):
            if visit not in here:
                findings.lost.append(f"visit {visit}")
                continue
            kept = drafts.all(visit)
            number = findings.tried.get(visit, "")
            if numbers[number]:
                findings.sealed[visit] = number
                if kept:
                    findings.lost.append(f"draft beside its seal {number}")
                del answered[visit]
            elif visit in findings.sealed or not complete(kept, answered[visit]):
                findings.lost.append(f"{visit}: {sorted(kept)}")
    finally:
        store.close()


def wrongly_erased(city: City, store: Store) -> list[str]:
    """Return what the tablet erased without the city's word, in part, or that it did not erase."""
    kept_twice = dict(
        city.store.rows("select id, digest from submission where durable_at is not null")
    )
    wrong = []
    for id, digest, state, sealed in store.rows("select id, digest, state, sealed from outbox"):
        beside = [one.digest for one in all_attachments(store, id)]
        if state == "durable":
            is_right = kept_twice.get(id) == digest and sealed is None and not beside
        else:
            blobs = [blob["sha256"] for blob in Envelope.from_bytes(sealed).header.blobs]
            is_right = hashlib.sha256(sealed).hexdigest() == digest and beside == blobs
        if not is_right:
            wrong.append(f"{state} {id}")
    return wrong


def complete(kept: dict[str, bytes], answers: set[int]) -> bool:
    return all(kept.get(f"answer/{n}") == f"{CANARY}{n}".encode() for n in answers)
