"""Fills an office's database as years of work leave it: invented people, some left to decide."""

import json
import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.office.line.client import KnownDevice
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import CityKey, utc_now
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.package import Package, encode_package
from sync.wire.receipt_number import DIGITS, LENGTH

BEGIN: Final = datetime(2024, 4, 1, tzinfo=UTC)
EVERY: Final = timedelta(minutes=13)
LOT: Final = 1000
SEALED_BYTES: Final = 4096
TABLETS: Final = 12
FAMILY: Final = (
    ("見本", "ミモト"),
    ("𠮷髙", "ヨシタカ"),
    ("髙橋", "タカハシ"),
    ("手間戸", "デマド"),
)
GIVEN: Final = (("花子", "ハナコ"), ("太郎", "タロウ"), ("みどり", "ミドリ"), ("次郎", "ジロウ"))
PROCEDURES: Final = {
    "juminhyo": "住民票の写しの請求",
    "kyufukin": "給付金の申請",
    "keiro_bus": "敬老バスの申請",
    "kaigo_nintei": "要介護認定の申請",
    "card_kenko": "健康保険証の利用の申込み",
}
MARKS: Final = ("", "", "", "", "changed", "asked_twice", "changed unprintable", "expired")
DEPARTMENTS: Final = (None, "市民課", "福祉課", "高齢課")
ASSIGNED: Final = (None, None, "clerk-a", "clerk-b")
DUE_DAYS: Final = 30
# Whatever a clerk decided, as it left for its tablet on the next day.
DECIDED: Final = (
    "insert into decision select id, 1, status, '', 'clerk-a', received_at, ?, received_at"
    " from application where status in ('accepted', 'rejected', 'withdrawn', 'replaced')"
)
CLOSED: Final = ("accepted",) * 16 + ("rejected", "returned", "replaced", "withdrawn")
INSERT: Final = (
    "insert into application (id, device, number, procedure, title, person, readings, verdict,"
    " counter_at, received_at, status, content, marks, compared, seq, department, assigned_to,"
    " due_on) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id"
)


class ManyApplications:
    """Applications of a few tablets; those of :attr:`to_open` are really sealed."""

    def __init__(self, store: OfficeStore, key: CityKey) -> None:
        self.store, self.key, self.dice = store, key, random.Random(12)  # noqa: S311 - a sample
        self.sign, self.devices = Ed25519PrivateKey.generate(), []
        self.to_open: list[str] = []
        for place in range(TABLETS):
            self.devices.append(self._tablet(place))

    def _tablet(self, place: int) -> str:
        id, seal_key = secrets.token_hex(16), X25519PrivateKey.generate()
        sign, sealing = self.sign.public_key(), seal_key.public_key()
        halves = sign.public_bytes_raw(), sealing.public_bytes_raw()
        known = KnownDevice(id, f"見本{place}号", *halves, place, BEGIN.isoformat(), None)
        Tablets(self.store).record([known])
        assert Tablets(self.store).approve(id, "cli", BEGIN)
        return id

    def fill(self, count: int, undecided: int, to_open: int) -> None:
        """Put *count* in, the newest *undecided* of them received, *to_open* of those sealed."""
        rows = self._rows(count, undecided, to_open)
        for _ in range(0, count, LOT):
            with self.store.transaction() as db:
                db.execute_each(INSERT, [row for row, _ in zip(rows, range(LOT), strict=False)])
        with self.store.transaction() as db:
            db.execute(DECIDED, [b"sealed"])

    def _rows(self, count: int, undecided: int, to_open: int) -> Iterator[list[Any]]:
        for place in range(count):
            is_open = place >= count - undecided
            yield self._row(place, is_open=is_open, is_sealed=place >= count - to_open)

    def _row(self, place: int, *, is_open: bool, is_sealed: bool) -> list[Any]:
        id, at = secrets.token_hex(16), (BEGIN + place * EVERY).isoformat()
        (family, kana), (given, given_kana) = map(self.dice.choice, (FAMILY, GIVEN))
        name, number = f"{family}　{given}{place}", "".join(self.dice.choices(DIGITS, k=LENGTH))
        procedure = self.dice.choice(list(PROCEDURES))
        named = {
            "procedure": procedure,
            "title": PROCEDURES[procedure],
            "person": name,
            "readings": f"{kana}\n{given_kana}",
            "verdict": json.dumps({"verdict": "none"}),
        }
        sealed = [
            self.store.cipher.seal(f"application.{column}", id, text)
            for column, text in named.items()
        ]
        device = self.dice.choice(self.devices)
        content = self._sealed(id, device, number, named) if is_sealed else None
        return [
            *(id, device, number, *sealed, at, at),
            "received" if is_open else self.dice.choice(CLOSED),
            content or self.dice.randbytes(SEALED_BYTES),
            *("" if is_open else self.dice.choice(MARKS), self.store.cipher.current, place),
            *map(self.dice.choice, (DEPARTMENTS, ASSIGNED)),
            (BEGIN + place * EVERY + timedelta(days=DUE_DAYS)).date().isoformat(),
        ]

    def _sealed(self, id: str, device: str, number: str, named: dict[str, str]) -> bytes:
        self.to_open.append(id)
        answers = [
            {"label": f"項目{n}", "display": f"答え{n}", "source": "resident", "question": f"q{n}"}
            for n in range(20)
        ]
        document = {
            "v": 1,
            "number": number,
            "procedure": {"id": named["procedure"], "title": named["title"], "version": 1},
            "person": {"name": named["person"]},
            "counter_accepted_at": BEGIN.isoformat(),
            "staff": "mihon-a",
            "answers": answers,
        }
        key, now = self.key, utc_now().isoformat()
        header = Header(key.suite, id, device, 1, NO_PREVIOUS, key.id, now)
        return seal(encode_package(Package(document, ())), header, key, self.sign).to_bytes()
