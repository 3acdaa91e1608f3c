"""A morning's work goes from one undecided application to the next, past a colleague's."""

from datetime import timedelta

from sync.office.listing.filters import ListFilter
from sync.office.listing.lists import Lists
from sync.office.listing.open_pages import COUNTS_FOR, OpenPages
from sync.office.listing.places import ListOrder
from sync.office.listing.search_index import SearchIndex
from sync.office.listing.turns import Turn, next_to_decide, turn_of
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from tests.sync.office.listing.rows import put

USUAL = ListOrder.TO_DO


def morning(store: OfficeStore) -> Lists:
    """Five to decide (a to e), one that waits, two that are decided."""
    for number, (id, status) in enumerate(
        [("x", "accepted"), *((id, "received") for id in "abcde"), ("h", "held"), ("y", "rejected")]
    ):
        put(store, id, f"2026-11-20T01:00:{number:02}+00:00", status=status, person=f"見本 {id}")
    return Lists(store, SearchIndex(store))


def turn(lists: Lists, id: str, narrowed: ListFilter, taken: str = "") -> Turn:
    (row,) = lists.store.applications([id])
    return turn_of(lists, narrowed, USUAL, row, frozenset(taken))


def test_the_next_one_to_decide_passes_over_what_waits_and_what_is_open(store: OfficeStore) -> None:
    lists = morning(store)
    assert turn(lists, "b", ListFilter()) == Turn("a", "c", "c", 2, 8, 5)
    assert turn(lists, "b", ListFilter(), taken="cd").next == "e"
    assert turn(lists, "e", ListFilter()).next == "a", "it goes on from the top"
    assert turn(lists, "e", ListFilter(), taken="abcd").next == "a", "somebody may have left it"
    assert turn(lists, "y", ListFilter()) == Turn("x", "", "a", 8, 8, 5)
    assert next_to_decide(lists, ListFilter(), USUAL, frozenset("a")) == "b"
    assert next_to_decide(lists, ListFilter(), ListOrder.NEWEST, frozenset()) == "e"
    assert next_to_decide(lists, ListFilter(status="accepted"), USUAL, frozenset()) == ""


def test_what_was_decided_meanwhile_is_no_next_one_and_left_the_view(store: OfficeStore) -> None:
    lists, narrowed = morning(store), ListFilter(status="received")
    with store.transaction() as db:
        db.execute("update application set status = 'accepted' where id in ('b', 'c')")
    assert turn(lists, "b", narrowed) == Turn("e", "", "d", 0, 3, 3)
    with store.transaction() as db:
        db.execute("update application set status = 'accepted' where id <> 'b'")
        db.execute("update application set status = 'received' where id = 'b'")
    assert turn(lists, "b", narrowed) == Turn("", "", "", 1, 1, 1), "itself is no next one"


def test_a_search_is_walked_in_the_same_way(store: OfficeStore) -> None:
    lists = morning(store)
    assert turn(lists, "b", ListFilter(text="見本")) == Turn("a", "c", "c", 2, 8, 5)
    assert turn(lists, "b", ListFilter(text="見本 b")) == Turn("", "", "", 1, 1, 1)
    assert turn(lists, "a", ListFilter(text="見本 b")).position == 0


def test_a_clerk_has_one_open_and_not_for_ever(store: OfficeStore) -> None:
    now = utc_now()
    pages = OpenPages(store, lambda: now)
    pages.put("a", "c1")
    pages.put("b", "c1")
    pages.put("b", "c2")
    assert [(one.application, one.clerk) for one in pages.of_others("c3")] == [
        ("b", "c1"),
        ("b", "c2"),
    ]
    assert [one.clerk for one in pages.of_others("c1")] == ["c2"]
    later = OpenPages(store, lambda: now + COUNTS_FOR + timedelta(seconds=1))
    assert later.of_others("c3") == []
