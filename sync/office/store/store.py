"""Reads and writes the office's applications (sealed as they came), decisions and settings."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

from sync.database import DatabaseStore
from sync.database.port import Database
from sync.office.store import columns
from sync.office.store.columns import ColumnCipher
from sync.office.store.schema import STEPS
from sync.office.store.states import (
    NOT_OPENED,
    ApplicationState,
    in_sql,
)
from sync.wire.messages.decision import DecisionStatus
from sync.wire.messages.request_kind import RequestKind

COLUMNS: Final = (
    "id, device, number, procedure, title, person, counter_at, received_at, status, reason,"
    " replaces, tries, verdict, marks, nth, readings, compared,"
    " withdraws, handed_to, requested, due_on"
)
# ``do update`` rather than ``do nothing``: on a replicated database only the former
# waits for the other copies.
KEEP: Final = (
    "insert into application (id, device, received_at, status, content)"  # noqa: S608 - ours
    " values (?, ?, ?, ?, ?)"
    " on conflict (id) do update set"
    f" content = case when application.status in {in_sql(*NOT_OPENED)}"
    " then excluded.content else application.content end,"
    f" device = case when application.status in {in_sql(*NOT_OPENED)}"
    " then excluded.device else application.device end"
    " returning content"
)


@dataclass(frozen=True)
class ApplicationRow:
    """One application in the list; an unopened one carries a ``reason``.

    ``replaces`` is the id of the application that this one corrects, as its tablet says.
    ``tries`` counts how often it could not be opened; ``verdict`` is JSON, see ``verdicts``;
    ``nth`` is over 1 where an earlier application has the same receipt number.
    ``marks`` are words of ``sync.wire.marks``; ``readings`` has the kana of an answer a line.
    ``compared`` is the key by which it was compared with the others, None before that.
    ``withdraws`` is the id, or else the receipt number, of what a withdrawal takes back;
    ``handed_to`` the tablet that goes on with it in the place of ``device``. ``requested``, a
    kind of request, is None of what was opened before there were kinds. ``due_on`` is the day
    (ISO) by which the city answers.
    """

    id: str
    device: str
    number: str | None
    procedure: str | None
    title: str | None
    person: str | None = field(repr=False)
    counter_at: str | None
    received_at: str
    status: ApplicationState
    reason: str | None
    replaces: str | None
    tries: int
    verdict: str | None
    marks: str = ""
    nth: int = 1
    readings: str | None = field(default=None, repr=False)
    compared: str | None = None
    withdraws: str | None = None
    handed_to: str | None = None
    requested: str | None = None
    due_on: str | None = None

    @property
    def request_kind(self) -> RequestKind:
        """What it asks for; only what is opened is of a kind."""
        if self.requested is None:
            return RequestKind.WITHDRAWAL if self.withdraws else RequestKind.APPLICATION
        return RequestKind(self.requested)

    @property
    def holder(self) -> str:
        """The tablet that decisions go to, and that may correct it."""
        return self.handed_to or self.device

    def is_held_by(self, device: str) -> bool:
        """Tell whether this tablet sealed it, or goes on with it."""
        return device in (self.device, self.handed_to)

    @property
    def city_number(self) -> str:
        """The receipt number as it is unique in the city; empty when there is none."""
        return f"{self.number}-{self.nth}" if self.nth > 1 else self.number or ""

    @classmethod
    def of(cls, row: Sequence[Any], cipher: ColumnCipher) -> Self:
        """Return what a row of :data:`COLUMNS` holds, its sealed columns opened."""
        values = dict(zip((one.name for one in fields(cls)), row, strict=True))
        for name in columns.APPLICATION:
            values[name] = cipher.opened(f"application.{name}", values["id"], values[name])
        return cls(**values | {"status": ApplicationState(values["status"])})


@dataclass(frozen=True)
class DecisionRow:
    """One decision on an application; ``is_sent`` once the reception has it."""

    seq: int
    status: DecisionStatus
    message: str = field(repr=False)
    clerk: str
    at: str
    is_sent: bool


class OfficeStore(DatabaseStore):
    """Opens the office's tables and asks them; any thread may.

    ``cipher`` seals the columns that name residents; the one without a key leaves them as
    they are, as an office did before there was one.
    """

    steps = STEPS
    foreign = "submission"

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.cipher = ColumnCipher()

    def setting(self, name: str) -> str:
        """Return a setting; empty when it was never set."""
        found = self.rows("select value from setting where name = ?", name)
        return str(found[0][0]) if found else ""

    def put_setting(self, name: str, value: str) -> None:
        """Set or replace a setting; what stands so already is not written again."""
        if self.rows("select 1 from setting where name = ? and value = ?", name, value):
            return
        with self.transaction() as db:
            db.execute(
                "insert into setting values (?, ?)"
                " on conflict (name) do update set value = excluded.value",
                [name, value],
            )

    def put_application(self, id: str, device: str, received_at: str, content: bytes) -> bytes:
        """Keep a sealed application; return the bytes that are kept under its id.

        Those are the first ones, unless nobody could open them yet: good bytes
        take the place of damaged ones.
        """
        with self.transaction() as db:
            (held,) = db.execute(
                KEEP, [id, device, received_at, ApplicationState.NEW.value, content]
            ).fetchone()
        return bytes(held)

    def put_attachment(self, digest: str, content: bytes) -> None:
        """Keep a sealed attachment; twice is harmless."""
        with self.transaction() as db:
            db.execute(
                "insert into attachment values (?, ?)"
                " on conflict (digest) do update set content = excluded.content",
                [digest, content],
            )

    def attachment(self, digest: str) -> bytes | None:
        """Return a sealed attachment; None when it is not here."""
        found = self.rows("select content from attachment where digest = ?", digest)
        return bytes(found[0][0]) if found else None

    def application_row(self, row: Sequence[Any]) -> ApplicationRow:
        """Return what a row of :data:`COLUMNS` holds, with its sealed columns opened."""
        return ApplicationRow.of(row, self.cipher)

    def application(self, id: str) -> tuple[ApplicationRow, bytes] | None:
        """Return one application and its sealed bytes."""
        found = self.rows(
            f"select {COLUMNS}, content from application where id = ?",  # noqa: S608
            id,
        )
        return (self.application_row(found[0][:-1]), bytes(found[0][-1])) if found else None

    def applications(self, ids: Sequence[str]) -> list[ApplicationRow]:
        """Return the applications of these ids, in their order; without those that are not here."""
        if not ids:
            return []
        marks = ", ".join("?" * len(ids))
        rows = self.rows(f"select {COLUMNS} from application where id in ({marks})", *ids)  # noqa: S608
        found = {row.id: row for row in map(self.application_row, rows)}
        return [found[id] for id in ids if id in found]

    def same_number(self, row: ApplicationRow) -> list[ApplicationRow]:
        """Return the other applications that have the receipt number of *row*."""
        rows = self.rows(
            f"select {COLUMNS} from application where number = ? and id <> ?"  # noqa: S608
            " order by nth limit 5",
            row.number,
            row.id,
        )
        return [self.application_row(one) for one in rows]

    def decisions(self, id: str) -> list[DecisionRow]:
        """Return an application's decisions, oldest first."""
        rows = self.rows(
            "select seq, status, message, clerk, at, sent_at from decision where id = ?"
            " order by seq",
            id,
        )
        return [
            DecisionRow(
                *(seq, DecisionStatus(status), self.opened_message(id, seq, message)),
                *(clerk, at, sent_at is not None),
            )
            for seq, status, message, clerk, at, sent_at in rows
        ]

    def opened_message(self, id: str, seq: int, message: str) -> str:
        """Return the text of a decision from its column."""
        return self.cipher.opened("decision.message", f"{id}/{seq}", message) or ""

    def sealed_message(self, id: str, seq: int, message: str) -> str:
        """Return the text of a decision as its column holds it."""
        return self.cipher.seal("decision.message", f"{id}/{seq}", message) or ""
