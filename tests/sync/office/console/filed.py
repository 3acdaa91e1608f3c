"""Puts applications into a console's office as a tablet sealed them, without tablet and line."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.office.applications.opening import Opening
from sync.office.applications.verdicts import Verdicts
from sync.wire.city import CityKey, utc_now
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.hpke.suites import HYBRID
from sync.wire.package import Package, Part, encode_package
from tests.load.many_applications import ManyApplications
from tests.sync.office.console.browsers import OneConsole

BEGIN = datetime(2026, 11, 20, 1, tzinfo=UTC)
NUMBERS = "234567829345"
DOCUMENT: dict[str, Any] = {
    "v": 1,
    "number": NUMBERS,
    "procedure": {"id": "kyufukin", "title": "給付金の申請", "version": 1},
    "person": {"name": "見本　太郎"},
    "counter_accepted_at": BEGIN.isoformat(),
    "read_back_at": BEGIN.isoformat(),
    "staff": "mihon-a",
    "identity": {
        "method": "documents",
        "documents": [{"type": "passport", "expires_on": "2030-01-01", "with_photo": True}],
        "face_compared": True,
    },
    "actor": {"kind": "staff_writes"},
    "evidence": [{"kind": "power_of_attorney", "state": "seen", "expires_on": None, "due": None}],
    "scribe": {
        "by": "mihon-a",
        "reason": "hand",
        "read_back_at": BEGIN.isoformat(),
        "confirmed": "hand_signature",
        "witness": "mihon-b",
    },
    "confirmation": {"method": "hand_signature", "witness": "mihon-b"},
    "answers": [
        {"question": "name", "label": "氏名", "display": "見本　太郎", "source": "card"},
        {"question": "phone", "label": "電話番号", "display": "000", "source": "resident"},
    ],
}


@dataclass
class Filed:
    """One tablet's applications in the office of a console."""

    one: OneConsole
    many: ManyApplications = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        until = utc_now() + timedelta(days=9)
        key = CityKey(id="k1", suite=HYBRID, public=self.one.sealing.public, not_after=until)
        self.many = ManyApplications(self.one.store, key)

    def put(self, *parts: Part, **other: Any) -> str:
        """Put one application in, opened, checked and received; return its id."""
        self.count += 1
        id, at = secrets.token_hex(16), BEGIN + timedelta(minutes=self.count)
        number = f"{NUMBERS[:-2]}{2 + self.count // 8}{2 + self.count % 8}"
        package = Package({**DOCUMENT, "number": number, **other}, parts)
        key, device = self.many.key, self.many.devices[0]
        header = Header(key.suite, id, device, self.count, NO_PREVIOUS, key.id, at.isoformat())
        content = seal(encode_package(package), header, key, self.many.sign).to_bytes()
        store, reader = self.one.store, self.one.reader
        store.put_application(id, device, at.isoformat(), content)
        Opening(store, reader).run_once()
        self.one.decisions.mark_received(id)
        Verdicts(store, reader).run_once()
        return id
