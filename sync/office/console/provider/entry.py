"""Signs in whom the provider sent, as the clerk who that is, with the rights of their groups."""

from dataclasses import dataclass

from sync.office.console.clerks import Clerks
from sync.office.console.sessions import Session
from sync.office.console.signing_in.proving import may_prove_there
from sync.office.oidc.errors import ProviderRefused
from sync.office.oidc.groups import ProviderGroups
from sync.office.oidc.id_token import Identity
from sync.office.oidc.people import ProviderPeople
from sync.office.oidc.sessions import AT_PROVIDER, WAITS, WITH_SECOND, ProviderSessions
from sync.office.oidc.settings import ProviderSettings
from sync.wire.digest import sha256_hex


@dataclass(frozen=True)
class ProviderEntry:
    """What a clerk does with what the provider says. Any thread of any worker may call it."""

    clerks: Clerks

    @property
    def people(self) -> ProviderPeople:
        """Who is which clerk."""
        return ProviderPeople(self.clerks.store, self.clerks.evidence, self.clerks.now_s)

    def sign_in(self, settings: ProviderSettings, identity: Identity) -> tuple[str, str]:
        """Return the clerk's id and a new session's cookie value.

        Where the provider asked for no second factor, and the clerk has passkeys, the session
        waits for one.

        Raises:
            ProviderRefused: it is no clerk's person, its groups let nobody in, or the provider
                said meanwhile that they signed out.
        """
        id = self.people.clerk_of(settings, identity)
        ProviderGroups(self.clerks.store, self.clerks.evidence).apply(settings, identity.claims, id)
        means = AT_PROVIDER
        if identity.has_second_factor:
            means = WITH_SECOND
        elif self.clerks.passkeys.of(id):
            means = WAITS
        with self.clerks.store.transaction():
            cookie = self.clerks.sessions.begin(id, self.clerks.salt_of(id), means)
            ProviderSessions(self.clerks.store).note(
                sha256_hex(cookie.encode()), settings.issuer, identity, int(self.clerks.now_s())
            )
        self.clerks.put("signed_in_with", id, means="provider")
        return id, cookie

    def prove(self, session: Session, settings: ProviderSettings, identity: Identity) -> None:
        """Let a clerk prove at the provider who they are, within their session.

        Raises:
            ProviderRefused: it is somebody else, or the clerk has a passkey to prove it with.
        """
        if self.people.clerk_of(settings, identity) != session.clerk:
            raise ProviderRefused("another_person")
        if not may_prove_there(self.clerks, session):
            raise ProviderRefused("second_factor")
        self.clerks.note_proof(session)

    def refuse(self, refused: ProviderRefused, clerk: str = "") -> None:
        """Write a refusal into the log, where the provider had part in it."""
        if refused.reason not in ("state", "refused"):
            self.clerks.put("provider_refused", clerk, reason=refused.reason)
