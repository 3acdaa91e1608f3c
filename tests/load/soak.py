"""Hours of a city's day on end: real tablets, reception and office, and the memory of each."""

import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from build.ports import free_port
from build.sample_city import first_start
from build.sample_city.layout import Layout
from build.sample_city.programs import Running, run_once

TABLETS: Final = 6
EVERY_S: Final = 5.0
OPENED_WITHIN_S: Final = 300.0
PROGRAMS: Final = ("reception", "office", "tablet")


@dataclass
class Soaked:
    """Memory in KiB over time of each program, and what became of the applications."""

    memory: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    sealed: int = 0
    durable: int = 0
    at_the_office: int = 0

    def grown(self, name: str) -> tuple[int, int]:
        """Return the median of the second sixth and of the last sixth, in MiB.

        The first sixth is left out: caches and pools fill in it.
        """
        seen = self.memory[name]
        part = max(1, len(seen) // 6)
        first, last = seen[part : 2 * part] or seen, seen[-part:]
        return round(statistics.median(first) / 1024), round(statistics.median(last) / 1024)


def soak(folder: Path, minutes: float, per_s: float) -> Soaked:
    """Work for *minutes* at *per_s* applications a second, then wait until all is durable."""
    layout, found = Layout(folder / "city", free_port(3)), Soaked()
    with Running(layout) as running:
        first_start.prepare(layout, running)
        running.start_office()
        running.start_tablet(real_reader=False)
        tablets = subprocess.Popen(
            [sys.executable, "-m", "tests.load.soak_tablets", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        _begin(tablets, layout, per_s)
        pids = {name: running.process_id(name) for name in PROGRAMS}
        pids["six tablets"] = tablets.pid
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end:
            time.sleep(EVERY_S)
            for name, pid in pids.items():
                found.memory[name].append(resident_kib(pid))
        done = _ask(tablets, "end")
        found.sealed, found.durable = done["sealed"], done["durable"]
        tablets.wait(60)
        found.at_the_office = _opened_in_the_end(layout, found.durable)
    return found


def _begin(tablets: "subprocess.Popen[str]", layout: Layout, per_s: float) -> None:
    """Enrol the tablets and let the office approve them."""
    line = ["--data", str(layout.office), "--reception", layout.reception_url]
    line += ["--ca", str(layout.city / "ca.pem")]
    codes = [run_once("sync.office", "enrol-code", *line)["code"] for _ in range(TABLETS)]
    told = {"city": str(layout.pack), "codes": codes, "per_s": per_s}
    for device, fingerprint in _ask(tablets, json.dumps(told)):
        shown = ("--device", device, "--fingerprint", fingerprint)
        run_once("sync.office", "approve", *line, *shown)


def _ask(process: "subprocess.Popen[str]", line: str) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def resident_kib(pid: int) -> int:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def _opened_in_the_end(layout: Layout, expected: int) -> int:
    """Give the office the time to open the last ones; return how many it opened."""
    end = time.monotonic() + OPENED_WITHIN_S
    while (count := _opened(layout)) < expected and time.monotonic() < end:
        time.sleep(1.0)
    return count


def _opened(layout: Layout) -> int:
    """Return how many different applications the office opened."""
    with closing(sqlite3.connect(layout.office / "office.db")) as database:
        query = "select count(*) from application where status = 'received'"
        return int(database.execute(query).fetchone()[0])
