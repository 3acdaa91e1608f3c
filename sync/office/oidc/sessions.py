"""Remembers which sessions of clerks began at the provider, so that it can end them too."""

from dataclasses import dataclass
from typing import Any, Final

from sync.office.oidc.errors import ProviderRefused
from sync.office.oidc.id_token import Identity
from sync.office.store.store import OfficeStore
from sync.wire.digest import sha256_hex

# How a session began: at the provider; there with a second factor; there, and it waits for the
# clerk's own passkey, before which it opens nothing.
AT_PROVIDER: Final = "provider"
WITH_SECOND: Final = "provider_second"
WAITS: Final = "provider_waits"
MEANS: Final = frozenset({AT_PROVIDER, WITH_SECOND, WAITS})
LONGEST_S: Final = 24 * 60 * 60
NEVER: Final = 0
_OURS: Final = "select digest from provider_session where issuer = ?"


@dataclass(frozen=True)
class ProviderSessions:
    """The sessions by their digest; any thread of any worker may ask."""

    store: OfficeStore

    def note(self, digest: str, issuer: str, identity: Identity, now_s: int) -> None:
        """Remember that a session began with *identity*; forget those that are long over.

        Called in the transaction in which it begins: it then never is without this.

        Raises:
            ProviderRefused: the provider said meanwhile that it is over, or that the person
                signed out after it had let them in.
        """
        let_in_s = int(identity.claims["iat"])
        with self.store.transaction() as db:
            ended_s = _said_over(db, issuer, "subject", identity.subject, NEVER)
            if identity.session and _said_over(db, issuer, "sid", identity.session, NEVER):
                raise ProviderRefused("refused", "the session is over")
            if ended_s >= let_in_s:
                raise ProviderRefused("refused", "signed out meanwhile")
            db.execute("delete from provider_session where begun_s < ?", [now_s - LONGEST_S])
            db.execute(
                "insert into provider_session (digest, issuer, subject, sid, begun_s)"
                " values (?, ?, ?, ?, ?)",
                [digest, issuer, identity.subject, identity.session, now_s],
            )

    def end(self, db: Any, issuer: str, said_s: int, *, subject: str = "", sid: str = "") -> int:
        """End the sessions of a person, or of one session of the provider's; return how many.

        One that begins by what the provider had said before is refused.
        """
        column, value = ("sid", sid) if sid else ("subject", subject)
        _said_over(db, issuer, column, value, said_s)
        both = " and subject = ?" if sid and subject else ""
        given = [issuer, value, *([subject] if both else [])]
        ended: int = db.execute(
            f"delete from clerk_session where digest in ({_OURS} and {column} = ?{both})",  # noqa: S608 - ours
            given,
        ).rowcount
        db.execute(f"delete from provider_session where issuer = ? and {column} = ?{both}", given)  # noqa: S608 - ours
        return ended


def _said_over(db: Any, issuer: str, column: str, value: str, at_s: int) -> int:
    """Return when a person or a session was last said to be over, noted as *at_s* at least.

    Its row is the lock between a sign-in and a sign-out that come in the same moment; like every
    row beside it, it goes ten minutes later, when no ID token of before counts any more.
    """
    what = sha256_hex(f"{issuer}\n{column}\n{value}".encode())
    (said_s,) = db.execute(
        "insert into used_challenge (challenge, made_s) values (?, ?) on conflict (challenge)"
        " do update set made_s = case when excluded.made_s > used_challenge.made_s"
        " then excluded.made_s else used_challenge.made_s end returning made_s",
        [f"over {what}", at_s],
    ).fetchone()
    return int(said_s)


def end_all(db: Any) -> None:
    """End every session that began at a provider, in the transaction that gave *db*."""
    db.execute("delete from clerk_session where digest in (select digest from provider_session)")
    db.execute("delete from provider_session")
