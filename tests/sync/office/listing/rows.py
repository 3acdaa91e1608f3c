"""Puts applications into an office's database, as an intake would have left them."""

from typing import Any

from sync.office.listing.filters import ListFilter
from sync.office.listing.lists import Lists
from sync.office.listing.search_index import SearchIndex
from sync.office.store.store import ApplicationRow, OfficeStore


def put(store: OfficeStore, id: str, received_at: str, **values: Any) -> None:
    """Put one application in, received unless *values* say otherwise; named ones are sealed."""
    sealed = {
        name: store.cipher.seal(f"application.{name}", id, value)
        if name in ("procedure", "title", "person", "readings")
        else value
        for name, value in {"status": "received", **values}.items()
    }
    store.put_application(id, values.get("device", "d"), received_at, b"sealed")
    names = ", ".join(f"{name} = ?" for name in sealed)
    with store.transaction() as db:
        db.execute(f"update application set {names} where id = ?", [*sealed.values(), id])  # noqa: S608


def listed(store: OfficeStore, text: str = "", status: str = "") -> list[ApplicationRow]:
    """Return what the list shows of a text and a state, as an office that just began does."""
    index = SearchIndex(store, within_s=60.0)
    reader = Lists(store, index).reader(ListFilter(text=text, status=status))
    found = store.applications(reader.page(size=500).ids)
    index.close()
    return found
