"""Applications go by age, with everything that is theirs; nothing outstanding ever goes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sync.database.sqlite import SqliteDatabase
from sync.office.audit.log import OfficeEvidence
from sync.office.city.own_layer import RetainedTable
from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.office.retention import removal
from sync.office.retention.done_with import OLD, DoneWith
from sync.office.retention.holds import LegalHolds
from sync.office.retention.removal import BELONGING, Removal
from sync.office.retention.sweeper import RetentionSweeper
from sync.office.store.gone import gone_application
from sync.office.store.numbering import is_place_taken, next_nth
from sync.office.store.store import OfficeStore
from sync.wire.events.event import SignedEvent

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
DAYS = 400
LAYER = f'[hours]\nopens = "08:30"\ncloses = "17:15"\n[retention]\napplication = {DAYS}\n'
# One row of each table that belongs to an application, by hand: what its columns are is theirs.
ROWS = {
    "held_decision": "(id, seq, until) values (?, 1, 't')",
    "undone_decision": "values (?, 2, 'accepted', '', 'c', 't', 'c', 't')",
    "returned": "values (?, 1, 'x')",
    "revocation": "(id) values (?)",
    "note": "values ('n' || ?, ?, 'c', 't', 'x')",
    "alike": "values (?, 'filing', 'd', 'p')",
    "application_read": "values (?, 'c', 't')",
    "open_page": "values ('c' || ?, ?, 't')",
    "opened_lately": "values ('c', ?, 1)",
}


@dataclass
class Archive:
    """An office's store with applications as old as the test wants."""

    store: OfficeStore
    folder: Path
    evidence: OfficeEvidence = field(init=False)
    seq: int = 0

    def __post_init__(self) -> None:
        self.evidence = OfficeEvidence.open(self.store, self.folder)

    def put(self, id: str, days: int = DAYS + 1, status: str = "accepted", **more: str) -> str:
        """Put an application, decided so many days ago and told."""
        self.seq += 1
        at = (NOW - timedelta(days=days)).isoformat()
        values = {
            **{"id": id, "device": "d", "number": f"48{self.seq:010}", "received_at": at},
            **{"status": status, "content": b"sealed " + id.encode(), "seq": self.seq, **more},
        }
        marks = ", ".join("?" * len(values))
        with self.store.transaction() as db:
            db.execute(
                f"insert into application ({', '.join(values)}) values ({marks})",  # noqa: S608
                list(values.values()),
            )
            for n, said in enumerate(("received", status), 1):
                row = [id, n, said, "", "clerk", at, b"", at]
                db.execute("insert into decision values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return id

    def run(self, sql: str, *values: object) -> None:
        with self.store.transaction() as db:
            db.execute(sql, list(values))

    def sweep(self) -> int:
        return Removal(self.store, self.evidence, lambda: NOW).sweep(DAYS)

    def left(self, table: str = "application", column: str = "id") -> list[str]:
        rows = self.store.rows(f"select distinct {column} from {table} order by {column}")  # noqa: S608
        return [str(id) for (id,) in rows]

    def swept(self) -> list[int]:
        events = [SignedEvent.from_bytes(one).event for one in self.evidence.contents()]
        return [int(one.detail["count"]) for one in events if one.kind == "swept"]


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    is_postgresql = request.param == "postgresql"
    target = request.getfixturevalue("postgres_url") if is_postgresql else tmp_path / "office.db"
    made = OfficeStore.open(target)
    make_office_keys(tmp_path / "keys", NOW)
    made.cipher = column_cipher(tmp_path / "keys")
    yield Archive(made, tmp_path)
    made.close()


def test_what_is_decided_for_good_goes_after_its_days_with_all_that_is_its(
    archive: Archive,
) -> None:
    for id in ("old", "young"):
        archive.put(id, DAYS + 1 if id == "old" else DAYS - 1)
        for table, columns in ROWS.items():
            archive.run(f"insert into {table} {columns}", *[id] * columns.count("?"))
    assert set(ROWS) | {"decision", "proposal", "export_due"} == {table for table, _ in BELONGING}
    assert archive.sweep() == 1
    for table, column in (*BELONGING, ("application", "id")):
        assert archive.left(table, column) in (["young"], []), table
    assert archive.swept() == [1]
    assert archive.sweep() == 0
    assert archive.swept() == [1], "a sweep that deletes nothing says nothing"


@pytest.mark.parametrize("status", ["received", "returned", "held", "unopened", "new"])
def test_what_is_not_decided_for_good_stays(archive: Archive, status: str) -> None:
    archive.put("one", status=status)
    assert archive.sweep() == 0


OUTSTANDING = {
    "a decision on its way": "update decision set sent_at = null where id = 'one' and seq = 2",
    "a proposal": "insert into proposal values ('one', 2, 'rejected', '', 'c', 't')",
    "a destination lacks it": "insert into export_destination values ('tax', 0)",
    "a system was not told": "insert into webhook (id, name, target, upto, made_at)"
    " values ('w', '基幹', 'http://127.0.0.1/', 1, 't')",
    "a correction of it": "insert into application (id, device, received_at, status, content,"
    " replaces) values ('two', 'd', 't', 'held', 'x', 'one')",
    "a withdrawal by id": "insert into application (id, device, received_at, status, content,"
    " withdraws) values ('two', 'd', 't', 'received', 'x', 'one')",
    "a withdrawal by number": "insert into application (id, device, received_at, status, content,"
    " withdraws) values ('two', 'd', 't', 'received', 'x', '480000000001')",
}
SETTLED = {
    "a decision on its way": "update decision set sent_at = 't'",
    "a proposal": "delete from proposal",
    "a destination lacks it": "insert into export_feed values (1, 'one', 'accepted', 't')",
    "a system was not told": "insert into export_feed values (1, 'one', 'accepted', 't')",
    "a correction of it": "update application set status = 'rejected' where id = 'two'",
    "a withdrawal by id": "update application set status = 'accepted' where id = 'two'",
    "a withdrawal by number": "update application set status = 'accepted' where id = 'two'",
}


@pytest.mark.parametrize("what", OUTSTANDING)
def test_what_is_outstanding_stays_until_it_is_settled(archive: Archive, what: str) -> None:
    archive.put("one")
    archive.run(
        OUTSTANDING[what].replace("'x'", "cast('x' as blob)" if _is_file(archive) else "'x'")
    )
    assert archive.sweep() == 0
    assert DoneWith(archive.store).by_day(DAYS, date(2099, 1, 1)) == []
    archive.run(SETTLED[what])
    archive.run("update export_destination set n = 1")
    assert archive.sweep() == 1


def _is_file(archive: Archive) -> bool:
    return isinstance(archive.store.database, SqliteDatabase)


def test_what_is_paid_by_lists_waits_for_its_list(archive: Archive) -> None:
    for id, procedure in (("benefit", "kyufukin"), ("paid", "kyufukin"), ("bus", "keiro_bus")):
        kept = archive.store.cipher.seal("application.procedure", id, procedure)
        archive.put(id, procedure=kept or "")
    archive.run("insert into payment values ('paid', 1, 100, 'x', 'kyufukin')")
    assert archive.sweep() == 2
    assert archive.left() == ["benefit"]
    archive.run("insert into payment values ('benefit', 2, 100, 'y', 'kyufukin')")
    assert archive.sweep() == 1
    assert len(archive.left("payment", "application")) == 2, "an account is paid once, for ever"


def test_what_an_administrator_holds_stays_until_it_is_lifted(archive: Archive) -> None:
    holds = LegalHolds(archive.store, archive.evidence, lambda: NOW)
    one = archive.put("ab" * 16)
    assert holds.put("4800-0000-0001", "審査請求があるため", by="admin") == 1
    assert holds.put("9999-9999-9999", "", by="admin") == 0
    (held,) = holds.all()
    assert (held.application, held.clerk, held.reason) == (one, "admin", "審査請求があるため")
    ((kept,),) = archive.store.rows("select content from legal_hold")
    assert "審査" not in kept
    assert archive.sweep() == 0
    holds.lift(one, by="admin")
    holds.lift(one, by="admin")
    assert archive.sweep() == 1
    kinds = [SignedEvent.from_bytes(one).event.kind for one in archive.evidence.contents()]
    assert kinds == ["hold_put", "hold_lifted", "swept"]


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("480000000001", 1),
        (" 4800-0000-0001-2 ", 1),
        ("４８００－００００－０００１", 1),
        ("4800 0000 0001", 1),
        ("4800-0000-000", 0),
        ("4800-0000-0001x", 0),
        ("", 0),
    ],
)
def test_a_number_is_held_however_it_is_typed(archive: Archive, typed: str, count: int) -> None:
    archive.put("ab" * 16)
    archive.put("cd" * 16, number="")
    assert LegalHolds(archive.store, archive.evidence).put(typed, "x", by="admin") == count


