"""Kills the worker at random points and looks at what is left, each time and at the end."""

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

from sync.tablet.drafts import Drafts
from sync.tablet.outbox import Outbox
from sync.tablet.secret import FileDeviceSecret
from sync.tablet.station import Station
from sync.tablet.store import Store
from sync.wire.city import utc_now
from tests.faults import PRELOAD
from tests.faults.worker import CANARY, KEY, STAFF, paths, work

SHORTEST_LIFE_S, LONGEST_LIFE_S = 0.02, 0.25
FORMS = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode())


@dataclass
class Findings:
    """What was found over all kills; ``lost`` and ``plaintext`` must stay empty."""

    kills: int = 0
    killed_after: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    plaintext: list[str] = field(default_factory=list)
    tried: dict[str, str] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    slowest_open_s: float = 0.0


def kill_many(folder: Path, kills: int, seed: int) -> Findings:
    """Run the worker *kills* times, each life of a random length."""
    context, dice, findings = get_context("forkserver"), random.Random(seed), Findings()  # noqa: S311 - no secret
    context.set_forkserver_preload(PRELOAD)
    answered: dict[str, set[int]] = {}
    for _ in range(kills):
        hear, tell = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(folder, tell), daemon=True)
        process.start()
        tell.close()
        time.sleep(dice.uniform(SHORTEST_LIFE_S, LONGEST_LIFE_S))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        said = heard(hear)
        findings.kills += 1
        findings.killed_after[said[-1][0] if said else "nothing"] += 1
        note(said, answered, findings)
        look(folder, answered, findings)
    return findings


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


def look(folder: Path, answered: dict[str, set[int]], findings: Findings) -> None:
    """Open the tablet as the next start does; every durable thing must be there, sealed."""
    for path in folder.rglob("*"):
        if path.is_file() and any(form in path.read_bytes() for form in FORMS):
            findings.plaintext.append(path.name)
    start = time.perf_counter()
    database, secret = paths(folder)
    store = Store.open(database)
    try:
        outbox = Outbox(store, Station.open(store, FileDeviceSecret(secret)))
        numbers = Counter(item.number for item in outbox.items(limit=1_000_000))
        findings.slowest_open_s = max(findings.slowest_open_s, time.perf_counter() - start)
        findings.lost += [f"doubled {number}" for number, n in numbers.items() if n > 1]
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


def complete(kept: dict[str, bytes], answers: set[int]) -> bool:
    return all(kept.get(f"answer/{n}") == f"{CANARY}{n}".encode() for n in answers)
