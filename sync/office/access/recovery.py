"""Gives a clerk who has nothing left a way back, where two administrators agree within a day.

The second one's word makes a code that is good for fifteen minutes. With it the clerk sets a
passphrase; passkeys, sessions and leaves from before end. Neither of the two is the clerk.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sync.office.access.handed_codes import handed_digest, new_handed_code
from sync.office.access.orders import AccessRefused
from sync.office.access.roles import ADMINISTRATOR, LOCK, Roles
from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from sync.wire.events.event_kinds import person_id

ASKED_GOOD_S: Final = 24 * 60 * 60
CODE_GOOD_S: Final = 15 * 60
NOT_OWN: Final = "自分のサインインは、自分では回復できません。ほかの管理者2人にたのんでください。"
NOT_AN_ADMINISTRATOR: Final = "サインインの回復は、管理者だけができます。"
THERE: Final = "この人の回復は、もう始まっています。下の内容を確かめてください。"
GONE: Final = "この回復は、取りやめたか、時間が切れたか、もう終わっています。"
SAME: Final = "2人目は、始めた人とは別の管理者です。"
LEFT: Final = "始めた人は、もう管理者ではありません。取りやめて、はじめからやりなおしてください。"


@dataclass(frozen=True)
class RecoveryRequest:
    """What one administrator began; *approved_by* is empty until a second one agreed."""

    id: str
    clerk: str
    asked_by: str
    asked_at: datetime
    approved_by: str


@dataclass(frozen=True)
class Recoveries:
    """The requests of an office, one for each clerk at most; any worker may ask."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now_s: Callable[[], float] = field(default=time.time)

    def open(self) -> dict[str, RecoveryRequest]:
        """Return the requests that wait for a second word, or for the clerk, by clerk."""
        now_s = int(self.now_s())
        rows = self.store.rows(
            "select id, clerk, asked_by, asked_s, approved_by, code_until_s from recovery"
            " where asked_s > ? and (approved_by is null or code_until_s > ?)",
            *(now_s - ASKED_GOOD_S, now_s),
        )
        return {
            clerk: RecoveryRequest(id, clerk, by, datetime.fromtimestamp(at_s, UTC), second or "")
            for id, clerk, by, at_s, second, _ in rows
        }

    def ask(self, clerk: str, by: str) -> None:
        """Begin a recovery: the first of the two words.

        Raises:
            AccessRefused: *by* may not, there is no such clerk, or it was begun already.
        """
        with self.store.transaction() as db:
            db.execute(LOCK)
            self._refuse_stranger(clerk, by)
            if clerk in self.open():
                raise AccessRefused(THERE)
            db.execute("delete from recovery where clerk = ?", [clerk])
            db.execute(
                "insert into recovery (clerk, id, asked_by, asked_s, code_until_s)"
                " values (?, ?, ?, ?, 0)",
                [clerk, secrets.token_hex(8), by, int(self.now_s())],
            )
            self._write(db, "recovery_asked", by, clerk)

    def approve(self, clerk: str, id: str, by: str) -> str:
        """Agree to the request that the page showed; return the code to be handed over.

        Raises:
            AccessRefused: *by* may not or began it, it is over, or the first one left.
        """
        code, now_s = new_handed_code(), int(self.now_s())
        with self.store.transaction() as db:
            db.execute(LOCK)
            self._refuse_stranger(clerk, by)
            found = self.open().get(clerk)
            if found is None or found.id != id or found.approved_by:
                raise AccessRefused(GONE)
            if found.asked_by == by:
                raise AccessRefused(SAME)
            if not Roles(self.store).has(found.asked_by, ADMINISTRATOR):
                raise AccessRefused(LEFT)
            db.execute(
                "update recovery set approved_by = ?, code = ?, code_until_s = ? where clerk = ?",
                [by, handed_digest(code), now_s + CODE_GOOD_S, clerk],
            )
            self._write(db, "recovery_approved", by, clerk)
        return code

    def allow_alone(self, clerk: str, by: str) -> str:
        """Make a code at once, for who is at the office's own machine; return it.

        Raises:
            AccessRefused: there is no such clerk.
        """
        code, now_s = new_handed_code(), int(self.now_s())
        with self.store.transaction() as db:
            db.execute(LOCK)
            self._refuse_unknown(clerk)
            db.execute("delete from recovery where clerk = ?", [clerk])
            db.execute(
                "insert into recovery (clerk, id, asked_by, asked_s, approved_by, code,"
                " code_until_s) values (?, ?, ?, ?, ?, ?, ?)",
                [clerk, secrets.token_hex(8), by, now_s, by, handed_digest(code),
                 now_s + CODE_GOOD_S],
            )  # fmt: skip
            self._write(db, "recovery_approved", by, clerk)
        return code

    def withdraw(self, clerk: str, id: str, by: str) -> None:
        """Take a request back, also one that both agreed to; without one, nothing changes."""
        with self.store.transaction() as db:
            db.execute(LOCK)
            gone = db.execute("delete from recovery where clerk = ? and id = ?", [clerk, id])
            if gone.rowcount:
                self._write(db, "recovery_withdrawn", by, clerk)

    def knows(self, clerk: str, typed: str) -> bool:
        """Tell whether this is the code that both agreed to, and its time is not over."""
        found = self.store.rows(
            "select code from recovery where clerk = ? and code_until_s > ?",
            *(clerk, int(self.now_s())),
        )
        return bool(found) and hmac.compare_digest(found[0][0], handed_digest(typed))

    def use(self, db: Any, clerk: str, typed: str) -> bool:
        """Use the code up, in the transaction that gave *db*; tell whether it was right."""
        used = db.execute(
            "delete from recovery where clerk = ? and code = ? and code_until_s > ?",
            [clerk, handed_digest(typed), int(self.now_s())],
        ).rowcount
        return bool(used)

    def _refuse_stranger(self, clerk: str, by: str) -> None:
        self._refuse_unknown(clerk)
        if clerk == by:
            raise AccessRefused(NOT_OWN)
        if not Roles(self.store).has(by, ADMINISTRATOR):
            raise AccessRefused(NOT_AN_ADMINISTRATOR)

    def _refuse_unknown(self, clerk: str) -> None:
        if not self.store.rows("select 1 from clerk where id = ?", clerk):
            raise AccessRefused("そのIDの人はいません。")

    def _write(self, db: Any, kind: str, by: str, clerk: str) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, person=person_id(clerk) or "")
