"""Rows go by age once they are done with, and never before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.database.sqlite import SqliteDatabase
from sync.office.city.own_layer import RetainedTable
from sync.office.retention import sweeper
from sync.office.retention.sweeper import RETAINED, RetentionSweeper
from sync.office.store.mail import (
    MailState,
    OutgoingState,
    end_mail,
    keep_mail,
    note_event,
)
from sync.office.store.store import OfficeStore

DATA = Path(__file__).resolve().parents[4] / "docs" / "data.md"
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
LAYER = '[hours]\nopens = "08:30"\ncloses = "17:15"\n[retention]\nmail = 30\noutgoing = 10\n'


@dataclass
class Shelf:
    """An office's store with rows of each state, as old as the test wants."""

    store: OfficeStore
    layer: Path

    def mail(self, id: str, state: MailState, days: int) -> None:
        keep_mail(self.store, id, "payments", NOW - timedelta(days=days), b"sealed")
        with self.store.transaction() as db:
            if state is not MailState.NEW:
                note_event(db, "payments", id, id)
                assert end_mail(db, id, state)

    def job(self, id: str, state: OutgoingState, days: int) -> None:
        at = (NOW - timedelta(days=days)).isoformat()
        with self.store.transaction() as db:
            db.execute(
                "insert into outgoing (id, destination, content, put_at, state)"
                " values (?, 'watch', ?, ?, ?)",
                [id, b"{}", at, state.value],
            )

    def word(self, id: str, state: str, days: int) -> None:
        at = (NOW - timedelta(days=days)).isoformat()
        with self.store.transaction() as db:
            db.execute(
                "insert into webhook_delivery"
                " (id, webhook, n, body, state, tries, put_at, due_at)"
                " values (?, 'w', 1, '{}', ?, 1, ?, ?)",
                [id, state, at, at],
            )

    def sweep(self) -> dict[RetainedTable, int]:
        return RetentionSweeper(self.store, self.layer, lambda: NOW).run_once()

    def left(self, table: str) -> list[str]:
        return [str(id) for (id,) in self.store.rows(f"select id from {table} order by id")]  # noqa: S608


