"""Lets clerks in by a passkey, and says in the log whose keys came, went or were copied."""

from dataclasses import dataclass

from sync.office.access.passkeys import ENOUGH, SIGN_IN, PasskeyRefused, Passkeys, Site
from sync.office.access.roles import LOCK
from sync.office.console.clerks import ClerkRefused, Clerks
from sync.office.console.sessions import Session
from sync.wire.city import utc_now
from sync.wire.events.event_kinds import person_id


@dataclass(frozen=True)
class PasskeyEntry:
    """What a clerk does with a passkey. Any thread of any worker may call it."""

    clerks: Clerks

    @property
    def passkeys(self) -> Passkeys:
        """The keys themselves."""
        return self.clerks.passkeys

    def sign_in(self, credential: str, site: Site) -> tuple[str, str]:
        """Return the id of the clerk whose passkey signed, and a new session's cookie value.

        Raises:
            PasskeyRefused: it proves nothing; that a copy of a key is in use is in the log.
        """
        id = self._signer(credential, SIGN_IN, site)
        found = self.clerks.store.rows("select salt from clerk where id = ?", id)
        if not found:
            raise PasskeyRefused("no clerk any more", id)
        self.clerks.put("signed_in_with", id, means="passkey")
        return id, self.clerks.sessions.begin(id, bytes(found[0][0]))

    def prove(self, session: Session, credential: str, site: Site) -> None:
        """Let a clerk prove with a passkey of theirs who they are, within their session.

        Raises:
            PasskeyRefused: it proves nothing, or is another clerk's.
        """
        if self._signer(credential, proof_of(session), site) != session.clerk:
            raise PasskeyRefused("another clerk's", session.clerk)
        self.clerks.note_proof(session)

    def add(self, session: Session, credential: str, label: str, site: Site) -> None:
        """Register a passkey of a clerk.

        Raises:
            PasskeyRefused: it proves nothing; nothing was kept.
        """
        self.passkeys.register(session.clerk, credential, label, site, utc_now().isoformat())
        self.clerks.put("passkey_added", session.clerk)

    def remove(self, clerk: str, id: str, by: str) -> None:
        """Take a passkey from a clerk, but never the last one: the passphrase alone would count.

        Raises:
            ClerkRefused: it is the last one, or none of theirs.
        """
        with self.clerks.store.transaction() as db:
            db.execute(LOCK)
            if len(self.passkeys.of(clerk)) < ENOUGH:
                raise ClerkRefused(
                    "最後のパスキーははずせません。先に新しいものを登録してください。"
                )
            if not self.passkeys.remove(db, clerk, id, utc_now().isoformat()):
                raise ClerkRefused("そのパスキーは、もうありません。")
            self.clerks.write(db, "passkey_removed", by, person=person_id(clerk) or "")

    def _signer(self, credential: str, purpose: str, site: Site) -> str:
        try:
            return self.passkeys.signer(credential, purpose, site, utc_now().isoformat())
        except PasskeyRefused as refused:
            if refused.is_cloned:
                self.clerks.put("passkey_cloned", refused.clerk)
            raise


def proof_of(session: Session) -> str:
    """Return what a challenge is made for that proves who a clerk is within their session."""
    return f"prove {session.clerk}"
