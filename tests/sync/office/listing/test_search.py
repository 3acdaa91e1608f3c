"""A search finds folded names at any age, in every office of the database, and pages too."""

import random
from contextlib import suppress
from typing import Final

import pytest

from sync.office.listing.filters import ListFilter
from sync.office.listing.lists import Lists
from sync.office.listing.search_index import LOT, SearchIndex
from sync.office.store.columns import ColumnCipher, ColumnKeys, new_column_key
from sync.office.store.store import OfficeStore
from tests.sync.office.listing.rows import listed, put

AT: Final = "2026-11-20T01:00:00+00:00"
NUMBER: Final = "482739562284"
ROWS: Final = LOT + 30


def lists(store: OfficeStore, within_s: float = 60.0) -> Lists:
    return Lists(store, SearchIndex(store, within_s))


def ids(these: Lists, **narrowed: str) -> list[str]:
    return these.reader(ListFilter(**narrowed)).page().ids


@pytest.fixture
def sealed(store: OfficeStore) -> OfficeStore:
    """A database whose names are sealed."""
    id, key = new_column_key()
    store.cipher = ColumnCipher(lambda _: ColumnKeys({id: key}, id))
    return store


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("吉高", "𠮷髙　見本"),
        ("高橋", "髙橋　花子"),
        ("ミモト", "見本　花子"),
        ("みもと はなこ", "見本　花子"),
        ("ﾐﾓﾄ", "見本　花子"),
        ("たかはし", "髙橋　花子"),
        ("８２７３９５", "見本　花子"),
        ("花子　ミモト", "見本　花子"),
        ("給付 花子", "見本　花子"),
    ],
)
def test_a_folded_text_finds_names_readings_titles_and_numbers(
    sealed: OfficeStore, text: str, person: str
) -> None:
    put(sealed, "a", AT, person="𠮷髙　見本", title="転入")
    put(sealed, "b", AT, person="髙橋　花子", title="転入", readings="タカハシ\nハナコ")
    put(
        *(sealed, "c", AT), person="見本　花子", title="給付金の申請",
        readings="ミモト\nハナコ", number=NUMBER, procedure="kyufukin",
    )  # fmt: skip
    found = listed(sealed, text)
    assert person in {row.person for row in found}
    assert len(found) == 1 or text in ("吉高",)


def test_a_search_pages_and_is_narrowed_by_all_the_rest(sealed: OfficeStore) -> None:
    dice = random.Random(5)  # noqa: S311 - a sample
    for number in range(90):
        put(
            *(sealed, f"{number:032x}", f"2026-11-20T01:00:{dice.randrange(60):02}+00:00"),
            person=dice.choice(("見本　花子", "見本　太郎", "デマド　花子")),
            procedure=dice.choice("pq"),
            title="転入",
            status=dice.choice(("received", "accepted")),
            device=dice.choice("ab"),
        )
    narrowed = ListFilter(text="花子", procedure="p", device="a")
    reader = lists(sealed).reader(narrowed)
    page = reader.page(size=4)
    found = page.ids
    while page.on:
        page = reader.page(page.places[-1], size=4)
        found += page.ids
    rows = sealed.applications([id for (id,) in sealed.rows("select id from application")])
    fits = [
        (row.status == "accepted", row.received_at, row.id)
        for row in rows
        if "花子" in (row.person or "") and row.procedure == "p" and row.device == "a"
    ]
    assert found == [id for *_, id in sorted(fits)]
    assert sum(reader.counts().values()) == len(found)
    assert reader.neighbours(page.places[-1])[1] == ""


def test_an_index_follows_every_change_another_office_makes(sealed: OfficeStore) -> None:
    here, there = lists(sealed), lists(sealed)
    put(sealed, "a", AT, person="見本　花子")
    assert ids(here, text="花子") == ids(there, text="花子") == ["a"]
    put(sealed, "b", AT, person="見本　花子")
    with sealed.transaction() as db:
        db.execute("update application set status = 'accepted' where id = 'a'")
    for one in (here, there):
        assert ids(one, text="花子") == ["b", "a"]
        assert ids(one, text="花子", status="accepted") == ["a"]
    with sealed.transaction() as db:
        db.execute("delete from application where id = 'b'")
    assert ids(here, text="花子") == ["a"]
    with sealed.transaction() as db:  # a lock changes nothing
        db.execute("update application set status = status where id = 'a'")
    assert not here.index.look_through()


def test_what_a_change_rolled_back_is_not_found(sealed: OfficeStore) -> None:
    here = lists(sealed)
    put(sealed, "a", AT, person="見本　花子")
    assert ids(here, text="花子") == ["a"]
    with suppress(ZeroDivisionError), sealed.transaction() as db:
        db.execute("update application set status = 'accepted' where id = 'a'")
        raise ZeroDivisionError
    assert ids(here, text="花子", status="accepted") == []


def test_while_the_index_grows_it_says_how_far_it_is_and_numbers_are_found(
    store: OfficeStore,
) -> None:
    for number in range(ROWS):
        put(store, f"{number:032x}", AT, person=f"見本　花子{number}", number=f"{10**11 + number}")
    slow = lists(store, within_s=0.0)
    assert ids(slow, text=f"花子{ROWS - 1}") == []
    assert slow.missing(ListFilter(text="花子")) == (LOT, ROWS)
    assert slow.missing(ListFilter()) is None
    assert ids(slow, text=f"{10**11 + ROWS - 1}") == [f"{ROWS - 1:032x}"]
    assert ids(slow, text=f"花子{ROWS - 1}") == [f"{ROWS - 1:032x}"], "a search goes on with it"
    assert slow.missing(ListFilter(text="花子")) is None


def test_a_number_is_found_whole_or_in_part_with_its_second_digit(store: OfficeStore) -> None:
    put(store, "a", AT, number=NUMBER)
    put(store, "b", AT, number=NUMBER, nth=2)
    these = lists(store)
    assert ids(these, text="４８２７-3956-2284") == ["a", "b"]
    assert ids(these, text=f"{NUMBER}-2") == ["b"]
    assert ids(these, text="9562284-2") == ["b"]
    assert ids(these, text="8273-95") == ["a", "b"]
    assert ids(these, text=f"{NUMBER}-2", status="accepted") == []
    assert ids(these, text="999999999999") == []


def test_what_stands_here_from_before_is_in_the_index(store: OfficeStore) -> None:
    put(store, "a", AT, person="見本　花子", procedure="p", title="転入")
    these = lists(store)
    assert ids(these, procedure="p") == ["a"]
    assert ids(these, procedure="q") == []
    assert these.index.procedures() == {"p": "転入"}
    assert ids(these, text=" 　") == ["a"], "blanks ask for nothing"
