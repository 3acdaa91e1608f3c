"""Starts the city, lets the tablets and the clerks at it, and measures what the office does."""

import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

from build.ports import free_port
from build.sample_city import first_start
from build.sample_city.layout import Layout
from build.sample_city.people import CLERK, Person
from build.sample_city.programs import Running, run_once
from tests.attack.siege.clerk import SiegeClerk
from tests.attack.siege.memory_of import tree_mib
from tests.load.__main__ import percentile

SECOND: Final = Person("clerk2", "庁内 見本二", "demado-office-2026-b")
ARRIVAL_S: Final = 5.0
PAGE_S: Final = 0.5
# Memory may move by this much between the second sixth of the time and the last.
GROWN: Final = 1.15
MEMORY_EVERY_S: Final = 2.0
LOOK_EVERY_S: Final = 0.1
LAST_ONES_S: Final = 30.0


@dataclass
class Besieged:
    """What was measured: honest arrivals, pages, and the office's memory with its children."""

    sent: dict[str, float] = field(default_factory=dict)
    opened: dict[str, float] = field(default_factory=dict)
    clerks: list[SiegeClerk] = field(default_factory=list)
    memory_mib: list[float] = field(default_factory=list)
    hostile_rows: int = 0

    def waits_s(self) -> list[float]:
        """Return how long each honest application took from the reception to the clerk's list."""
        never = float("inf")
        return [self.opened.get(id, never) - at for id, at in self.sent.items()]

    def pages_s(self) -> list[float]:
        """Return the time of every request of both clerks."""
        return [one for clerk in self.clerks for one in clerk.pages_s]

    def memory(self) -> tuple[float, float]:
        """Return the median of the second sixth of the time and of the last, in MiB."""
        part = max(1, len(self.memory_mib) // 6)
        early = self.memory_mib[part : 2 * part] or self.memory_mib
        return statistics.median(early), statistics.median(self.memory_mib[-part:])

    def bounds(self) -> list[tuple[str, str, bool]]:
        """Return each bound with the figure found and whether it held."""
        arrival, pages = percentile(self.waits_s(), 99), percentile(self.pages_s(), 99)
        early, late = self.memory()
        failures = [one for clerk in self.clerks for one in clerk.failures]
        lost = len(self.sent.keys() - self.opened.keys())
        return [
            (f"honest arrival p99 ≤ {ARRIVAL_S:g} s", f"{arrival:.2f} s", arrival <= ARRIVAL_S),
            (f"page p99 ≤ {PAGE_S * 1000:g} ms", f"{pages * 1000:.0f} ms", pages <= PAGE_S),
            ("memory flat", f"{early:.0f} → {late:.0f} MiB", late <= early * GROWN),
            ("honest applications all opened", f"{lost} missing", lost == 0),
            ("pages without an error", f"{len(failures)} {set(failures) or ''}", not failures),
        ]

    def held(self) -> bool:
        """Return whether every bound held."""
        return all(held for _, _, held in self.bounds())

    def table(self) -> str:
        """Return the figures as a table for people."""
        decided = sum(clerk.decided for clerk in self.clerks)
        lines = [
            f"{len(self.sent)} honest applications, {self.hostile_rows} hostile ones stored,"
            f" {len(self.pages_s())} pages, {decided} decisions",
            f"honest arrival median {statistics.median(self.waits_s()):.2f} s,"
            f" page median {statistics.median(self.pages_s()) * 1000:.0f} ms",
            "| bound | found | held |",
            "|---|---|---|",
            *(
                f"| {bound} | {found} | {'yes' if held else 'NO'} |"
                for bound, found, held in self.bounds()
            ),
        ]
        return "\n".join(lines)


def besiege(folder: Path, minutes: float) -> Besieged:
    """Let one tablet be hostile for *minutes*; return what the others saw."""
    layout, found = Layout(folder / "city", free_port(3)), Besieged()
    with Running(layout) as running, ExitStack() as stack:
        first_start.prepare(layout, running)
        _add_second_clerk(layout)
        running.start_office()
        ended = Event()
        honest = stack.enter_context(_tablet(layout, folder, "honest"))
        hostile = stack.enter_context(_tablet(layout, folder, "hostile"))
        threads = [
            Thread(target=_hear, args=(honest, found.sent), daemon=True),
            Thread(target=_watch, args=(layout, found, ended), daemon=True),
            *_clerks(layout, found, ended),
        ]
        for thread in threads:
            thread.start()
        for tablet in (honest, hostile):
            _say(tablet, "")
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end:
            found.memory_mib.append(tree_mib(running.process_id("office")))
            time.sleep(MEMORY_EVERY_S)
        for tablet in (hostile, honest):
            tablet.communicate(timeout=120)
        _wait_for_the_last(found)
        ended.set()
        for thread in threads:
            thread.join(60)
        found.hostile_rows = _hostile_rows(layout)
    return found


def _add_second_clerk(layout: Layout) -> None:
    told = ("--data", str(layout.office), "--id", SECOND.id, "--name", SECOND.name)
    run_once("sync.office", "add-clerk", *told, secret=SECOND.passphrase + "\n")


def _clerks(layout: Layout, found: Besieged, ended: Event) -> Iterator[Thread]:
    base = f"http://127.0.0.1:{layout.ports['office']}"
    for person in (CLERK, SECOND):
        clerk = SiegeClerk(base, person.id, person.passphrase)
        found.clerks.append(clerk)
        yield Thread(target=clerk.work, args=(ended,), daemon=True)


@contextmanager
def _tablet(layout: Layout, folder: Path, kind: str) -> "Iterator[subprocess.Popen[str]]":
    """Start a tablet's process, enrolled and approved; it waits for the word to begin."""
    line = ["--data", str(layout.office), "--reception", layout.reception_url]
    line += ["--ca", str(layout.city / "ca.pem")]
    (folder / kind).mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.attack.siege.tablets", str(folder / kind)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        code = run_once("sync.office", "enrol-code", *line)["code"]
        _say(process, json.dumps({"city": str(layout.pack), "code": code, "kind": kind}))
        assert process.stdout is not None
        device, fingerprint = json.loads(process.stdout.readline())
        shown = ("--device", device, "--fingerprint", fingerprint)
        run_once("sync.office", "approve", *line, *shown)
        yield process
    finally:
        process.kill()
        process.wait()


def _say(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _hear(process: "subprocess.Popen[str]", sent: dict[str, float]) -> None:
    """Note what the honest tablet says was taken."""
    assert process.stdout is not None
    for line in process.stdout:
        said: dict[str, Any] = json.loads(line)
        sent[said["id"]] = said["at"]


def _watch(layout: Layout, found: Besieged, ended: Event) -> None:
    """Note the moment at which each honest application is on the clerks' list."""
    with closing(sqlite3.connect(layout.office / "office.db", timeout=30)) as database:
        while not ended.wait(LOOK_EVERY_S):
            missing = [id for id in list(found.sent) if id not in found.opened]
            marks = ",".join("?" * len(missing))
            query = (
                f"select id from application where id in ({marks})"  # noqa: S608 - marks only
                " and status not in ('new', 'unopened', 'held')"
            )
            for (id,) in database.execute(query, missing).fetchall():
                found.opened[id] = time.time()


def _wait_for_the_last(found: Besieged) -> None:
    end = time.monotonic() + LAST_ONES_S
    while found.sent.keys() - found.opened.keys() and time.monotonic() < end:
        time.sleep(LOOK_EVERY_S)


def _hostile_rows(layout: Layout) -> int:
    with closing(sqlite3.connect(layout.office / "office.db")) as database:
        ((count,),) = database.execute("select count(*) from application")
    return int(count)