def test_what_is_left_knows_a_repeated_envelope_and_its_number(archive: Archive) -> None:
    archive.put("one")
    archive.sweep()
    gone = gone_application(archive.store, "one")
    assert gone is not None
    assert (gone.number, gone.status) == ("480000000001", "accepted")
    with archive.store.transaction() as db:
        assert next_nth(db, "new", "480000000001") == 2
        assert next_nth(db, "new", "480000000099") == 1
        assert is_place_taken(db, "new", "d", 1)
        assert not is_place_taken(db, "new", "d", 2)


def test_a_system_that_was_stopped_holds_nothing_back(archive: Archive) -> None:
    archive.put("one")
    archive.run("insert into webhook values ('w', '基幹', 'http://127.0.0.1/', null, 0, 't', 't')")
    assert archive.sweep() == 1


def test_the_cursors_of_exports_go_on(archive: Archive) -> None:
    archive.run("insert into export_destination values ('tax', 3)")
    for n, id in enumerate(("one", "two", "three"), 1):
        archive.put(id)
        archive.run("insert into export_feed values (?, ?, 'accepted', 't')", n, id)
    assert archive.sweep() == 3
    assert archive.store.rows("select n from export_feed") == [(3,)], "the next one is the fourth"


def test_an_interrupted_sweep_goes_on(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "LOT", 2)
    for n in range(5):
        archive.put(f"a{n}")
    real, lots = removal.Removal._leave, []

    def cut(self: Removal, db: object, id: str) -> None:
        lots.append(id)
        if len(lots) == 4:
            raise KeyboardInterrupt
        real(self, db, id)  # type: ignore[arg-type]

    monkeypatch.setattr(removal.Removal, "_leave", cut)
    with pytest.raises(KeyboardInterrupt):
        archive.sweep()
    assert archive.left() == ["a2", "a3", "a4"], "the second lot is whole again"
    assert archive.left("decision") == ["a2", "a3", "a4"]
    assert archive.swept() == [2]
    monkeypatch.setattr(removal.Removal, "_leave", real)
    assert archive.sweep() == 3
    assert archive.swept() == [2, 2, 1]
    assert archive.evidence.verify() == []


