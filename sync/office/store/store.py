"""What the office keeps: applications (sealed as they came), decisions, tablets, clerks."""

from dataclasses import dataclass, field
from typing import Final

from sync.database import DatabaseStore
from sync.office.store.schema import STEPS

COLUMNS: Final = (
    "id, device, number, procedure, title, person, counter_at, received_at, status, reason,"
    " replaces"
)
# ``do update`` rather than ``do nothing``: on a replicated database only the former
# waits for the other copies, see data_layer.md §4.
KEEP: Final = (
    "insert into application (id, device, received_at, status, content) values (?, ?, ?, 'new', ?)"
    " on conflict (id) do update set content = case when application.status in"
    " ('new', 'unopened') then excluded.content else application.content end,"
    " device = case when application.status in"
    " ('new', 'unopened') then excluded.device else application.device end"
    " returning content"
)


@dataclass(frozen=True)
class ApplicationRow:
    """One application in the list. ``status`` ``unopened`` carries a ``reason``.

    ``replaces`` is the id of the application that this one corrects, as its tablet says.
    """

    id: str
    device: str
    number: str | None
    procedure: str | None
    title: str | None
    person: str | None = field(repr=False)
    counter_at: str | None
    received_at: str
    status: str
    reason: str | None
    replaces: str | None


@dataclass(frozen=True)
class Decision:
    """One step of an application's way through the office."""

    seq: int
    status: str
    message: str = field(repr=False)
    clerk: str
    at: str
    is_sent: bool


class OfficeStore(DatabaseStore):
    """The office's tables."""

    steps = STEPS
    foreign = "submission"

    def setting(self, name: str) -> str:
        """Return a setting; empty when it was never put."""
        found = self.rows("select value from setting where name = ?", name)
        return str(found[0][0]) if found else ""

    def put_setting(self, name: str, value: str) -> None:
        """Put or replace a setting."""
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
            (held,) = db.execute(KEEP, [id, device, received_at, content]).fetchone()
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

    def find(self, *, status: str = "", text: str = "", limit: int = 200) -> list[ApplicationRow]:
        """Return applications, the oldest undecided first; *text* is a number, name or title."""
        like = f"%{text.replace('-', '').replace(' ', '')}%"
        rows = self.rows(
            f"select {COLUMNS} from application where (? = '' or status = ?)"  # noqa: S608
            " and (? = '%%' or number like ? or replace(person, '　', '') like ? or title like ?)"
            " order by status in ('accepted', 'rejected', 'returned', 'replaced'), received_at"
            " limit ?",
            status,
            status,
            like,
            like,
            like,
            like,
            limit,
        )
        return [ApplicationRow(*row) for row in rows]

    def application(self, id: str) -> tuple[ApplicationRow, bytes] | None:
        """Return one application and its sealed bytes."""
        found = self.rows(
            f"select {COLUMNS}, content from application where id = ?",  # noqa: S608
            id,
        )
        return (ApplicationRow(*found[0][:-1]), bytes(found[0][-1])) if found else None

    def decisions(self, id: str) -> list[Decision]:
        """Return an application's decisions, oldest first."""
        rows = self.rows(
            "select seq, status, message, clerk, at, sent_at from decision where id = ?"
            " order by seq",
            id,
        )
        return [
            Decision(seq, status, message, clerk, at, sent_at is not None)
            for seq, status, message, clerk, at, sent_at in rows
        ]
