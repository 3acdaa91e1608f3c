"""A search finds a receipt number at any age, and says when it did not come to the oldest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from sync.office.store.search import MOST_SCANNED
from sync.office.store.store import MOST, OfficeStore

FIRST: Final = 222_222_222_222
NEWEST: Final = MOST_SCANNED + 99
# A city's decided applications, each a little newer than the one before.
FILL: Final = (
    "insert into application (id, device, number, person, title, received_at, status, content)"  # noqa: S608 - our own numbers
    f" with recursive n(i) as (select 0 union all select i + 1 from n where i < {NEWEST})"
    f" select cast(i as text), 'd', cast({FIRST} + i as text), '見本　花子' || cast(i as text),"
    " '転入', '2026-01-01T00:00:00.' || substr(cast(1000000 + i as text), 2) || '+00:00',"
    " 'accepted', ? from n"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OfficeStore]:
    sqlite = request.param == "sqlite"
    target = tmp_path / "office.db" if sqlite else request.getfixturevalue("postgres_url")
    made = OfficeStore.open(target)
    with made.transaction() as db:
        db.execute(FILL, [b""])
    yield made
    made.close()


def ids(store: OfficeStore, text: str) -> tuple[list[str], bool]:
    found = store.search(text=text)
    return [row.id for row in found.rows], found.is_whole


def test_mended_03_a_number_is_found_at_any_age_and_a_name_among_the_newest(
    store: OfficeStore,
) -> None:
    for place in (0, NEWEST):
        assert ids(store, str(FIRST + place)) == ([str(place)], True)
    assert ids(store, f"見本 花子{NEWEST}") == ([str(NEWEST)], False)
    assert ids(store, "見本花子0") == ([], False), "too old, and that is said"
    many, is_whole = ids(store, "転入")
    assert (many[0], many[-1], is_whole) == (str(NEWEST - MOST + 1), str(NEWEST), False)
    with store.transaction() as db:
        db.execute("update application set status = 'received', nth = 2 where id = '0'")
    assert ids(store, "見本花子0") == (["0"], False), "what is undecided is looked at first"
    assert ids(store, f"{FIRST}-2") == (["0"], True)
    assert store.search(text=f"{FIRST}-2", status="accepted").rows == []
    with store.transaction() as db:
        db.execute("delete from application where id <> '0'")
    assert ids(store, "見本花子1") == ([], True), "all were looked at"
    assert ids(store, "４８２７-3956-2284") == ([], True), "there is none"
    assert ids(store, "2222-22") == (["0"], True), "a part of one"
