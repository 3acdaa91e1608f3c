"""A real PostgreSQL whose synchronous standby never answers, as after a cut cable."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from tests.sync.postgresql import postgresql

WITHIN_S: Final = 20.0


@dataclass
class LonelyPrimary:
    """Commits wait for a standby from :meth:`lose_standby` until :meth:`find_standby`."""

    url: str

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement on a connection of its own, outside any wait for a standby."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("set synchronous_commit = local")
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def lose_standby(self) -> None:
        """Demand a standby that is not there."""
        self._demand("nobody")

    def find_standby(self) -> None:
        """Let everything go that waits, as a standby that came back would."""
        self._demand("")

    def _demand(self, name: str) -> None:
        self.ask(f"alter system set synchronous_standby_names = '{name}'")
        self.ask("select pg_reload_conf()")
        end = time.monotonic() + WITHIN_S
        while self.ask("show synchronous_standby_names") != [(name,)]:
            assert time.monotonic() < end
            time.sleep(0.01)

    def waiting(self) -> int:
        """Return the process whose commit waits for the standby, once there is one."""
        end = time.monotonic() + WITHIN_S
        while True:
            found = self.ask("select pid from pg_stat_activity where wait_event = 'SyncRep'")
            if found:
                return int(found[0][0])
            assert time.monotonic() < end, "no commit waits for the standby"
            time.sleep(0.01)

    def cancel(self, pid: int) -> None:
        """Cancel what a process does, as a statement timeout or an impatient client would."""
        self.ask("select pg_cancel_backend(%s)", pid)

    def terminate(self, pid: int) -> None:
        """End a process, as a demotion does to all of them."""
        self.ask("select pg_terminate_backend(%s)", pid)


@contextmanager
def lonely_primary() -> Iterator[LonelyPrimary]:
    """Run one while the block runs."""
    with postgresql() as server:
        yield LonelyPrimary(server.url())
