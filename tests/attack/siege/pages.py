"""Seals thousands of generated documents and asks for every page of the console."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
from hypothesis import HealthCheck, Phase, given, settings

from sync.office.applications.intake import Intake
from sync.office.applications.reading import ApplicationReader
from sync.office.store.states import NOT_OPENED
from sync.reception.store.quota import MIB, Brought, Quota, set_quota
from sync.tablet.errors import ServerRefused
from sync.wire.package import Package, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.city import make_city
from tests.sync.office.applications.test_office import Office
from tests.sync.office.parsing.direct import Direct
from tests.sync.office.parsing.documents import documents
from tests.sync.tablet.desk import Desk

AT_ONCE: Final = 50
CLERKS: Final = 4
PAGE_MOST: Final = 2 * 1024 * 1024


@dataclass
class Walked:
    """What the console answered."""

    applications: int = 0
    states: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    slowest_s: float = 0.0
    largest: int = 0
    failures: list[str] = field(default_factory=list)

    def table(self) -> str:
        """Return the figures in words."""
        return (
            f"{self.applications} applications {self.states}, {self.pages} pages,"
            f" slowest {self.slowest_s * 1000:.0f} ms, largest {self.largest} bytes,"
            f" failures {len(self.failures)} {self.failures[:5]}"
        )

    def held(self) -> bool:
        """Return whether every page answered, and none with more than 2 MiB."""
        return not self.failures and self.largest <= PAGE_MOST


def generated(count: int) -> list[bytes]:
    """Return *count* packages that a tablet can seal."""
    found: list[bytes] = []

    @settings(
        max_examples=2 * count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents)
    def gather(document: dict[str, Any]) -> None:
        if len(found) < count:
            try:
                found.append(encode_package(Package(document)))
            except ValueError:
                return  # nobody can write it

    gather()
    return found


def walk(folder: Path, count: int) -> Walked:
    """Have the office take *count* documents, and ask for each of its pages."""
    city, walked = make_city(folder / "city"), Walked()
    with city.open():
        office, desk = Office(city, folder), Desk.join(city, folder / "tablet")
        approve(office, desk)
        set_quota(city.store, Brought.APPLICATIONS, Quota(2 * count, 2 * count * MIB))
        packages = generated(count)
        for start in range(0, count, AT_ONCE):
            _send(desk, packages[start : start + AT_ONCE])
        reader = ApplicationReader(office.store, office.keys, reader=Direct())
        Intake(office.store, office.keys, office.client, reader=reader).run_once()
        office.sign_in()
        _look(office, walked)
        desk.close()
        office.close()
    city.store.close()
    return walked


def _send(desk: Desk, packages: list[bytes]) -> None:
    """Send, and wait as long as the reception says where it is too much at once."""
    while True:
        try:
            send(desk, packages)
            return
        except ServerRefused as refused:
            time.sleep(refused.retry_after_s or 1)


def _look(office: Office, walked: Walked) -> None:
    rows = office.store.rows("select id, status from application")
    walked.applications = len(rows)
    for _, status in rows:
        walked.states[status] = walked.states.get(status, 0) + 1
    with ThreadPoolExecutor(CLERKS) as clerks:
        for path, seconds, shown in clerks.map(partial(_ask, office), _paths(rows)):
            walked.slowest_s = max(walked.slowest_s, seconds)
            walked.pages, walked.largest = walked.pages + 1, max(walked.largest, len(shown.content))
            if shown.status_code not in (200, 404):
                walked.failures.append(f"{shown.status_code} {path.split('/')[-1][:12]}")


def _ask(office: Office, path: str) -> tuple[str, float, httpx.Response]:
    begun = time.monotonic()
    shown = office.web.get(path)
    return path, time.monotonic() - begun, shown


def _paths(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from ("/", "/devices")
    for id, status in rows:
        yield f"/applications/{id}"
        if status not in NOT_OPENED:
            yield f"/applications/{id}/form.pdf"