@pytest.fixture(params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    is_postgresql = request.param == "postgresql"
    target = request.getfixturevalue("postgres_url") if is_postgresql else tmp_path / "office.db"
    made = OfficeStore.open(target)
    layer = tmp_path / "office.toml"
    layer.write_text(LAYER, encoding="utf-8")
    yield Shelf(made, layer)
    made.close()


def test_what_is_done_with_goes_after_its_days_and_not_a_day_earlier(shelf: Shelf) -> None:
    for state in MailState:
        shelf.mail(f"{state}-old", state, 31)
        shelf.mail(f"{state}-young", state, 29)
    for job in OutgoingState:
        shelf.job(f"{job}-old", job, 11)
        shelf.job(f"{job}-young", job, 9)
    for ended, days in (("sent", 91), ("gave_up", 91), ("waiting", 91), ("sent", 89)):
        shelf.word(f"{ended}-{'old' if days > 90 else 'young'}", ended, days)
    swept = shelf.sweep()
    assert swept == {
        RetainedTable.MAIL: 3,
        RetainedTable.OUTGOING: len(OutgoingState) - 1,
        RetainedTable.WEBHOOK_DELIVERY: 2,
        RetainedTable.API_TOKEN: 0,
        RetainedTable.PAYMENT: 0,
        RetainedTable.APPLICATION: 0,
    }
    assert shelf.left("webhook_delivery") == ["sent-young", "waiting-old"]
    assert [id for id in shelf.left("mail") if id.endswith("old")] == ["new-old"]
    assert [id for id in shelf.left("outgoing") if id.endswith("old")] == ["waiting-old"]
    events = {event for (event,) in shelf.store.rows("select event from mail_event")}
    assert events == {"done-young", "repeated-young", "forged-young"}
    assert set(shelf.sweep().values()) == {0}


def test_a_token_goes_once_it_is_over_for_so_long_and_no_other(shelf: Shelf) -> None:
    def token(id: str, ends: int, withdrawn: int | None = None) -> None:
        at = None if withdrawn is None else (NOW - timedelta(days=withdrawn)).isoformat()
        row = [id, id, (NOW - timedelta(days=ends)).isoformat(), at]
        with shelf.store.transaction() as db:
            db.execute(
                "insert into api_token (id, name, digest, rights, procedures, departments,"
                " made_by, made_at, expires_at, withdrawn_at)"
                " values (?, '基幹', ?, 'outcomes.list', '', '[]', 'clerk', '2020-01-01', ?, ?)",
                row,
            )

    token("over-long", 366)
    token("over-lately", 364)
    token("good", -5)
    token("withdrawn-long", -5, 366)
    token("withdrawn-lately", 400, 3)
    assert shelf.sweep()[RetainedTable.API_TOKEN] == 2
    assert shelf.left("api_token") == ["good", "over-lately", "withdrawn-lately"]


def test_a_payment_goes_after_its_application_and_never_the_newest_list(shelf: Shelf) -> None:
    def paid(id: str, number: int, procedure: str, gone: int | None) -> None:
        with shelf.store.transaction() as db:
            db.execute("insert into payment values (?, ?, 1, 'digest', ?)", [id, number, procedure])
            said = ["core", f"key-{id}", number]
            db.execute("insert into payment_order values (?, ?, ?, '{}')", said)
            if gone is not None:
                at = (NOW - timedelta(days=gone)).isoformat()
                db.execute(
                    "insert into gone_application values"
                    " (?, 'digest', 'tablet', 1, '2', 1, 'accepted', ?, ?)",
                    [id, at, at],
                )

    def left() -> list[str]:
        rows = shelf.store.rows("select application from payment order by application")
        return [str(id) for (id,) in rows]

    paid("gone-long", 1, "kyufukin", 41)
    paid("gone-lately", 1, "kyufukin", 39)
    paid("there", 1, "kyufukin", None)
    paid("whole-list", 2, "kyufukin", 41)
    paid("newest", 3, "kyufukin", 41)
    paid("other-newest", 1, "keiro_bus", 41)
    assert shelf.sweep()[RetainedTable.PAYMENT] == 0, "without days payments stay"
    assert len(left()) == 6
    shelf.layer.write_text(LAYER + "payment = 40\n", encoding="utf-8")
    assert shelf.sweep()[RetainedTable.PAYMENT] == 2
    assert left() == ["gone-lately", "newest", "other-newest", "there"]
    orders = {str(key) for (key,) in shelf.store.rows("select key from payment_order")}
    assert "key-whole-list" not in orders
    assert {"key-there", "key-newest"} <= orders
    assert set(shelf.sweep().values()) == {0}


def test_every_table_of_the_office_says_how_long_its_rows_stay(shelf: Shelf) -> None:
    said = DATA.read_text(encoding="utf-8").split("## How long the office keeps rows")[1]
    rows = [line for line in said.split("\n## ")[0].splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall("`([a-z_]+)`", row.split("|")[1])}
    catalogue = (
        "select name from sqlite_master where type = 'table'"
        if isinstance(shelf.store.database, SqliteDatabase)
        else "select tablename from pg_tables where schemaname = 'public'"
    )
    there = {str(name) for (name,) in shelf.store.rows(catalogue)}
    assert told == {name for name in there if not name.startswith("sqlite_")} - {"schema_step"}
    assert all(row.split("|")[2].strip() for row in rows)


def test_many_rows_go_lot_by_lot(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "LOT", 2)
    for n in range(5):
        shelf.mail(f"m{n}", MailState.DONE, 40)
    assert shelf.sweep()[RetainedTable.MAIL] == 5
    assert shelf.left("mail") == []


@pytest.mark.parametrize(
    "text",
    ["", LAYER + "events = 7\n", LAYER.replace("mail = 30", "mail = 0"), LAYER + "[retention]\n"],
    ids=["empty", "an unknown table", "no days", "twice"],
)
def test_a_mistake_in_the_file_deletes_nothing(shelf: Shelf, text: str) -> None:
    shelf.mail("m1", MailState.DONE, 4000)
    shelf.layer.write_text(text, encoding="utf-8")
    assert shelf.sweep() == {}
    assert shelf.left("mail") == ["m1"]


def test_each_table_with_days_has_its_rule() -> None:
    assert set(RETAINED) | {RetainedTable.APPLICATION} == set(RetainedTable)
