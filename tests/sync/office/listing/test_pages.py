"""Every row of a view is on one page, in its order, forward and back, whatever arrives."""

import random
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.office.listing.filters import NOBODY, UNDECIDED, ListFilter
from sync.office.listing.pages import ListReader
from sync.office.listing.places import ListOrder, ListPlace
from sync.office.store.states import ApplicationState
from sync.office.store.store import OfficeStore
from tests.sync.office.listing.rows import put

STATES: Final = tuple(ApplicationState)
COUNT: Final = 120
DAY: Final = "2026-11-20"


@pytest.fixture
def filled(store: OfficeStore) -> OfficeStore:
    """Many applications, several of them in one second."""
    dice = random.Random(7)  # noqa: S311 - a sample
    with store.transaction() as db:
        for tablet, venue in (("a", "南公民館"), ("b", None)):
            db.execute(
                "insert into device (id, name, sign_key, seal_key, venue) values (?, ?, ?, ?, ?)",
                [tablet, tablet, b"k", b"k", venue],
            )
        for number in range(COUNT):
            put(
                *(store, f"{number:032x}", f"{DAY}T01:00:{dice.randrange(40):02}+00:00"),
                status=dice.choice(STATES).value,
                device=dice.choice("ab"),
                marks=dice.choice(("", "expired", "changed expired")),
                assigned_to=dice.choice((None, "c1", "c2")),
                due_on=dice.choice((None, "2026-12-01", "2026-11-21")),
            )
    return store


def expected(store: OfficeStore, order: ListOrder) -> list[str]:
    """Return the ids in their order, read all at once."""
    rows = store.rows("select id, received_at, status, due_on from application")
    by_time = sorted(rows, key=lambda row: (row[1], row[0]))
    if order is ListOrder.NEWEST:
        by_time.reverse()
    if order is ListOrder.TO_DO:
        is_closed = {row[0]: row[2] in ListOrder.TO_DO.segments[1] for row in rows}
        by_time.sort(
            key=lambda row: (is_closed[row[0]], "" if is_closed[row[0]] else row[3] or "z")
        )
    return [id for id, *_ in by_time]


def walked(reader: ListReader, size: int) -> list[str]:
    """Return the ids of every page, from the first to the last."""
    page = reader.page(size=size)
    found = page.ids
    while page.on:
        page = reader.page(page.places[-1], size=size)
        found += page.ids
    return found


@pytest.mark.parametrize("order", list(ListOrder))
@pytest.mark.parametrize("size", [1, 7, 50, COUNT])
def test_pages_hold_every_row_once_forward_and_back(
    filled: OfficeStore, order: ListOrder, size: int
) -> None:
    reader, ids = ListReader(filled, ListFilter(), order), expected(filled, order)
    assert walked(reader, size) == ids
    page = reader.page(size=size)
    while page.on:
        page = reader.page(page.places[-1], size=size)
    back = page.ids
    while page.back:
        page = reader.page(before=page.places[0], size=size)
        back = [*page.ids, *back]
        if page.ids == ids[:size]:
            break
    assert back[-COUNT:] == ids


@pytest.mark.parametrize("order", list(ListOrder))
def test_position_and_neighbours_of_every_row(filled: OfficeStore, order: ListOrder) -> None:
    reader, ids = ListReader(filled, ListFilter(), order), expected(filled, order)
    around = ["", *ids, ""]
    for number, row in enumerate(filled.applications(ids)):
        place = order.place_of(row)
        assert reader.position(place) == number
        assert reader.neighbours(place) == (around[number], around[number + 2])


def test_what_arrives_meanwhile_moves_no_page(filled: OfficeStore) -> None:
    reader = ListReader(filled, ListFilter(), ListOrder.OLDEST)
    first = reader.page(size=20)
    second = reader.page(first.places[-1], size=20)
    put(filled, "0" * 31 + "x", f"{DAY}T00:00:00+00:00")  # before all of them
    put(filled, "1" * 31 + "x", f"{DAY}T09:00:00+00:00")  # after all of them
    again = reader.page(first.places[-1], size=20)
    assert again.ids == second.ids
    assert reader.page(before=again.places[0], size=20).ids == first.ids
    with filled.transaction() as db:  # the row that the page stood at is gone
        db.execute("delete from application where id = ?", [first.ids[-1]])
    assert reader.page(first.places[-1], size=20).ids == second.ids


