"""Measures the office's console on 10² to 10⁵ applications: a real ``serve``, over HTTP.

Every figure is of whole pages as a clerk's browser gets them, the log's entry included. Then
two offices share the database and four clerks decide on the same applications at once.
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import httpx

from build.ports import free_port
from sync.office.applications.alike import COMPARED_BY
from sync.office.arguments.office import DATABASE
from sync.office.console.clerks import Clerks
from sync.office.exports.feed import Feed
from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.office.listing.pages import PAGE
from sync.office.listing.places import ListPlace
from sync.office.retention.done_with import DoneWith
from sync.office.store.resealing import DONE
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from tests.load.many_applications import BEGIN, ManyApplications
from tests.load.soak import resident_kib
from tests.sync.city import make_city
from tests.sync.postgresql import postgresql

FONTS: Final = Path(__file__).resolve().parents[2] / "assets" / "fonts"
PASSPHRASE: Final = "demado-office-2026"
CLERKS: Final = ("clerk-a", "clerk-b", "clerk-c", "clerk-d")
TIMES: Final = 20
TO_OPEN: Final = 60
TO_RACE: Final = 24
DAYS_KEPT: Final = 1825
SIGNED_IN_WITHIN_S: Final = 300.0
INDEXED_WITHIN_S: Final = 900.0


@dataclass
class Measured:
    """Milliseconds of each thing that was done, and what else was found."""

    ms: dict[str, list[float]] = field(default_factory=dict)
    filled_s: float = 0.0
    indexed_s: float = 0.0
    mib: int = 0
    decided: int = 0
    refused: int = 0
    doubled: int = 0


class Browser:
    """One signed-in clerk on one console."""

    def __init__(self, port: int, clerk: str) -> None:
        address = f"http://127.0.0.1:{port}"
        self.web = httpx.Client(
            base_url=address, headers={"Origin": address}, trust_env=False, timeout=120
        )
        end = time.monotonic() + SIGNED_IN_WITHIN_S
        while not self._is_in(clerk):
            assert time.monotonic() < end, "the office does not answer"
            time.sleep(0.2)
        found = re.search(r'name="csrf" value="([^"]+)"', self.web.get("/devices").text)
        assert found
        self.csrf = found[1]

    def _is_in(self, clerk: str) -> bool:
        try:
            said = {"clerk": clerk, "passphrase": PASSPHRASE}
            answer = self.web.post("/sign-in", data=said)
        except httpx.TransportError:
            return False
        return bool(answer.headers.get("location") == "/")

    def listed(self, path: str = "/") -> str:
        """Return a page of the list."""
        answer = self.web.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def narrow(self, **given: str) -> None:
        """Narrow the list, as its form does."""
        assert self.web.post("/", data={"csrf": self.csrf, **given}).status_code == 303

    def decide(self, id: str, seen: int = 0) -> int:
        """Accept an application; return the status of the answer."""
        given = {"csrf": self.csrf, "seen": str(seen), "status": "accepted"}
        return self.web.post(f"/applications/{id}", data=given).status_code


@contextmanager
def offices(folder: Path, database: str | None, count: int) -> Iterator[list[tuple[int, int]]]:
    """Run real consoles on one database; yield the port and the process id of each."""
    ca = make_city(folder / "city")
    ca.store.close()
    line = ["--data", folder / "office", "--trust", folder, "--fonts", FONTS]
    line += ["--reception", f"https://127.0.0.1:{free_port()}", "--ca", ca.folder / "ca.pem"]
    line += ["--database", database] if database else []
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            port = free_port()
            command = [sys.executable, "-m", "sync.office", "serve", "--port", port, *line]
            process = stack.enter_context(
                subprocess.Popen([*map(str, command)], stderr=subprocess.DEVNULL)
            )
            stack.callback(process.terminate)
            found.append((port, process.pid))
        yield found


def measure(kind: str, count: int) -> Measured:
    """Fill a database with *count* applications and work on it."""
    found = Measured()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgresql()) if kind == "postgresql" else None
        database = server.make_database("office") if server else None
        keys = make_office_keys(folder / "office", utc_now())
        store = OfficeStore.open(database or folder / "office" / DATABASE)
        stack.enter_context(closing(store))
        store.cipher = column_cipher(folder / "office")
        many = ManyApplications(store, keys.public_sealing(utc_now())[0])
        begin = time.perf_counter()
        many.fill(count, max(TO_OPEN, count // 50), TO_OPEN)
        found.filled_s = time.perf_counter() - begin
        for name in (COMPARED_BY, DONE):
            store.put_setting(name, store.cipher.current)
        for clerk in CLERKS:
            Clerks(store).add(clerk, f"見本 {clerk}", PASSPHRASE)
        if server:
            with store.transaction() as db:
                db.execute("analyze")
        ports = stack.enter_context(offices(folder, database, 2))
        _work(Browser(ports[0][0], CLERKS[0]), many, found)
        found.mib = resident_kib(ports[0][1]) // 1024
        _race(store, [port for port, _ in ports], many, found)
    return found


def _work(one: Browser, many: ManyApplications, found: Measured) -> None:
    begin = time.perf_counter()
    one.narrow(q="見本花子")
    while "data-missing" in one.listed():
        assert time.perf_counter() - begin < INDEXED_WITHIN_S, "the index does not become whole"
        time.sleep(0.5)
    found.indexed_s = time.perf_counter() - begin
    one.narrow()
    _time(found, "first page", one.listed)
    for name, place in _places(many.store).items():
        path = f"/?after={place.to_text()}"
        _time(found, name, partial(one.listed, path))
    narrowed: dict[str, dict[str, str]] = {
        "tablet and mark": {"device": many.devices[3], "mark": "expired"},
        "one state": {"status": "rejected"},
        "department": {"department": "福祉課"},
        "assigned, to decide": {"assigned_to": CLERKS[1], "status": "undecided"},
        "procedure and days": {"procedure": "kyufukin", "since": "2024-05-01"},
        "search, one found": {"q": "見本花子 99"},
        "search, a quarter found": {"q": "高橋"},
        "search, none found": {"q": "ヤマダ"},
        "search, whole number": {"q": many.store.rows("select max(number) from application")[0][0]},
    }
    for name, given in narrowed.items():
        one.narrow(**given)
        _time(found, name, one.listed)
    one.narrow()
    _measure_beside(many.store, found)
    opened = _opened(one, many.to_open)
    _time(found, "open", lambda: _is(200, next(opened)))
    decided = map(one.decide, many.to_open[:TIMES])
    _time(found, "decide", lambda: _is(303, next(decided)))


def _measure_beside(store: OfficeStore, found: Measured) -> None:
    """Measure what programs beside the console ask: the cursor of exports, and what goes by age."""
    feed, done = Feed(store), DoneWith(store)
    highest = feed.catch_up()
    _time(found, "export: what is new", feed.catch_up)
    _time(found, "export: since a cursor", lambda: list(islice(feed.since(highest // 2), 500)))
    day = BEGIN + timedelta(days=1)
    between = day.isoformat(), (day + timedelta(days=1)).isoformat()
    _time(found, "export: a day", lambda: feed.between(*between))
    _time(found, "retention: preview", lambda: done.by_day(DAYS_KEPT, utc_now().date()))


def _places(store: OfficeStore) -> dict[str, ListPlace]:
    """Return where the page in the middle of what is decided begins, and the last one."""
    rows = store.rows(
        "select received_at, id from application where status not in ('received')"
        " order by received_at, id"
    )
    middle, last = rows[len(rows) // 2], rows[-PAGE:][0]
    return {"middle page": ListPlace(1, *middle), "last page": ListPlace(1, *last)}


def _opened(one: Browser, ids: list[str]) -> Iterator[int]:
    for id in ids:
        yield one.web.get(f"/applications/{id}").status_code


def _is(wanted: int, status: int) -> None:
    assert status == wanted, status


def _time(found: Measured, name: str, do: Callable[[], object]) -> None:
    taken = found.ms.setdefault(name, [])
    for _ in range(TIMES):
        begin = time.perf_counter()
        do()
        taken.append((time.perf_counter() - begin) * 1000)


def _race(store: OfficeStore, ports: list[int], many: ManyApplications, found: Measured) -> None:
    """Let four clerks on two offices decide on the same applications, in the same order."""
    ids = many.to_open[TIMES : TIMES + TO_RACE]
    browsers = [Browser(ports[n % 2], clerk) for n, clerk in enumerate(CLERKS)]
    with ThreadPoolExecutor(len(browsers)) as threads:
        said = list(threads.map(lambda one: [one.decide(id) for id in ids], browsers))
    answers = [status for each in said for status in each]
    found.decided, found.refused = answers.count(303), answers.count(409)
    rows = store.rows(
        "select id from decision where status = 'accepted' group by id having count(*) > 1"
    )
    found.doubled = len(rows)
    assert (found.decided, found.refused) == (len(ids), 3 * len(ids)), answers


def report(kind: str, measured: dict[int, Measured]) -> Iterator[str]:
    """Yield the lines of one table: medians and the 95th percentile, in milliseconds."""
    yield f"| {kind} | " + " | ".join(f"{count:,}" for count in measured) + " | growth |"
    yield "|---" * (len(measured) + 2) + "|"
    for name in next(iter(measured.values())).ms:
        p50 = [statistics.median(one.ms[name]) for one in measured.values()]
        p95 = [statistics.quantiles(one.ms[name], n=20)[-1] for one in measured.values()]
        cells = " | ".join(f"{a:.0f}, {b:.0f} ms" for a, b in zip(p50, p95, strict=True))
        yield f"| {name} | {cells} | × {p50[-1] / p50[0]:.1f} |"
    lines: dict[str, Callable[[Measured], str]] = {
        "office, resident": lambda one: f"{one.mib} MiB",
        "search index whole after": lambda one: f"{one.indexed_s:.1f} s",
        "four clerks, two offices": lambda one: (
            f"{one.decided} decided, {one.refused} refused, {one.doubled} double"
        ),
    }
    for name, say in lines.items():
        yield f"| {name} | " + " | ".join(map(say, measured.values())) + " | |"
