"""Keeps the views of the list that a clerk saved, sealed: a search in one may name somebody."""

import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sync.office.listing.filters import ListFilter
from sync.office.listing.places import ListOrder
from sync.office.store.columns import UNREADABLE
from sync.office.store.store import OfficeStore

MOST: Final = 20
LONGEST_NAME: Final = 40
COLUMN: Final = "saved_view.content"


@dataclass(frozen=True)
class SavedView:
    """A filter and an order under a clerk's own name for them."""

    id: str
    name: str = field(repr=False)
    filter: ListFilter
    order: ListOrder


@dataclass(frozen=True)
class SavedViews:
    """Reads and changes the views of one clerk."""

    store: OfficeStore
    clerk: str

    def all(self) -> list[SavedView]:
        """Return the clerk's views, by name; without those whose column key is not here."""
        rows = self.store.rows("select id, content from saved_view where clerk = ?", self.clerk)
        opened = self.store.cipher.opened
        texts = [(id, opened(COLUMN, id, content) or "") for id, content in rows]
        found = [_view(id, text) for id, text in texts if text != UNREADABLE]
        return sorted(found, key=lambda one: one.name)

    def find(self, id: str) -> SavedView | None:
        """Return one of the clerk's views; None for any other."""
        return next((one for one in self.all() if one.id == id), None)

    def put(self, name: str, narrowed: ListFilter, order: ListOrder) -> bool:
        """Save a view, in the place of the clerk's one of the same name; False without room."""
        others = self.all()
        same = next((one.id for one in others if one.name == name), None)
        if same is None and len(others) >= MOST:
            return False
        id = same or secrets.token_hex(16)
        text = json.dumps({"name": name, "filter": narrowed.to_json(), "order": order.value})
        with self.store.transaction() as db:
            db.execute(
                "insert into saved_view values (?, ?, ?)"
                " on conflict (id) do update set content = excluded.content",
                [id, self.clerk, self.store.cipher.seal(COLUMN, id, text)],
            )
        return True

    def remove(self, id: str) -> None:
        """Remove one of the clerk's views; harmless when there is none."""
        with self.store.transaction() as db:
            db.execute("delete from saved_view where id = ? and clerk = ?", [id, self.clerk])


def rename_in_views(store: OfficeStore, db: Any, old: str, new: str) -> None:
    """Let saved views of a department go on under its new name, in the transaction of *db*.

    What clerks look at just now begins anew.
    """
    for clerk in store.rows("select distinct clerk from saved_view"):
        views = SavedViews(store, *clerk)
        for one in views.all():
            if one.filter.department == old:
                views.put(one.name, replace(one.filter, department=new), one.order)
    db.execute("update clerk_session set view = null")


def _view(id: str, text: str) -> SavedView:
    kept = json.loads(text)
    return SavedView(id, kept["name"], ListFilter.of(kept["filter"]), ListOrder.of(kept["order"]))
