"""Seals what an older office wrote in the clear, and what an older key sealed, lot by lot."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sync.office.store import columns
from sync.office.store.columns import AGREED_KEY, ColumnCipher, prefix
from sync.office.store.store import OfficeStore

log = logging.getLogger(__name__)

LOT: Final = 200
BETWEEN_LOTS_S: Final = 0.2
WHEN_DONE_S: Final = 3600.0
DONE: Final = "columns_sealed"  # the setting: the id of the key under which all rows are


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns, and the columns that name a row."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]


TABLES: Final = (
    SealedTable("application", ("id",), columns.APPLICATION),
    SealedTable("decision", ("id", "seq"), columns.DECISION),
    SealedTable("returned", ("id", "seq"), columns.RETURNED),
    SealedTable("revocation", ("id",), columns.REVOCATION),
    SealedTable("certificate_link", ("id",), columns.LINK),
    SealedTable("saved_view", ("id",), columns.SAVED_VIEW),
    SealedTable("undone_decision", ("id", "seq"), columns.UNDONE),
    SealedTable("proposal", ("id",), columns.PROPOSAL),
    SealedTable("made_export", ("id",), columns.MADE_EXPORT),
    SealedTable("webhook", ("id",), columns.WEBHOOK),
    SealedTable("note", ("id",), columns.NOTE),
    SealedTable("totp_leave", ("clerk",), columns.TOTP_LEAVE),
    SealedTable("legal_hold", ("application",), columns.LEGAL_HOLD),
    SealedTable("procedure_draft", ("id",), columns.PROCEDURE_DRAFT),
    SealedTable("sign_in_provider", ("id",), columns.PROVIDER),
)


@dataclass
class Resealing:
    """Brings every sealed column under the current key; a stop loses nothing, the next goes on.

    Rows that were not reached yet are read as they are. Only an office that has the newest key
    works: one whose key file is older could open what others sealed no more than a thief.
    """

    store: OfficeStore
    _is_more: bool = field(default=True, init=False)
    _after: dict[str, tuple[Any, ...]] = field(default_factory=dict, init=False)
    _changed: int = field(default=0, init=False)

    def pause_s(self) -> float:
        """Return how long to rest before the next lot; clerks' pages come between."""
        return BETWEEN_LOTS_S if self._is_more else WHEN_DONE_S

    def run_once(self) -> bool:
        """Seal a lot; return whether more may be left.

        When none is left, the database is written anew once, so that no page of the file
        and no part of its log holds what stood there before.
        """
        self._is_more = self._run()
        return self._is_more

    def _run(self) -> bool:
        current = self.store.cipher.current
        agreed = self.store.setting(AGREED_KEY) or current
        if not current or current != agreed or self.store.setting(DONE) == current:
            return False
        lots = [self._lot(table) for table in TABLES]
        if any(lots):
            return True
        self._end_pass(current)
        return False

    def _end_pass(self, current: str) -> None:
        changed, self._changed = self._changed, 0
        self._after.clear()
        if changed or not self.store.setting(DONE):
            self.store.database.rewrite([table.name for table in TABLES])
        if not any(self._left(table, 1, "") for table in TABLES):
            self.store.put_setting(DONE, current)
        elif not changed:  # else another office held some rows: the next pass takes them
            log.error("sealed values do not open: their key is in another key file or its backup")

    def _lot(self, table: SealedTable) -> bool:
        changed = ", ".join(f"{name} = ?" for name in table.columns)
        place = " and ".join(f"{name} = ?" for name in table.key)
        sql = f"update {table.name} set {changed} where {place}"  # noqa: S608 - the names are ours
        with self.store.transaction() as db:
            rows = self._left(table, LOT, self.store.database.skip_locked)
            for row in rows:
                key, values = row[: len(table.key)], row[len(table.key) :]
                sealed = self._resealed(table, key, values)
                if sealed != list(values):
                    db.execute(sql, [*sealed, *key])
                    self._changed += 1
                self._after[table.name] = key
        return len(rows) == LOT

    def _resealed(
        self, table: SealedTable, key: Sequence[Any], values: Sequence[str | None]
    ) -> list[str | None]:
        row = "/".join(map(str, key))
        named = zip(table.columns, values, strict=True)
        cipher, is_first = self.store.cipher, not self.store.setting(DONE)
        return [
            resealed(cipher, f"{table.name}.{name}", row, value, is_first=is_first)
            for name, value in named
        ]

    def _left(self, table: SealedTable, most: int, locked: str) -> list[tuple[Any, ...]]:
        """Return the next rows of this pass that hold a value of another key, or of none."""
        mark = f"{prefix(self.store.cipher.current)}%"
        open_ones = " or ".join(f"{name} not like ?" for name in table.columns)
        after = self._after.get(table.name)
        names, marks = ", ".join(table.key), ", ".join("?" * len(table.key))
        behind = f"({names}) > ({marks}) and" if after else ""
        return self.store.rows(
            f"select {', '.join((*table.key, *table.columns))} from {table.name}"  # noqa: S608
            f" where {behind} ({open_ones}) order by {names} limit {most} {locked}",
            *(after or ()),
            *[mark] * len(table.columns),
        )


def resealed(
    cipher: ColumnCipher, column: str, row: str, value: str | None, *, is_first: bool
) -> str | None:
    """Return *value* under the current key; what cannot be opened stays as it is.

    Before anything was sealed, in the *first* pass, such a value is text that looks sealed.
    """
    if cipher.is_current(value):
        return value
    text = cipher.opened(column, row, value)
    if text == columns.UNREADABLE and not is_first:
        return value
    return cipher.seal(column, row, value if text == columns.UNREADABLE else text)
