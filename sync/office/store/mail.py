"""Keeps mail sealed as it came, what became of each, and which events had their effect."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sync.database import Statements
from sync.office.store.store import OfficeStore


class MailState(StrEnum):
    """Where a mail stands in the office."""

    NEW = "new"
    DONE = "done"
    REPEATED = "repeated"
    FORGED = "forged"


class OutgoingState(StrEnum):
    """What became of a job; the relay's words but for the first two."""

    WAITING = "waiting"
    NOT_TAKEN = "not_taken"  # the reception refused it
    SENT = "sent"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    UNKNOWN_DESTINATION = "unknown_destination"


@dataclass(frozen=True)
class SealedMail:
    """One mail as it came."""

    id: str
    content: bytes = field(repr=False)
    tries: int


LOT: Final = 50


def keep_mail(store: OfficeStore, id: str, source: str, at: datetime, content: bytes) -> None:
    """Keep a sealed mail once; while nobody could look into it, a later seal takes its place."""
    new = MailState.NEW.value
    with store.transaction() as db:
        db.execute(
            "insert into mail (id, source, arrived_at, state, content) values (?, ?, ?, ?, ?)"
            " on conflict (id) do update set content ="
            " case when mail.state = ? then excluded.content else mail.content end",
            [id, source, at.isoformat(), new, content, new],
        )


def new_mail(store: OfficeStore, sources: Collection[str], now: datetime) -> list[SealedMail]:
    """Return mail of these *sources* that is due and that nobody looked at, the oldest first."""
    if not sources:
        return []
    marks = ", ".join("?" * len(sources))
    rows = store.rows(
        "select id, content, tries from mail where state = ?"  # noqa: S608 - numbers of ours
        f" and (next_try_at is null or next_try_at <= ?) and source in ({marks})"
        f" order by arrived_at limit {LOT}",
        *(MailState.NEW.value, now.isoformat(), *sources),
    )
    return [SealedMail(id, bytes(content), tries) for id, content, tries in rows]


def postpone_mail(store: OfficeStore, id: str, until: datetime) -> None:
    """Try a mail again later: nobody could open it."""
    with store.transaction() as db:
        db.execute(
            "update mail set tries = tries + 1, next_try_at = ? where id = ?",
            [until.isoformat(), id],
        )


def end_mail(db: Statements, id: str, state: MailState) -> bool:
    """Put a new mail into its last state; False when another office was faster."""
    changed = db.execute(
        "update mail set state = ? where id = ? and state = ?",
        [state.value, id, MailState.NEW.value],
    ).rowcount
    return changed == 1


def note_event(db: Statements, source: str, event: str, mail: str) -> bool:
    """Note that an event has its effect in *db*'s transaction; False when it had it before."""
    (first,) = db.execute(
        "insert into mail_event (source, event, mail) values (?, ?, ?)"
        " on conflict (source, event) do update set event = mail_event.event returning mail",
        [source, event, mail],
    ).fetchone()
    return str(first) == mail


def counted_mail(store: OfficeStore) -> Sequence[tuple[str, str, int]]:
    """Return how many mails of each source are in each state."""
    rows = store.rows(
        "select source, state, count(*) from mail group by source, state order by source, state"
    )
    return [(str(source), str(state), int(count)) for source, state, count in rows]


def counted_jobs(store: OfficeStore) -> Sequence[tuple[str, str, int]]:
    """Return how many jobs for each foreign system are in each state."""
    rows = store.rows(
        "select destination, state, count(*) from outgoing group by destination, state"
        " order by destination, state"
    )
    return [(str(to), str(state), int(count)) for to, state, count in rows]
