"""A copy of the office's database, its write-ahead log or a backup: no resident's words in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.office.store.columns import ColumnCipher
from sync.office.store.resealing import Resealing
from sync.wire.city import utc_now
from sync.wire.package import Package
from tests.sync.city import City
from tests.sync.office.listing.rows import listed
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

NAME, TITLE, REASON = (
    "ミホンぬすみ花子",
    "ぬすみ給付の申請",
    "ぬすみ花子さんの通帳が写っていません。",
)
NUMBER = "482739562284"
WORDS = (NAME, TITLE, REASON, "kyufu-nusumi")
DOCUMENT = {
    "number": NUMBER,
    "procedure": {"id": "kyufu-nusumi", "title": TITLE},
    "person": {"name": NAME},
    "counter_accepted_at": "2026-11-20T01:00:00+00:00",
    "answers": [{"label": "氏名", "display": NAME, "source": "card"}],
}


@pytest.fixture
def office(served: City, online: Desk, tmp_path: Path) -> Iterator[Parts]:
    make_office_keys(tmp_path / "keys", utc_now())
    made = Parts.open(served, tmp_path, tmp_path / "office" / "office.db")
    made.know(online)
    yield made
    made.close()


def a_day(office: Parts, tablet: Desk) -> str:
    """Let an application arrive, be opened, checked and given back; return its id."""
    id = tablet.outbox.put(NUMBER, Package(DOCUMENT)).id
    tablet.courier.run_once()
    office.intake.run_once()
    office.decisions.decide(id, "returned", REASON, by="clerk", seen=1)
    return id


def files_with_words(folder: Path) -> set[tuple[str, str]]:
    """Return file and word, for each word that a file holds in one of its forms."""
    found = set()
    for path in folder.iterdir():
        content = path.read_bytes()
        for word in WORDS:
            forms = (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode())
            found |= {(path.name, word) for form in forms if form in content}
    return found


def copied(folder: Path) -> None:
    """Lay a backup beside the database."""
    database, backup = folder / "office.db", folder / "backup.db"
    with closing(sqlite3.connect(database)) as db, closing(sqlite3.connect(backup)) as copy:
        db.backup(copy)


def test_mended_officer_columns_a_stolen_office_names_no_resident(
    office: Parts, online: Desk, tmp_path: Path
) -> None:
    office.store.cipher = column_cipher(tmp_path / "keys")
    id = a_day(office, online)
    copied(tmp_path / "office")
    assert (tmp_path / "office" / "office.db-wal").stat().st_size > 0
    assert files_with_words(tmp_path / "office") == set()
    (found,) = listed(office.store, text="ぬすみ花子")
    assert (found.id, found.person, found.title, found.number) == (id, NAME, TITLE, NUMBER)
    assert [one.message for one in office.store.decisions(id)] == ["", REASON]


def test_mended_officer_columns_nor_does_one_that_was_written_in_the_clear_before(
    office: Parts, online: Desk, tmp_path: Path
) -> None:
    office.store.cipher = ColumnCipher()  # as the version before
    a_day(office, online)
    with office.store.transaction() as db:
        db.execute("delete from decision where status = 'returned'")
    assert {word for _, word in files_with_words(tmp_path / "office")} == set(WORDS)
    office.store.cipher = column_cipher(tmp_path / "keys")
    sealing = Resealing(office.store)
    while sealing.run_once():
        pass
    copied(tmp_path / "office")
    assert files_with_words(tmp_path / "office") == set()
    assert [row.person for row in listed(office.store)] == [NAME]
