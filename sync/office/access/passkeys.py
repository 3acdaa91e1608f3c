"""Registers clerks' passkeys and checks what they sign; ``webauthn`` is used here alone.

A passkey is found by the authenticator itself (discoverable) and asks its holder for a finger or
a PIN (user verification): it is two factors in one tap. A counter that steps back means that a
copy of the key is in use; a key that never counts (0 and 0) says nothing of that.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from sync.office.access.challenges import ChallengeRefused, Challenges
from sync.office.store.store import OfficeStore
from sync.wire.canonical import has_nul, parse

DEMANDED: Final = "passkeys"  # the setting: "demanded", or nothing
ENOUGH: Final = 2
LONGEST_LABEL: Final = 40
SIGN_IN: Final = "sign in"


class PasskeyRefused(Exception):
    """What came proves nothing; the text is technical. *is_cloned*: a copy of the key is in use."""

    def __init__(self, reason: str, clerk: str = "", *, is_cloned: bool = False) -> None:
        super().__init__(reason)
        self.clerk, self.is_cloned = clerk, is_cloned


@dataclass(frozen=True)
class Site:
    """Where the console is opened: the name that keys are bound to, and the whole origin."""

    name: str
    origin: str


@dataclass(frozen=True)
class Passkey:
    """One key of a clerk; a *cloned* one opens nothing any more."""

    id: str
    label: str
    added_at: str
    used_at: str | None
    cloned_at: str | None


@dataclass(frozen=True)
class Passkeys:
    """The passkeys of an office's clerks; any thread of any worker may ask."""

    store: OfficeStore
    now_s: Callable[[], float] = field(default=time.time)

    @property
    def are_demanded(self) -> bool:
        """Whether the city wants every clerk to have two."""
        return self.store.setting(DEMANDED) == "demanded"

    def demand(self, *, demanded: bool) -> None:
        """Set whether the city wants every clerk to have two."""
        self.store.put_setting(DEMANDED, "demanded" if demanded else "")

    def of(self, clerk: str) -> list[Passkey]:
        """Return a clerk's passkeys, the oldest first."""
        rows = self.store.rows(
            "select id, label, added_at, used_at, cloned_at from passkey"
            " where clerk = ? and removed_at is null order by added_at, id",
            clerk,
        )
        return [Passkey(*row) for row in rows]

    def usable(self, clerk: str) -> list[Passkey]:
        """Return those that still open something."""
        return [one for one in self.of(clerk) if one.cloned_at is None]

    def are_enough(self, clerk: str) -> bool:
        """Tell whether a clerk may work: two keys, or one that is left of two.

        One of which a copy was in use is none: it opens nothing, and takes nobody's place.
        """
        ((now, ever),) = self.store.rows(
            "select coalesce(sum(case when removed_at is null then 1 else 0 end), 0), count(*)"
            " from passkey where clerk = ? and cloned_at is null",
            clerk,
        )
        return bool(now >= 1 and ever >= ENOUGH)

    def creation(self, clerk: str, name: str, site: Site) -> str:
        """Return the options of a registration as JSON, for the browser."""
        made = webauthn.generate_registration_options(
            rp_id=site.name,
            rp_name="出窓 庁内",
            user_id=self._handle(clerk),
            user_name=clerk,
            user_display_name=name,
            challenge=self._challenges.make(f"register {clerk}"),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id))
                for one in self.of(clerk)
            ],
        )
        return webauthn.options_to_json(made)

    def register(self, clerk: str, credential: str, label: str, site: Site, at: str) -> None:
        """Keep a new passkey of a clerk.

        Raises:
            PasskeyRefused: it proves nothing, or is registered already; nothing was kept.
        """
        try:
            challenge = self._taken(credential, f"register {clerk}")
            verified = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=site.name,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ChallengeRefused, ValueError) as refused:
            raise PasskeyRefused(str(refused), clerk) from refused
        id = bytes_to_base64url(verified.credential_id)
        with self.store.transaction() as db:
            is_new = db.execute(
                "insert into passkey (id, clerk, label, public_key, sign_count, added_at)"
                " values (?, ?, ?, ?, ?, ?) on conflict (id) do nothing",
                [id, clerk, label.strip()[:LONGEST_LABEL] or "パスキー",
                 verified.credential_public_key, verified.sign_count, at],
            ).rowcount  # fmt: skip
        if not is_new:
            raise PasskeyRefused("registered already", clerk)

    def request(self, purpose: str, site: Site) -> str:
        """Return the options of a signature as JSON, for the browser; it asks for any key here."""
        made = webauthn.generate_authentication_options(
            rp_id=site.name,
            challenge=self._challenges.make(purpose),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return webauthn.options_to_json(made)

    def signer(self, credential: str, purpose: str, site: Site, at: str) -> str:
        """Return the id of the clerk whose passkey signed.

        Raises:
            PasskeyRefused: it proves nothing. One whose counter stepped back is shut from now on.
        """
        try:
            challenge = self._taken(credential, purpose)
            said = parse(credential.encode())
            id, clerk, public_key = self._known(str(said["id"]), said["response"])
            verified = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=site.name,
                expected_origin=site.origin,
                credential_public_key=public_key,
                credential_current_sign_count=0,  # a step back is told apart below
                require_user_verification=True,
            )
        except (WebAuthnException, ChallengeRefused, ValueError, KeyError, TypeError) as refused:
            raise PasskeyRefused(str(refused)) from refused
        self._count(id, clerk, verified.new_sign_count, at)
        return clerk

    def remove(self, db: Any, clerk: str, id: str | None, at: str) -> int:
        """Take one passkey, or with None all of them, from a clerk; return how many."""
        removed: int = db.execute(
            "update passkey set removed_at = ? where clerk = ? and removed_at is null"
            " and id = coalesce(?, id)",
            [at, clerk, id],
        ).rowcount
        return removed

    def forget(self, db: Any, clerk: str) -> None:
        """Forget every passkey of a clerk who begins anew: none of them counts any more."""
        db.execute("delete from passkey where clerk = ?", [clerk])

    @property
    def _challenges(self) -> Challenges:
        return Challenges(self.store, self.now_s)

    def _taken(self, credential: str, purpose: str) -> bytes:
        """Return the challenge that was signed, which counts only now."""
        if has_nul(credential.encode()):
            raise ValueError("no browser says that")
        said = parse(credential.encode())
        try:
            data = parse(base64url_to_bytes(said["response"]["clientDataJSON"]))
            challenge = base64url_to_bytes(data["challenge"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("no answer of a browser") from error
        self._challenges.take(challenge, purpose)
        return challenge

    def _known(self, id: str, response: Any) -> tuple[str, str, bytes]:
        found = self.store.rows(
            "select passkey.clerk, public_key, handle from passkey"
            " join clerk_handle on clerk_handle.clerk = passkey.clerk"
            " where passkey.id = ? and removed_at is null and cloned_at is null",
            id,
        )
        if not found:
            raise ValueError("no such passkey")
        clerk, public_key, handle = found[0]
        if base64url_to_bytes(response["userHandle"]) != bytes(handle):
            raise ValueError("another holder")
        return id, clerk, bytes(public_key)

    def _count(self, id: str, clerk: str, count: int, at: str) -> None:
        """Keep how often the key signed; one that does not count up is shut, a copy is in use."""
        with self.store.transaction() as db:
            counted = db.execute(
                "update passkey set sign_count = ?, used_at = ? where id = ?"
                " and (sign_count < ? or (sign_count = 0 and ? = 0))",
                [count, at, id, count, count],
            ).rowcount
            if not counted:
                db.execute("update passkey set cloned_at = ? where id = ?", [at, id])
        if not counted:
            raise PasskeyRefused("the counter stepped back", clerk, is_cloned=True)

    def _handle(self, clerk: str) -> bytes:
        """Return the random bytes by which authenticators know a clerk; they tell no name."""
        with self.store.transaction() as db:
            db.execute(
                "insert into clerk_handle (clerk, handle) values (?, ?)"
                " on conflict (clerk) do nothing",
                [clerk, secrets.token_bytes(16)],
            )
        return bytes(
            self.store.rows("select handle from clerk_handle where clerk = ?", clerk)[0][0]
        )
