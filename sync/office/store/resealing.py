"""Seals what an older office wrote in the clear, and what an older key sealed, lot by lot."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sync.office.store import columns
from sync.office.store.columns import ColumnCipher, prefix
from sync.office.store.store import OfficeStore

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
)


@dataclass
class Resealing:
    """Brings every sealed column under the current key; a stop loses nothing, the next goes on.

    Rows that were not reached yet are read as they are.
    """

    store: OfficeStore
    _is_more: bool = field(default=True, init=False)

    def pause_s(self) -> float:
        """Return how long to rest before the next lot; clerks' pages come between."""
        return BETWEEN_LOTS_S if self._is_more else WHEN_DONE_S

    def run_once(self) -> bool:
        """Seal a lot; return whether more may be left.

        When none is left, the database is written anew once, so that no page of the file
        and no part of its log holds what stood there before.
        """
        self._is_more = False  # after a failure, such as a full disk, the next try is much later
        self._is_more = self._run()
        return self._is_more

    def _run(self) -> bool:
        current = self.store.cipher.current
        if not current or self.store.setting(DONE) == current:
            return False
        lots = [self._lot(table) for table in TABLES]
        if any(lots):
            return True
        self.store.database.rewrite([table.name for table in TABLES])
        if not any(self._left(table, 1, "") for table in TABLES):  # another office's rows
            self.store.put_setting(DONE, current)
        return False

    def _lot(self, table: SealedTable) -> bool:
        changed = ", ".join(f"{name} = ?" for name in table.columns)
        place = " and ".join(f"{name} = ?" for name in table.key)
        sql = f"update {table.name} set {changed} where {place}"  # noqa: S608 - the names are ours
        with self.store.transaction() as db:
            rows = self._left(table, LOT, self.store.database.skip_locked)
            for row in rows:
                key, values = row[: len(table.key)], row[len(table.key) :]
                db.execute(sql, [*self._resealed(table, key, values), *key])
        return len(rows) == LOT

    def _resealed(
        self, table: SealedTable, key: Sequence[Any], values: Sequence[str | None]
    ) -> list[str | None]:
        row = "/".join(map(str, key))
        named = zip(table.columns, values, strict=True)
        cipher = self.store.cipher
        return [resealed(cipher, f"{table.name}.{name}", row, value) for name, value in named]

    def _left(self, table: SealedTable, most: int, locked: str) -> list[tuple[Any, ...]]:
        """Return rows that hold a value which the current key did not seal."""
        mark = f"{prefix(self.store.cipher.current)}%"
        open_ones = " or ".join(f"{name} not like ?" for name in table.columns)
        return self.store.rows(
            f"select {', '.join((*table.key, *table.columns))} from {table.name}"  # noqa: S608
            f" where {open_ones} limit {most} {locked}",
            *[mark] * len(table.columns),
        )


def resealed(cipher: ColumnCipher, column: str, row: str, value: str | None) -> str | None:
    """Return *value* under the current key; what cannot be opened is sealed as it stands."""
    if cipher.is_current(value):
        return value
    text = cipher.opened(column, row, value)
    return cipher.seal(column, row, value if text == columns.UNREADABLE else text)
