"""Lets a clerk whose passkeys are lost sign in with an app's codes, while a leave lasts.

The leave is an administrator's and ends by itself. It comes with a code that the administrator
hands over: only with that and the passphrase does the clerk get the secret for the app, and only
a first right code makes it count. Codes are those of RFC 6238 with six digits of 30 seconds; one
step of drift is allowed, and each counts once, whichever worker is asked.
"""

import base64
import binascii
import hmac
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from sync.office.access.handed_codes import handed_digest, new_handed_code
from sync.office.store.store import OfficeStore

MEANS: Final = "totp"  # how a session began
STEP_S: Final = 30
DRIFT: Final = 1
DIGITS: Final = 6
SECRET_BYTES: Final = 20
DAYS: Final = range(1, 8)
HANDED_GOOD_S: Final = 24 * 60 * 60
ISSUER: Final = "出窓 庁内"
SEALED: Final = "totp_leave.secret"


class NoColumnKey(Exception):
    """The database has no key that seals: a secret would lie in it as it is. Nothing was kept."""


@dataclass(frozen=True)
class TotpLeave:
    """Until when a clerk may use codes, who let them, and whether their app is ready."""

    clerk: str
    given_by: str
    until: datetime
    is_ready: bool


@dataclass(frozen=True)
class TotpLeaves:
    """The leaves of an office's clerks; any thread of any worker may ask."""

    store: OfficeStore
    now_s: Callable[[], float] = field(default=time.time)

    def all(self) -> dict[str, TotpLeave]:
        """Return every leave that is not over, by clerk."""
        rows = self.store.rows(
            "select clerk, given_by, until_s, confirmed_s from totp_leave where until_s > ?",
            int(self.now_s()),
        )
        return {
            clerk: TotpLeave(clerk, by, datetime.fromtimestamp(until_s, UTC), ready_s is not None)
            for clerk, by, until_s, ready_s in rows
        }

    def of(self, clerk: str) -> TotpLeave | None:
        """Return a clerk's leave; None when there is none, or it is over."""
        return self.all().get(clerk)

    def is_ready(self, clerk: str) -> bool:
        """Tell whether codes of a clerk's app count now."""
        leave = self.of(clerk)
        return leave is not None and leave.is_ready

    def give(self, db: Any, clerk: str, by: str, days: int) -> str:
        """Begin a leave in the place of any before it; return the code to be handed over."""
        code, now_s = new_handed_code(), int(self.now_s())
        self.end(db, clerk)
        db.execute(
            "insert into totp_leave (clerk, given_by, until_s, handed, handed_until_s)"
            " values (?, ?, ?, ?, ?)",
            [clerk, by, now_s + days * 86_400, handed_digest(code), now_s + HANDED_GOOD_S],
        )
        return code

    def end(self, db: Any, clerk: str) -> bool:
        """End a leave; tell whether there was one that was not over."""
        was_there = self.of(clerk) is not None
        db.execute("delete from totp_leave where clerk = ?", [clerk])
        return was_there

    def knows(self, clerk: str, handed: str) -> bool:
        """Tell whether this is the code that was handed to a clerk and was not used up."""
        now_s = int(self.now_s())
        found = self.store.rows(
            "select handed from totp_leave where clerk = ? and confirmed_s is null"
            " and handed_until_s > ? and until_s > ?",
            *(clerk, now_s, now_s),
        )
        return bool(found) and hmac.compare_digest(found[0][0], handed_digest(handed))

    def new_secret(self, clerk: str) -> TOTP:
        """Keep a new secret, sealed, which counts once it is confirmed.

        Raises:
            NoColumnKey: see the class.
        """
        if not self.store.cipher.current:
            raise NoColumnKey
        secret = secrets.token_bytes(SECRET_BYTES)
        sealed = self.store.cipher.seal(SEALED, clerk, base64.b32encode(secret).decode())
        with self.store.transaction() as db:
            db.execute(
                "update totp_leave set secret = ? where clerk = ? and confirmed_s is null",
                [sealed, clerk],
            )
        return _app(secret)

    def confirm(self, clerk: str, handed: str, code: str) -> bool:
        """Let the secret count from now on, if the app shows the right code; tell whether."""
        return self.knows(clerk, handed) and self._use(clerk, code, "confirmed_s is null")

    def takes(self, clerk: str, code: str) -> bool:
        """Use a code up; tell whether it is right, while the leave lasts, for the first time."""
        return self._use(clerk, code, "confirmed_s is not null")

    def _use(self, clerk: str, code: str, when: str) -> bool:
        """Use a code up, and let its secret count, in one update: nothing comes between."""
        now_s = int(self.now_s())
        found = self.store.rows(
            f"select secret from totp_leave where clerk = ? and until_s > ? and {when}",  # noqa: S608 - ours
            *(clerk, now_s),
        )
        if not found or not found[0][0]:
            return False
        try:
            step = _step_of(self._opened(clerk, found[0][0]), code, now_s)
        except binascii.Error:  # damaged, or sealed with a key that is not here
            return False
        with self.store.transaction() as db:
            used = db.execute(
                "update totp_leave set last_step = ?, handed_until_s = 0,"
                " confirmed_s = coalesce(confirmed_s, ?)"
                " where clerk = ? and last_step < ? and secret = ?",
                [step, now_s, clerk, step, found[0][0]],
            ).rowcount
        return bool(used)

    def _opened(self, clerk: str, sealed: str) -> TOTP:
        text = self.store.cipher.opened(SEALED, clerk, sealed) or ""
        return _app(base64.b32decode(text))


def shared_secret(app: TOTP, clerk: str) -> str:
    """Return the address that an app reads from a QR; it holds the secret."""
    return app.get_provisioning_uri(clerk, ISSUER)


def _app(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_S)  # noqa: S303 - what apps read, RFC 6238


def _folded(code: str) -> str:
    """Return a code without the gap in its middle, which people type too, and in ASCII digits."""
    return "".join(unicodedata.normalize("NFKC", code).split())


def _step_of(app: TOTP, code: str, now_s: int) -> int:
    """Return the step whose code this is; 0, which is always used, for none."""
    now, typed = now_s // STEP_S, _folded(code).encode()
    found = 0
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(app.generate(step * STEP_S), typed):
            found = step
    return found
