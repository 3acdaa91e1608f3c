"""Remembers which sessions of clerks began at the provider, so that it can end them too."""

from dataclasses import dataclass
from typing import Any, Final

from sync.office.oidc.id_token import Identity
from sync.office.store.store import OfficeStore

# How a session began: at the provider; there with a second factor; there, and it waits for the
# clerk's own passkey, before which it opens nothing.
AT_PROVIDER: Final = "provider"
WITH_SECOND: Final = "provider_second"
WAITS: Final = "provider_waits"
MEANS: Final = frozenset({AT_PROVIDER, WITH_SECOND, WAITS})
LONGEST_S: Final = 24 * 60 * 60
_OURS: Final = "select digest from provider_session where issuer = ?"


@dataclass(frozen=True)
class ProviderSessions:
    """The sessions by their digest; any thread of any worker may ask."""

    store: OfficeStore

    def note(self, digest: str, issuer: str, identity: Identity, now_s: int) -> None:
        """Remember that a session began with *identity*; forget those that are long over."""
        with self.store.transaction() as db:
            db.execute("delete from provider_session where begun_s < ?", [now_s - LONGEST_S])
            db.execute(
                "insert into provider_session (digest, issuer, subject, sid, begun_s)"
                " values (?, ?, ?, ?, ?)",
                [digest, issuer, identity.subject, identity.session, now_s],
            )

    def end(self, db: Any, issuer: str, *, subject: str = "", sid: str = "") -> int:
        """End the sessions of a person, or of one session of the provider's; return how many."""
        column, value = ("sid", sid) if sid else ("subject", subject)
        both = " and subject = ?" if sid and subject else ""
        given = [issuer, value, *([subject] if both else [])]
        ended: int = db.execute(
            f"delete from clerk_session where digest in ({_OURS} and {column} = ?{both})",  # noqa: S608 - ours
            given,
        ).rowcount
        db.execute(f"delete from provider_session where issuer = ? and {column} = ?{both}", given)  # noqa: S608 - ours
        return ended


def end_all(db: Any) -> None:
    """End every session that began at a provider, in the transaction that gave *db*."""
    db.execute("delete from clerk_session where digest in (select digest from provider_session)")
    db.execute("delete from provider_session")