@pytest.mark.parametrize(
    "narrowed",
    [
        ListFilter(status="received"),
        ListFilter(status=UNDECIDED, device="a"),
        ListFilter(mark="expired", assigned_to="c1"),
        ListFilter(mark=NOBODY, assigned_to=NOBODY),
        ListFilter(since=DAY, until=DAY, device="b"),
        ListFilter(venue="南公民館", mark="expired"),
        ListFilter(venue="北公民館"),
        ListFilter(venue=NOBODY),
        ListFilter(since="2026-11-21"),
        ListFilter(until="2026-11-19"),
        ListFilter(status="none of ours"),
        ListFilter(since="not a day", department=NOBODY),
    ],
)
def test_a_filter_shows_what_it_says_and_counts_it(
    filled: OfficeStore, narrowed: ListFilter
) -> None:
    reader = ListReader(filled, narrowed)
    ids = walked(reader, 7)
    marks = dict(filled.rows("select id, marks from application"))
    people = dict(filled.rows("select id, assigned_to from application"))

    def fits(id: str) -> bool:
        (row,) = filled.applications([id])
        wanted = narrowed.states([row.status])
        mark, person = narrowed.mark, narrowed.assigned_to
        return bool(
            wanted
            and narrowed.device in ("", row.device)
            and narrowed.venue in ("", "南公民館" if row.device == "a" else NOBODY)
            and (not mark or (mark in marks[id].split() or (mark == NOBODY and not marks[id])))
            and (not person or people[id] == (None if person == NOBODY else person))
            and (not narrowed.since.startswith("2026") or narrowed.since <= DAY)
            and (not narrowed.until or narrowed.until >= DAY)
        )

    assert ids == [id for id in expected(filled, ListOrder.TO_DO) if fits(id)]
    counts = reader.counts()
    assert sum(counts[state] for state in narrowed.states(list(counts))) == len(ids)


def test_a_day_of_the_filter_is_one_of_japan(store: OfficeStore) -> None:
    put(store, "a", "2026-11-19T14:59:59.9+00:00")
    put(store, "b", "2026-11-19T15:00:00+00:00")
    put(store, "c", "2026-11-20T14:59:59.999999+00:00")
    put(store, "d", "2026-11-20T15:00:00+00:00")
    found = ListReader(store, ListFilter(since="2026-11-20", until="2026-11-20")).page()
    assert found.ids == ["b", "c"]


@given(st.text(max_size=80))
def test_an_address_that_is_no_place_leads_to_the_first_page(text: str) -> None:
    found = ListPlace.of(text)
    assert found is None or ListPlace.of(found.to_text()) == found


def test_a_place_in_an_address_names_nobody() -> None:
    place = ListPlace(1, "2026-11-20T01:00:00+00:00", "0123456789abcdef" * 2)
    text = place.to_text()
    assert ListPlace.of(text) == place
    assert text.replace("-", "").replace("_", "").isalnum()


class Explained:
    """Asks SQLite how it would answer each statement, and keeps what it says."""

    def __init__(self, store: OfficeStore) -> None:
        self.store = store
        self.steps: list[str] = []

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        self.steps += [row[3] for row in self.store.rows(f"explain query plan {sql}", *values)]
        return self.store.rows(sql, *values)


@pytest.mark.parametrize(
    "narrowed",
    [
        ListFilter(),
        ListFilter(device="a", mark="expired"),
        ListFilter(department="市民課", assigned_to="c1"),
        ListFilter(venue="南公民館"),
        ListFilter(assigned_to=NOBODY, since=DAY, until=DAY),
    ],
)
def test_no_view_looks_into_the_rows_themselves(tmp_path: Path, narrowed: ListFilter) -> None:
    with closing(OfficeStore.open(tmp_path / "office.db")) as store:
        explained = Explained(store)
        for order in ListOrder:
            reader = ListReader(explained, narrowed, order)
            page = reader.page(ListPlace(1, DAY, "a"))
            assert page.ids == []
            reader.counts()
            reader.position(ListPlace(1, DAY, "a"))
    reads = [step for step in explained.steps if "application" in step]
    assert reads
    assert all("COVERING INDEX" in step for step in reads), reads
