"""A console without its server: what a test needs to look at it as one or several browsers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.office.applications.decisions import Decisions
from sync.office.applications.reading import ApplicationReader
from sync.office.audit.log import OfficeEvidence
from sync.office.authoring.published import Publisher
from sync.office.console.clerks import Clerks
from sync.office.keys.keys import OfficeKeys
from sync.office.store.store import OfficeStore
from sync.office.web.app import OWN_NAMES, Console
from sync.wire.city import utc_now
from sync.wire.events.event import SignedEvent
from sync.wire.hpke.suites import HYBRID, KeyPair, make_key
from sync.wire.messages.enrolment_code import EnrolmentCode

PASSPHRASE = "demado-office-2026"
SIGNED_IN = {"clerk": "clerk", "passphrase": PASSPHRASE}
PLAIN, ENCRYPTED = "http://localhost", "https://localhost"


@dataclass
class Clock:
    """Seconds that a test sets."""

    now_s: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class OneConsole:
    """A console on a database of its own with one clerk, who is an administrator.

    The database is a file in the folder where none is named.
    """

    folder: Path
    clock: Clock = field(default_factory=Clock)
    names: Sequence[str] = OWN_NAMES
    database: str = ""
    own_layer: Path | None = None
    publisher: Publisher | None = None
    held: timedelta = timedelta(0)
    at: Callable[[], datetime] = utc_now
    sealing: KeyPair = field(default_factory=lambda: make_key(HYBRID), repr=False)

    def __post_init__(self) -> None:
        self.store = OfficeStore.open(self.database or self.folder / "office.db")
        self.evidence = OfficeEvidence.open(self.store, self.folder)
        self.clerks = Clerks(self.store, self.evidence, self.clock)
        self.clerks.add("clerk", "庁内 見本", PASSPHRASE)
        keys = OfficeKeys({"k1": self.sealing}, "a1", Ed25519PrivateKey.generate(), "token", {})
        self.decisions = Decisions(self.store, keys, self.at, self.evidence, self.held)
        self.reader = ApplicationReader(self.store, keys, self.folder)
        self.console = Console(
            *(self.store, keys, self.clerks, self.decisions, self.folder, self.folder),
            new_code=lambda: EnrolmentCode("https://x", "0" * 64, "code", utc_now()),
            names=self.names,
            own_layer=self.own_layer,
            publisher=self.publisher,
        )
        self._app = self.console.app()

    def browser(self, address: str = PLAIN, came_from: str = "127.0.0.1") -> httpx.AsyncClient:
        """Return one more browser; it names its origin, as every browser does."""
        transport = httpx.ASGITransport(self._app, client=(came_from, 50_000))
        return httpx.AsyncClient(transport=transport, base_url=address, headers={"Origin": address})

    def said(self) -> list[tuple[str, str | None]]:
        """Return kind and clerk of every event of the log, which is whole."""
        assert self.evidence.verify() == []
        events = [SignedEvent.from_bytes(one).event for one in self.evidence.contents()]
        return [(event.kind, event.staff) for event in events]


async def csrf(web: httpx.AsyncClient) -> str:
    """Return the secret of a signed-in browser's forms."""
    return await csrf_at(web, "/devices")


async def csrf_at(web: httpx.AsyncClient, path: str) -> str:
    """Return the secret of the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', (await web.get(path)).text)
    assert found
    return found[1]


async def is_in(web: httpx.AsyncClient) -> bool:
    """Tell whether the browser is signed in."""
    return (await web.get("/devices")).status_code == 200
