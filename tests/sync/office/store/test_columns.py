"""Columns that name residents are sealed; older rows are read meanwhile, and search goes on."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.applications.decisions import CannotRenumber, Decisions
from sync.office.keys.column_keys import (
    ColumnKeyElsewhere,
    add_column_key,
    agree_on_column_key,
    column_cipher,
    give_up_lost_key,
)
from sync.office.keys.key_file import OFFICE_FILE, read_key_file, write_key_file
from sync.office.keys.keys import load_office_keys, make_office_keys
from sync.office.store.columns import UNREADABLE, ColumnCipher
from sync.office.store.resealing import LOT, Resealing
from sync.office.store.store import OfficeStore
from tests.sync.office.listing.rows import listed
from tests.sync.pack_city import NOW

NAME, NUMBER, TITLE = "見本　太郎", "482739562284", "給付金の申請"
VERDICT = json.dumps({"verdict": "good", "serial": "1f2e3d"})
ROWS = LOT + 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_office_keys(tmp_path / "office", NOW)
    return tmp_path / "office"


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OfficeStore]:
    """A database of an office from before, with more rows than a lot."""
    sqlite = request.param == "sqlite"
    target = tmp_path / "office.db" if sqlite else request.getfixturevalue("postgres_url")
    made = OfficeStore.open(target)
    fill(made, ROWS)
    yield made
    made.close()


@pytest.fixture
def store(folder: Path) -> Iterator[OfficeStore]:
    made = OfficeStore.open(folder / "office.db")
    fill(made, 1)
    made.cipher = column_cipher(folder)
    yield made
    made.close()


def fill(store: OfficeStore, count: int) -> None:
    with store.transaction() as db:
        for place in range(count):
            values = [f"{place:032x}", NUMBER, TITLE, f"{NAME}{place}", NOW.isoformat(), VERDICT]
            db.execute(
                "insert into application (id, number, title, person, received_at, verdict, device,"
                " status, content) values (?, ?, ?, ?, ?, ?, 'd', 'received', ?)",
                [*values, b""],
            )
        db.execute(
            "insert into decision values (?, 1, 'returned', ?, 'clerk', ?, null, null)",
            [f"{0:032x}", f"{NAME}さんへ", NOW.isoformat()],
        )


def raw(store: OfficeStore) -> str:
    """Return everything that stands in the columns, as it stands there."""
    columns = "title, person, verdict"
    rows = store.rows(f"select {columns} from application")  # noqa: S608
    return repr(rows + store.rows("select message from decision"))


def people(store: OfficeStore) -> set[str | None]:
    return {row.person for row in listed(store)}


def test_mended_officer_columns_an_older_office_is_sealed_in_lots_and_read_meanwhile(
    older: OfficeStore, folder: Path
) -> None:
    everybody = people(older)
    older.cipher = column_cipher(folder)
    assert len(everybody) == ROWS
    assert Resealing(older).run_once(), "one lot, and more to come"
    assert "見本" in raw(older)
    assert people(older) == everybody, "sealed rows and those from before"
    again = Resealing(older)  # after a stop
    while again.run_once():
        pass
    assert not [one for one in ("見本", TITLE, "1f2e3d") if one in raw(older)]
    assert people(older) == everybody
    (decision,) = older.decisions(f"{0:032x}")
    assert decision.message == f"{NAME}さんへ"
    assert older.setting("columns_sealed") == older.cipher.current
    before = raw(older)
    assert not Resealing(older).run_once()
    assert raw(older) == before, "nothing is left to do"


@pytest.mark.parametrize("text", ["見本太郎0", "見本 太郎", "4827-3956-2284", "４８２７", "給付"])
def test_mended_officer_columns_search_finds_what_is_sealed(store: OfficeStore, text: str) -> None:
    Resealing(store).run_once()
    (found,) = listed(store, text=text)
    assert (found.person, found.number, found.title) == (f"{NAME}0", NUMBER, TITLE)
    assert listed(store, text="鈴木") == []
    assert listed(store, text=text, status="accepted") == []


def test_mended_officer_columns_a_value_that_was_put_elsewhere_is_not_read(
    store: OfficeStore,
) -> None:
    Resealing(store).run_once()
    with store.transaction() as db:
        db.execute("update application set title = person, person = title")
    (row,) = listed(store)
    assert (row.title, row.person, row.number) == (UNREADABLE, UNREADABLE, NUMBER)


def test_mended_officer_columns_another_key_seals_anew_and_old_backups_still_open(
    store: OfficeStore, folder: Path
) -> None:
    Resealing(store).run_once()
    before = raw(store)
    new = add_column_key(folder)
    assert people(store) == {f"{NAME}0"}
    store.cipher = column_cipher(folder)  # after a restart
    assert people(store) == {f"{NAME}0"}, "what the old key sealed"
    Resealing(store).run_once()
    assert raw(store) != before
    assert raw(store).count(f"v1.{new}.") == 4
    assert people(store) == {f"{NAME}0"}


def test_mended_officer_columns_a_running_office_opens_what_a_newer_key_sealed(
    store: OfficeStore, folder: Path
) -> None:
    Resealing(store).run_once()
    add_column_key(folder)
    newer = column_cipher(folder)
    sealed = newer.seal("application.person", f"{0:032x}", "あたらしい人")
    with store.transaction() as db:
        db.execute("update application set person = ?", [sealed])
    assert people(store) == {"あたらしい人"}


def test_mended_officer_columns_a_text_that_looks_sealed_ends_the_work_and_is_kept(
    store: OfficeStore,
) -> None:
    """A tablet of before may have sealed such a title."""
    odd = "v1.00000000." + "A" * 60
    with store.transaction() as db:
        db.execute("update application set title = ?", [odd])
    assert listed(store)[0].title == UNREADABLE
    assert not Resealing(store).run_once()
    assert store.setting("columns_sealed") == store.cipher.current
    assert listed(store)[0].title == odd


def test_mended_officer_columns_two_offices_on_one_database_have_one_key(
    store: OfficeStore, folder: Path, tmp_path: Path
) -> None:
    content = read_key_file(folder / OFFICE_FILE)
    del content["column_keys"]  # as an office of before
    write_key_file(folder / OFFICE_FILE, content)
    write_key_file(tmp_path / "other" / OFFICE_FILE, content)
    agree_on_column_key(folder, store)
    assert column_cipher(folder).current
    agree_on_column_key(folder, store)  # the next start
    with pytest.raises(ColumnKeyElsewhere):
        agree_on_column_key(tmp_path / "other", store)
    assert not column_cipher(tmp_path / "other").current


def test_mended_officer_columns_an_office_without_the_newest_key_seals_nothing_anew(
    store: OfficeStore, folder: Path, tmp_path: Path
) -> None:
    """It could not open what the other one sealed, and sealed that once more as text."""
    agree_on_column_key(folder, store)
    Resealing(store).run_once()
    older, running = tmp_path / "older", Resealing(store)
    write_key_file(older / OFFICE_FILE, read_key_file(folder / OFFICE_FILE))
    add_column_key(folder)
    newer, store.cipher = column_cipher(folder), column_cipher(folder)
    agree_on_column_key(folder, store)
    Resealing(store).run_once()
    before = raw(store)
    store.cipher = column_cipher(older)
    assert people(store) == {UNREADABLE}
    assert not running.run_once()
    assert raw(store) == before
    store.cipher = newer
    assert people(store) == {f"{NAME}0"}


def test_mended_officer_columns_what_does_not_open_stays_for_its_key(
    store: OfficeStore, folder: Path, tmp_path: Path
) -> None:
    Resealing(store).run_once()
    make_office_keys(tmp_path / "foreign", NOW)
    foreign = column_cipher(tmp_path / "foreign")
    kept = foreign.seal("application.person", f"{0:032x}", NAME)
    with store.transaction() as db:
        db.execute("update application set person = ?", [kept])
    add_column_key(folder)
    store.cipher = column_cipher(folder)
    sealing = Resealing(store)
    assert not sealing.run_once()
    assert not sealing.run_once(), "it ends, and looks again in an hour"
    assert store.rows("select person from application") == [(kept,)]
    assert listed(store)[0].title == TITLE


def test_mended_officer_columns_a_text_that_does_not_open_gets_no_other_number(
    store: OfficeStore, folder: Path, tmp_path: Path
) -> None:
    """It would go to the tablet as what a page shows in its place, signed by the city."""
    Resealing(store).run_once()
    make_office_keys(tmp_path / "foreign", NOW)
    store.cipher = column_cipher(tmp_path / "foreign")
    before = raw(store)
    decisions = Decisions(store, load_office_keys(folder))
    with pytest.raises(CannotRenumber):
        decisions.renumber(f"{0:032x}", 1)
    assert raw(store) == before


def test_mended_officer_columns_a_lost_key_is_given_up_and_the_office_starts(
    store: OfficeStore, folder: Path, tmp_path: Path
) -> None:
    agree_on_column_key(folder, store)
    Resealing(store).run_once()
    make_office_keys(tmp_path / "restored", NOW)  # an escrow from before the key
    with pytest.raises(ColumnKeyElsewhere):
        agree_on_column_key(tmp_path / "restored", store)
    new = give_up_lost_key(tmp_path / "restored", store)
    agree_on_column_key(tmp_path / "restored", store)
    store.cipher = column_cipher(tmp_path / "restored")
    assert store.cipher.current == new
    assert people(store) == {UNREADABLE}


def test_mended_officer_columns_a_sealed_name_says_little_of_its_length(folder: Path) -> None:
    cipher = column_cipher(folder)
    sealed = {len(cipher.seal("a.b", "1", "あ" * count) or "") for count in range(1, 11)}
    assert len(sealed) == 1
    assert ColumnCipher().seal("a.b", "1", "あ") == "あ", "without a key nothing is sealed"
