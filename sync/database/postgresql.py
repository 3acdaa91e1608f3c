"""Opens PostgreSQL through psycopg 3: one machine, or three under Patroni.

On a replicated cluster a commit returns before the copies have it when the wait
is cancelled: the server then says so in a warning and psycopg reports success.
Here a warning is a failure, and the connection is thrown away.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from sync.database.port import DatabaseAway, SchemaTooNew, Step
from sync.database.sqlite import statements

MOST_CONNECTIONS: Final = 6
WAIT_S: Final = 4.0
MIGRATION_LOCK: Final = 0x64656D61646F  # any fixed number: "demado"
# Never a statement timeout: it would cancel exactly the wait that makes a row safe.
OPTIONS: Final = "-c synchronous_commit=on -c statement_timeout=0 -c client_min_messages=warning"


class ListeningConnection(psycopg.Connection[Any]):
    """A connection that remembers whether the server warned; the text may be in any language."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.was_warned = False
        self.add_notice_handler(self._note)

    def _note(self, notice: psycopg.errors.Diagnostic) -> None:
        self.was_warned |= notice.severity_nonlocalized == "WARNING"


class PostgresqlStatements:
    """Statements on one connection, inside a transaction."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[object] = ()) -> psycopg.Cursor[Any]:
        """Run *sql* with *values* in the place of its marks."""
        return self._connection.execute(_percent(sql), list(values))

    def execute_each(self, sql: str, rows: Sequence[Sequence[object]]) -> list[Any]:
        """Run *sql*, which returns one row, for each of *rows*, in one round trip."""
        if not rows:
            return []
        cursor = self._connection.cursor()
        cursor.executemany(_percent(sql), [list(row) for row in rows], returning=True)
        found = [cursor.fetchone()]
        while cursor.nextset():
            found.append(cursor.fetchone())
        return found


class PostgresqlDatabase:
    """A pool of connections; with several hosts in the URL it follows the primary."""

    skip_locked = "for update skip locked"

    def __init__(self, pool: ConnectionPool[ListeningConnection]) -> None:
        self._pool = pool
        self._open = threading.local()  # the transaction that this thread is in

    @classmethod
    def open(cls, url: str) -> "PostgresqlDatabase":
        """Connect, or raise DatabaseAway within four seconds."""
        options: dict[str, Any] = {"options": OPTIONS, "connect_timeout": 3}
        options |= {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
        options["application_name"] = "demado"
        options["autocommit"] = True  # a question alone needs no transaction round it
        pool: ConnectionPool[ListeningConnection] = ConnectionPool(
            url,
            connection_class=ListeningConnection,
            kwargs=options,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=WAIT_S,
            check=ConnectionPool.check_connection,
            reconnect_timeout=60.0,
            open=False,
        )
        pool.open()
        try:
            pool.wait(WAIT_S)
        except PoolTimeout as error:
            pool.close()
            raise DatabaseAway("PostgreSQL does not answer") from error
        return cls(pool)

    def give_back(self) -> None:
        """Do nothing: autovacuum keeps the room for new rows, see the port."""

    def close(self) -> None:
        """Close the pool."""
        self._pool.close()

    @contextmanager
    def transaction(self) -> Iterator[PostgresqlStatements]:
        """Run the block in one transaction that every synchronous copy has at its end.

        A nested one belongs to the outer.
        """
        outer: ListeningConnection | None = getattr(self._open, "connection", None)
        if outer is not None:
            yield PostgresqlStatements(outer)
            return
        with _translated(), self._pool.connection() as connection:
            self._open.connection = connection
            try:
                with connection.transaction():
                    yield PostgresqlStatements(connection)
            finally:
                self._open.connection = None
            _refuse_unreplicated(connection)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds; inside a transaction it sees that one's changes."""
        outer: ListeningConnection | None = getattr(self._open, "connection", None)
        if outer is not None:
            return PostgresqlStatements(outer).execute(sql, values).fetchall()
        with _translated(), self._pool.connection() as connection:
            return PostgresqlStatements(connection).execute(sql, values).fetchall()

    def has_table(self, name: str) -> bool:
        """Tell whether a table of that name is there."""
        return bool(self.rows("select to_regclass(?) is not null", name)[0][0])

    def migrate(self, steps: Sequence[Step]) -> None:
        """Bring the tables up to *steps*, see the port."""
        with self.transaction() as db:
            db.execute("select pg_advisory_xact_lock(?)", [MIGRATION_LOCK])
            db.execute(
                "create table if not exists schema_step"
                " (number integer primary key, breaks_older boolean not null)"
            )
            ((version, breaking),) = db.execute(
                "select coalesce(max(number), 0),"
                " coalesce(max(number) filter (where breaks_older), 0) from schema_step"
            ).fetchall()
            if breaking > len(steps):
                raise SchemaTooNew("a newer Demado changed this database: update this one first")
            for number, step in enumerate(steps[version:], version + 1):
                translated = map(_as_postgresql, statements(step.sql))
                for statement in (*translated, *step.postgresql):
                    db.execute(statement)
                db.execute("insert into schema_step values (?, ?)", [number, step.breaks_older])

    def rewrite(self, tables: Sequence[str]) -> None:
        """Write *tables* anew, see the port."""
        with _translated(), self._pool.connection() as connection:
            for table in tables:
                connection.execute(f"vacuum full {table}")


def _refuse_unreplicated(connection: ListeningConnection) -> None:
    if connection.was_warned:
        connection.close()
        raise DatabaseAway("the commit was not confirmed by the other machines")


@cache
def _percent(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


def _as_postgresql(statement: str) -> str:
    """Translate a ``create table`` of ours; nothing else differs."""
    statement = statement.replace("without rowid", "")
    statement = statement.replace(
        "integer primary key autoincrement", "bigint generated always as identity primary key"
    )
    statement = re.sub(r"\binteger\b", "bigint", statement)
    return re.sub(r"\bblob\b", "bytea", statement)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
        raise DatabaseAway(type(error).__name__) from error
