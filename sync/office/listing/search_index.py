"""Holds in memory what the list is searched by: folded names, readings, titles and numbers.

The database seals them. They are opened once, after the start, into a database in memory that
answers the same statements as the office's; nothing of it is ever on a disk. Each change of an
application has a number (``application_change``), in the same order for every office: an index
goes on from the highest that it knows, so that several offices find the same.
"""

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from sync.office.listing.filters import Condition, ListFilter
from sync.office.store.store import OfficeStore
from sync.wire.folding import folded

LOT: Final = 200
BETWEEN_LOTS_S: Final = 0.01
WHEN_DONE_S: Final = 5.0
# How long a search itself looks through what changed; the rest is the background's.
WITHIN_S: Final = 0.1
TABLE: Final = """
create table application (
    status text, received_at text, id text, device text, department text, assigned_to text,
    marks text, due_on text, kind integer, folded text, primary key (status, received_at, id)
) without rowid
"""
CLEAR: Final = (
    *("status", "received_at", "id", "device", "department", "assigned_to", "marks"),
    "due_on",
)
SEALED: Final = ("procedure", "title", "person", "readings")
CHANGED: Final = (
    f"select change.number, change.application, {', '.join(f'one.{name}' for name in CLEAR)},"  # noqa: S608
    f" one.number, one.nth, {', '.join(f'one.{name}' for name in SEALED)}"
    " from application_change as change left join application as one on one.id = change.application"
    f" where change.number > ? order by change.number limit {LOT}"
)


@dataclass(frozen=True)
class TitledProcedure:
    """A procedure under one of its titles, as many rows share it."""

    procedure: str
    title: str


@dataclass
class SearchIndex:
    """Answers searches of one office's process; any thread may ask.

    ``within_s`` is how long a question may itself bring the index up to date.
    """

    store: OfficeStore
    within_s: float = WITHIN_S
    _memory: sqlite3.Connection = field(init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)
    _kinds: dict[TitledProcedure, int] = field(default_factory=dict, init=False, repr=False)
    _known: int = field(default=0, init=False)
    is_whole: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._memory.execute("pragma temp_store = memory")  # a sort is no file either
        self._memory.execute(TABLE)
        self._memory.execute("create unique index application_by_id on application (id)")

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query on the list's columns finds."""
        with self._lock:
            return self._memory.execute(sql, values).fetchall()

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._memory.close()

    def words(self, narrowed: ListFilter) -> Condition:
        """Return the condition of a filter's procedure and text here: a row holds every word."""
        found = Condition()
        if narrowed.procedure:
            of_procedure = [no for kind, no in self._all() if kind.procedure == narrowed.procedure]
            found = found.joined(_among(of_procedure))
        for wanted in filter(None, map(folded, narrowed.text.split())):
            titled = [no for kind, no in self._all() if wanted in folded(kind.title)]
            found = found.joined(f"(instr(folded, ?) > 0 or {_among(titled)})", wanted)
        return found

    def procedures(self) -> dict[str, str]:
        """Return the procedures that there are applications of, and their newest titles."""
        return {kind.procedure: kind.title for kind, _ in self._all() if kind.procedure}

    def progress(self) -> tuple[int, int]:
        """Return how many changes it knows, and how many there are."""
        ((known,),) = self.store.rows(
            "select count(*) from application_change where number <= ?", self._known
        )
        ((whole,),) = self.store.rows("select count(*) from application_change")
        return int(known), int(whole)

    def catch_up(self) -> bool:
        """Look through what changed, for ``within_s`` at most; return whether that was all."""
        end = time.monotonic() + self.within_s
        while is_more := self.look_through():
            if time.monotonic() > end:
                break
        return not is_more

    def look_through(self) -> bool:
        """Look through one lot of what changed; return whether more may wait."""
        with self._lock:
            changed = self.store.rows(CHANGED, self._known)
            with self._memory:
                self._memory.execute("begin")
                for _, id, *values in changed:
                    self._memory.execute("delete from application where id = ?", [id])
                    if values[0] is not None:
                        self._put(id, values)
            self._known = changed[-1][0] if changed else self._known
            self.is_whole = self.is_whole or len(changed) < LOT
        return len(changed) == LOT

    def pause_s(self) -> float:
        """Return how long the background rests before the next lot; pages come between."""
        return WHEN_DONE_S if self.is_whole else BETWEEN_LOTS_S

    def _put(self, id: str, values: Sequence[Any]) -> None:
        clear, (number, nth, *sealed) = values[: len(CLEAR)], values[len(CLEAR) :]
        opened = self.store.cipher.opened
        procedure, title, person, readings = (
            opened(f"application.{name}", id, value) or ""
            for name, value in zip(SEALED, sealed, strict=True)
        )
        typed = f"{number or ''}{nth if nth > 1 else ''}"
        text = "\n".join((typed, folded(person), *map(folded, readings.split("\n"))))
        kind = self._kinds.setdefault(TitledProcedure(procedure, title), len(self._kinds))
        marks = ", ".join("?" * (len(CLEAR) + 2))
        self._memory.execute(f"insert into application values ({marks})", [*clear, kind, text])  # noqa: S608

    def _all(self) -> list[tuple[TitledProcedure, int]]:
        with self._lock:
            return list(self._kinds.items())


def _among(kinds: Sequence[int]) -> str:
    return f"kind in ({', '.join(map(str, kinds))})"
