"""Queues one word for each outcome and system, once, and keeps what became of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sync.database import Statements
from sync.office.exports.feed import Feed
from sync.office.mail.tray import Tray
from sync.office.store.mail import OutgoingState
from sync.office.store.store import OfficeStore
from sync.office.webhooks.webhooks import OutcomeHook
from sync.wire.canonical import canonical
from sync.wire.city import utc_now

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=6)
GIVEN_UP_AFTER: Final = timedelta(days=3)
CLAIMED_FOR: Final = timedelta(minutes=5)
LOT: Final = 25  # however slowly a system answers, a lot is done before its claim ends
# This row is the lock, where several offices share a database.
LOCK: Final = (
    "insert into setting values ('webhooks', '')"
    " on conflict (name) do update set value = excluded.value"
)
PUT: Final = (
    "insert into webhook_delivery (id, webhook, n, body, state, tries, put_at, due_at)"
    " values (?, ?, ?, ?, 'waiting', 0, ?, ?)"
)


@dataclass(frozen=True)
class Delivery:
    """One word for one system; its id is the same on each try. The body names nobody."""

    id: str
    body: str
    tries: int
    put_at: str
    due_at: str


@dataclass(frozen=True)
class DeliveryCount:
    """How many words to a system stand in each state, and what its last answer was."""

    waiting: int = 0
    sent: int = 0
    gave_up: int = 0
    last_status: int = 0


@dataclass(frozen=True)
class Deliveries:
    """The queue of one database, whichever office looks at it."""

    store: OfficeStore
    now: Callable[[], datetime] = field(default=utc_now)

    def queue(self, hook: OutcomeHook) -> int:
        """Queue what the feed has beyond what a system was told; return how many words.

        What the relay sends goes into its tray in the same transaction.
        """
        with self.store.transaction() as db:
            db.execute(LOCK)
            upto = db.execute("select upto from webhook where id = ?", [hook.id]).fetchone()[0]
            count = 0
            for one in Feed(self.store).since(int(upto)):
                said = {"type": "outcome.decided", "timestamp": one.decided_at}
                body = {**said, "data": {"n": one.n, "id": one.application}}
                self._put(db, hook, one.n, body)
                upto, count = one.n, count + 1
            db.execute("update webhook set upto = ? where id = ?", [upto, hook.id])
        return count

    def try_out(self, hook: OutcomeHook) -> None:
        """Queue a word that says nothing, to see whether a system takes it."""
        at = self.now().isoformat()
        with self.store.transaction() as db:
            self._put(db, hook, None, {"type": "office.trial", "timestamp": at, "data": {}})

    def claim(self, hook: OutcomeHook) -> list[Delivery]:
        """Return what is due for a system, for five minutes this office's alone."""
        now = self.now()
        rows = self.store.rows(
            "select id, body, tries, put_at, due_at from webhook_delivery"
            " where webhook = ? and state = 'waiting' and due_at <= ? order by put_at, n limit ?",
            *(hook.id, now.isoformat(), LOT),
        )
        return [one for one in (Delivery(*row) for row in rows) if self._is_ours(one, now)]

    def note(self, one: Delivery, status: int, *, is_taken: bool) -> bool:
        """Keep what became of a try; return whether the word was given up with it."""
        tries, now = one.tries + 1, self.now()
        age = now - datetime.fromisoformat(one.put_at)
        is_over = not is_taken and age > GIVEN_UP_AFTER
        state = "sent" if is_taken else "gave_up" if is_over else "waiting"
        due = now + min(FIRST_PAUSE * 2 ** min(one.tries, 20), LONGEST_PAUSE)
        self._update(
            one.id, "state = ?, tries = ?, last_status = ?, due_at = ?",
            [state, tries, status, due.isoformat()],
        )  # fmt: skip
        return is_over

    def again(self, hook: OutcomeHook) -> int:
        """Send what was given up once more, under the same ids; return how many words."""
        now = self.now().isoformat()
        with self.store.transaction() as db:
            return db.execute(
                "update webhook_delivery set state = 'waiting', tries = 0, put_at = ?, due_at = ?"
                " where webhook = ? and state = 'gave_up'",
                [now, now, hook.id],
            ).rowcount

    def counted(self, hook: OutcomeHook) -> DeliveryCount:
        """Return how many words stand where; for the relay's, all that goes to that destination."""
        if not hook.is_inside:
            return self._relayed(hook.target)
        rows = self.store.rows(
            "select state, count(*) from webhook_delivery where webhook = ? group by state", hook.id
        )
        last = self.store.rows(
            "select last_status from webhook_delivery where webhook = ? and tries > 0"
            " order by due_at desc limit 1",
            hook.id,
        )
        counts = {str(state): int(count) for state, count in rows}
        return DeliveryCount(**counts, last_status=int(last[0][0]) if last else 0)

    def _relayed(self, destination: str) -> DeliveryCount:
        rows = self.store.rows(
            "select state, count(*) from outgoing where destination = ? group by state", destination
        )
        counts = {str(state): int(count) for state, count in rows}
        waiting = counts.pop(OutgoingState.WAITING.value, 0)
        sent = counts.pop(OutgoingState.SENT.value, 0)
        return DeliveryCount(waiting, sent, sum(counts.values()))

    def _put(self, db: Statements, hook: OutcomeHook, n: int | None, body: dict[str, Any]) -> None:
        now, id = self.now().isoformat(), secrets.token_hex(16)
        if hook.is_inside:
            text = canonical(body).decode()
            db.execute(PUT, [f"msg_{id}", hook.id, n, text, now, now])
        else:
            Tray(self.store, self.now).put(db, hook.target, f"{hook.id}/{n or id}", body)

    def _is_ours(self, one: Delivery, now: datetime) -> bool:
        until = (now + CLAIMED_FOR).isoformat()
        with self.store.transaction() as db:
            changed = db.execute(
                "update webhook_delivery set due_at = ?"
                " where id = ? and due_at = ? and state = 'waiting'",
                [until, one.id, one.due_at],
            ).rowcount
        return changed == 1

    def _update(self, id: str, change: str, values: list[Any]) -> None:
        with self.store.transaction() as db:
            db.execute(f"update webhook_delivery set {change} where id = ?", [*values, id])  # noqa: S608
