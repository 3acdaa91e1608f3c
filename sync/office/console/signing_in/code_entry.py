"""What a clerk does with the codes of an app, while an administrator's leave lasts."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.twofactor.totp import TOTP

from sync.office.access.back_off import Came
from sync.office.access.totp import MEANS
from sync.office.console.clerks import Clerks
from sync.office.console.sessions import Session


@dataclass(frozen=True)
class CodeEntry:
    """Sets up, confirms and checks codes; wrong ones count as wrong passphrases do."""

    clerks: Clerks

    def sign_in(self, id: str, passphrase: str, code: str, came: Came) -> str:
        """Return a new session's cookie value; it ends with the leave at the latest.

        Raises:
            SignInRefused: one of the three is wrong, the code was used, or it was too soon.
        """
        leaves = self.clerks.leaves
        _, salt = self.clerks.prove(id, passphrase, came, lambda: leaves.takes(id, code))
        self.clerks.put("signed_in_with", id, means="code")
        return self.clerks.sessions.begin(id, salt, MEANS)

    def prove(self, session: Session, passphrase: str, code: str, came: Came) -> None:
        """Let a clerk prove who they are within their session.

        Raises:
            SignInRefused: as `sign_in` says.
        """
        id, leaves = session.clerk, self.clerks.leaves
        self.clerks.prove(id, passphrase, came, lambda: leaves.takes(id, code))
        self.clerks.note_proof(session)

    def set_up(self, id: str, passphrase: str, handed: str, came: Came) -> TOTP:
        """Return what the clerk's app has to know; it counts once `confirm` was called.

        Raises:
            SignInRefused: the passphrase or the handed code is wrong, or it was too soon.
            NotFromHere: the clerk may not work from there; the handed code stays good.
        """
        leaves = self.clerks.leaves
        self.clerks.prove(id, passphrase, came, lambda: leaves.knows(id, handed))
        self.clerks.refuse_elsewhere(id, came)
        return leaves.new_secret(id)

    def confirm(self, id: str, handed: str, code: str, came: Came) -> str:
        """Let the codes of the app count, and return a new session's cookie value.

        Who shows the first right code had the secret from `set_up`, and so the passphrase.

        Raises:
            SignInRefused: the code is wrong, or it was too soon.
            NotFromHere: the clerk may not work from there; the handed code stays good.
        """
        leaves = self.clerks.leaves

        def is_right() -> bool:
            if not leaves.knows(id, handed):
                return False
            self.clerks.refuse_elsewhere(id, came)
            return leaves.confirm(id, handed, code)

        self.clerks.count_try(id, came, is_right)
        salt = self.clerks.salt_of(id)
        self.clerks.put("codes_ready", id)
        return self.clerks.sessions.begin(id, salt, MEANS)
