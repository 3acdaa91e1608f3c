"""Keeps keyed digests of what applications may have in common, and finds those that share one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sync.database.port import Statements
from sync.office.store.states import ApplicationState, in_sql
from sync.office.store.store import COLUMNS, ApplicationRow, OfficeStore


class Alike(StrEnum):
    """What two applications have in common that a person has to look at."""

    FILING = "filing"  # the same person, procedure and period
    LISTED = "listed"  # somebody of a list of people files too, or stands in another list
    ACCOUNT = "account"  # one account, in applications of two names


# Who filed, by name and birth date; it is no mark of its own.
APPLICANT: Final = "applicant"


@dataclass(frozen=True)
class Shared:
    """One digest of an application; ``person`` is the digest of the name."""

    kind: str
    digest: str
    person: str


MOST: Final = 5
MOST_FILED: Final = 20
NEVER: Final = "!"  # in ``compared``: it cannot be opened any more
# What was replaced or turned down stands in nobody's way; money goes by the account either way.
_DONE: Final = in_sql(
    ApplicationState.REPLACED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN
)
# Who is listed has the digest of the filing that this person would make.
_KIND: Final = "case when other.kind = 'listed' then other.kind else mine.kind end"
# One who files twice lists the same people twice; that is one mark.
_FILED_TWICE: Final = (
    "exists (select 1 from alike as a join alike as b on b.digest = a.digest"
    " and b.kind = 'filing' and a.kind = 'filing'"
    " where a.application = mine.application and b.application = other.application)"
)
_OTHER: Final = (
    "from alike as mine join alike as other on other.digest = mine.digest"
    " and other.application <> mine.application"
    " and ((mine.kind = 'filing' and other.kind = 'filing')"
    " or (mine.kind = 'account' and other.person <> mine.person)"
    f" or ('listed' in (mine.kind, other.kind) and not {_FILED_TWICE}))"
    " join application as own on own.id = mine.application"
    " join application as one on one.id = other.application"
    " and coalesce(one.replaces, '') <> own.id and coalesce(own.replaces, '') <> one.id"
    f" and (mine.kind = 'account' or one.status not in {_DONE})"
)


def put_alike(db: Statements, id: str, shared: Iterable[Shared], key: str) -> None:
    """Put the digests of an application in the place of earlier ones; *key* made them."""
    db.execute("delete from alike where application = ?", [id])
    for one in shared:
        db.execute(
            "insert into alike values (?, ?, ?, ?)", [id, str(one.kind), one.digest, one.person]
        )
    db.execute("update application set compared = ? where id = ?", [key, id])


def kinds_of(store: OfficeStore, ids: Sequence[str]) -> dict[str, tuple[Alike, ...]]:
    """Return what each of these applications has in common with another, by its id."""
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    rows = store.rows(
        f"select distinct mine.application, {_KIND} as kind {_OTHER}"
        f" where mine.application in ({marks}) order by kind desc",
        *ids,
    )
    found: dict[str, tuple[Alike, ...]] = {}
    for id, kind in rows:
        found[id] = (*found.get(id, ()), Alike(kind))
    return found


def others(store: OfficeStore, id: str, kind: Alike) -> list[ApplicationRow]:
    """Return the newest applications that have this in common with the one of *id*."""
    columns = ", ".join(f"one.{name}" for name in COLUMNS.split(", "))
    rows: list[tuple[Any, ...]] = store.rows(
        f"select distinct {columns} {_OTHER} where mine.application = ? and {_KIND} = ?"
        f" order by one.received_at desc limit {MOST}",
        *(id, kind.value),
    )
    return [store.application_row(row) for row in rows]


def of_applicant(store: OfficeStore, id: str) -> list[ApplicationRow]:
    """Return the newest other applications of who filed the one of *id*, by name and birth date."""
    columns = ", ".join(f"one.{name}" for name in COLUMNS.split(", "))
    rows: list[tuple[Any, ...]] = store.rows(
        f"select distinct {columns} from alike as mine join alike as other"  # noqa: S608 - ours
        " on other.digest = mine.digest and other.application <> mine.application"
        " join application as one on one.id = other.application"
        " where mine.application = ? and mine.kind = ? and other.kind = ?"
        f" order by one.received_at desc limit {MOST_FILED}",
        *(id, APPLICANT, APPLICANT),
    )
    return [store.application_row(row) for row in rows]


def is_waiting(store: OfficeStore) -> bool:
    """Tell whether an opened application was not compared with the others yet."""
    found = store.rows(
        "select 1 from application where compared is null"  # noqa: S608 - ours
        f" and status not in {in_sql(ApplicationState.NEW, ApplicationState.UNOPENED)} limit 1"
    )
    return bool(found)


def applicant_of(store: OfficeStore, id: str) -> tuple[str, str] | None:
    """Return the digest of who filed, and the key that made it; None where none was made."""
    found: list[tuple[str, str]] = store.rows(
        "select digest, compared from alike join application on application.id = alike.application"
        " where alike.application = ? and kind = ?",
        *(id, APPLICANT),
    )
    return (found[0][0], found[0][1]) if found else None