def test_two_offices_that_sweep_at_once_delete_each_once(archive: Archive) -> None:
    for n in range(30):
        archive.put(f"a{n:02}")
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: archive.sweep(), range(2)))
    assert sum(counts) == 30
    assert sum(archive.swept()) == 30
    assert len(archive.left("gone_application")) == 30


def test_the_sweeper_deletes_applications_once_the_city_gave_them_days(archive: Archive) -> None:
    archive.put("one")
    layer = archive.folder / "office.toml"
    sweeper = RetentionSweeper(archive.store, layer, lambda: NOW, archive.evidence)
    layer.write_text(LAYER.replace(f"application = {DAYS}\n", ""), encoding="utf-8")
    assert sweeper.run_once()[RetainedTable.APPLICATION] == 0
    layer.write_text(LAYER, encoding="utf-8")
    assert sweeper.run_once()[RetainedTable.APPLICATION] == 1


def test_a_preview_says_how_many_go_on_which_day_and_deletes_nothing(archive: Archive) -> None:
    archive.put("a", DAYS + 3)
    archive.put("b", DAYS - 2)
    archive.put("c", DAYS - 2)
    archive.put("far", 1)
    found = DoneWith(archive.store).by_day(DAYS, date(2026, 12, 31))
    assert found == [(date(2026, 11, 27), 1), (date(2026, 12, 2), 2)]
    assert len(archive.left()) == 4


@pytest.mark.parametrize(
    ("decided", "day"),
    [("2025-10-26T14:59:59.9+00:00", 26), ("2025-10-26T15:00:00+00:00", 27)],
)
def test_a_preview_goes_by_days_in_japan_up_to_the_last_one(
    archive: Archive, decided: str, day: int
) -> None:
    archive.put("one")
    archive.run("update decision set at = ?", decided)
    goes = date(2025, 10, day) + timedelta(days=DAYS)
    assert DoneWith(archive.store).by_day(DAYS, goes) == [(goes, 1)]
    assert DoneWith(archive.store).by_day(DAYS, goes - timedelta(days=1)) == []


def test_what_is_young_is_not_looked_at(tmp_path: Path) -> None:
    """However much an office keeps, a preview and a sweep begin with what is old."""
    store = OfficeStore.open(tmp_path / "office.db")
    plan = store.rows(f"explain query plan select newest.at {OLD}", "t", "", "t")
    assert [step for *_, step in plan if "decision_at (at<?)" in step]
    assert not [step for *_, step in plan if step.startswith(("SCAN decision", "SCAN application"))]
    store.close()


def test_a_file_becomes_smaller(tmp_path: Path) -> None:
    store = OfficeStore.open(tmp_path / "office.db")
    archive = Archive(store, tmp_path)
    for n in range(40):
        archive.put(f"a{n}")
        archive.run("update application set content = ? where id = ?", bytes(100_000), f"a{n}")
    store.database.rows("pragma wal_checkpoint(truncate)")
    before = (tmp_path / "office.db").stat().st_size
    assert archive.sweep() == 40
    store.database.rows("pragma wal_checkpoint(truncate)")
    assert (tmp_path / "office.db").stat().st_size < before // 4
    store.close()
