"""A clerk's views are their own, sealed, and few."""

from sync.office.listing.filters import ListFilter
from sync.office.listing.places import ListOrder
from sync.office.listing.saved_views import MOST, SavedViews
from sync.office.store.columns import ColumnCipher, ColumnKeys, new_column_key
from sync.office.store.store import OfficeStore

NAME, FILTER = "朝の分　見本", ListFilter(text="見本　花子", status="received", since="2026-11-20")


def test_a_view_is_kept_sealed_and_is_the_clerks_own(store: OfficeStore) -> None:
    id, key = new_column_key()
    store.cipher = ColumnCipher(lambda _: ColumnKeys({id: key}, id))
    mine, others = SavedViews(store, "c1"), SavedViews(store, "c2")
    assert mine.put(NAME, FILTER, ListOrder.NEWEST)
    (kept,) = mine.all()
    assert (kept.name, kept.filter, kept.order) == (NAME, FILTER, ListOrder.NEWEST)
    assert "見本" not in repr(kept)
    ((content,),) = store.rows("select content from saved_view")
    assert content.startswith(f"v1.{id}.")
    assert others.all() == []
    assert others.find(kept.id) is None
    others.remove(kept.id)
    assert mine.find(kept.id) == kept
    mine.remove(kept.id)
    assert mine.all() == []


def test_a_view_of_the_same_name_is_replaced_and_there_is_an_end(store: OfficeStore) -> None:
    views = SavedViews(store, "c1")
    for number in range(MOST):
        assert views.put(f"見方{number:02}", FILTER, ListOrder.TO_DO)
    assert not views.put("もうひとつ", FILTER, ListOrder.TO_DO)
    assert views.put("見方03", ListFilter(), ListOrder.OLDEST)
    assert len(views.all()) == MOST
    assert views.all()[3].order is ListOrder.OLDEST


def test_a_view_whose_key_is_gone_is_left_out(store: OfficeStore) -> None:
    id, key = new_column_key()
    store.cipher = ColumnCipher(lambda _: ColumnKeys({id: key}, id))
    SavedViews(store, "c1").put(NAME, FILTER, ListOrder.TO_DO)
    other, other_key = new_column_key()
    store.cipher = ColumnCipher(lambda _: ColumnKeys({other: other_key}, other))
    assert SavedViews(store, "c1").all() == []
