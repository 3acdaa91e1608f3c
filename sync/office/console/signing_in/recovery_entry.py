"""Lets a clerk in again by the code of two administrators, with a passphrase of their own."""

from dataclasses import dataclass

from sync.office.access.back_off import Came
from sync.office.access.passphrase_rules import refuse_passphrase
from sync.office.access.recovery import Recoveries
from sync.office.access.roles import LOCK, end_sessions
from sync.office.console.clerks import Clerks, SignInRefused, derived


@dataclass(frozen=True)
class RecoveryEntry:
    """What a clerk does with the code. Any thread of any worker may call it."""

    clerks: Clerks

    @property
    def recoveries(self) -> Recoveries:
        """The requests themselves."""
        return Recoveries(self.clerks.store, self.clerks.evidence, self.clerks.now_s)

    def enter(self, id: str, code: str, new: str, came: Came) -> str:
        """Return a new session's cookie value; what the clerk had before opens nothing more.

        Takes about a tenth of a second and 32 MiB. The passkeys are forgotten, so that a city
        that demands two wants two new ones.

        Raises:
            SignInRefused: the code is wrong, old or used, or it was too soon.
            NotFromHere: the clerk may not work from there; the code stays good.
            PassphraseRefused: nobody may have this one; the code stays good.
        """
        self.clerks.count_try(id, came, lambda: self.recoveries.knows(id, code))
        self.clerks.refuse_elsewhere(id, came)
        refuse_passphrase(new, id, self.clerks.name_of(id) or "")
        salt, digest = derived(new)
        with self.clerks.store.transaction() as db:
            db.execute(LOCK)
            if not self.recoveries.use(db, id, code):
                raise SignInRefused
            db.execute("update clerk set salt = ?, digest = ? where id = ?", [salt, digest, id])
            end_sessions(db, id)
            self.clerks.passkeys.forget(db, id)
            self.clerks.leaves.end(db, id)
            self.clerks.write(db, "recovered", id)
        return self.clerks.sessions.begin(id, salt)
