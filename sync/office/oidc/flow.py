"""Leads a browser to the provider and back: state, nonce and PKCE, all bound to that browser.

The browser holds a secret in a cookie. The state is a challenge of the office, for that
browser and one purpose; nonce and verifier follow from secret and state. So strangers who
begin fill no table, any worker goes on where another began, and each way back counts once.

Source: RFC 6749 §4.1, RFC 7636, RFC 9207 (sections not checked).
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from sync.office.access.challenges import ChallengeRefused, Challenges
from sync.office.oidc.errors import ProviderRefused
from sync.office.oidc.id_token import AskedOfProvider, Identity, identity_in
from sync.office.oidc.line import ProviderLine
from sync.wire.digest import sha256_hex

SIGN_IN: Final = "sign-in"
# How a state begins: it says to which page of ours the browser goes on, and proves nothing.
ENTRY, PROOF = "s.", "p."
SECRET_BYTES: Final = 32
LONGEST: Final = 4096


@dataclass(frozen=True)
class ProviderWay:
    """One browser's way to the provider and back, for one purpose: to sign in, or a proof.

    A proof asks the provider to have the clerk sign in anew, whatever it remembers.
    """

    line: ProviderLine
    challenges: Challenges
    purpose: str
    browser: str = field(repr=False)
    redirect_uri: str
    now_s: Callable[[], float] = time.time

    @property
    def is_proof(self) -> bool:
        """Whether the clerk has to sign in anew at the provider."""
        return self.purpose != SIGN_IN

    def begin(self) -> str:
        """Return the address at the provider to which the browser goes.

        Raises:
            ProviderAway: the provider says nothing of itself.
        """
        metadata, settings = self.line.metadata(), self.line.kept.settings
        state = (PROOF if self.is_proof else ENTRY) + _text(self.challenges.make(self._bound))
        asked = {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(dict.fromkeys(("openid", *settings.scopes))),
            "state": state,
            "nonce": self._derived("nonce", state),
            "code_challenge": _text(hashlib.sha256(self._verifier(state).encode()).digest()),
            "code_challenge_method": "S256",
        }
        if settings.acr:
            asked["acr_values"] = " ".join(settings.acr)
        if self.is_proof:
            asked |= {"prompt": "login", "max_age": "0"}
        joint = "&" if "?" in metadata.authorization else "?"
        return f"{metadata.authorization}{joint}{urlencode(asked)}"

    def finish(self, given: Mapping[str, str]) -> Identity:
        """Return whom the provider sent back; *given* is what the browser brought.

        Raises:
            ProviderRefused: it is not an answer to this browser's question, or it was used.
            ProviderAway: the provider does not answer now.
        """
        state = given.get("state", "")
        made_s = self._take(state)
        metadata, issuer = self.line.metadata(), given.get("iss")
        if issuer is None and metadata.gives_issuer:
            raise ProviderRefused("refused", "no issuer in the answer")
        if issuer not in (None, self.line.kept.settings.issuer):
            raise ProviderRefused("refused", "another issuer answered")
        code = given.get("code", "")
        if "error" in given or not 0 < len(code) <= LONGEST:
            raise ProviderRefused("refused", "no code")
        tokens = self.line.exchange(code, self._verifier(state), self.redirect_uri)
        asked = AskedOfProvider(self._derived("nonce", state), made_s if self.is_proof else None)
        settings = self.line.kept.settings
        return identity_in(tokens, asked, settings, self.line.keys, self.now_s())

    def _take(self, state: str) -> int:
        try:
            text = state[len(PROOF) :]
            padded = text + "=" * (-len(text) % 4)
            challenge = base64.b64decode(padded, altchars=b"-_", validate=True)
            return self.challenges.take(challenge, self._bound)
        except (ChallengeRefused, binascii.Error, ValueError) as refused:
            raise ProviderRefused("state", str(refused)) from refused

    @property
    def _bound(self) -> str:
        issuer = self.line.kept.settings.issuer
        return f"provider {self.purpose} {sha256_hex(self.browser.encode())} {issuer}"

    def _verifier(self, state: str) -> str:
        return self._derived("verifier", state)

    def _derived(self, what: str, state: str) -> str:
        text = f"demado-provider-v1\n{what}\n{state}".encode()
        return _text(hmac.digest(self.browser.encode(), text, "sha256"))


def is_of_proof(state: str) -> bool:
    """Tell whether a state says that it is one of a proof."""
    return state.startswith(PROOF)


def new_browser_secret() -> str:
    """Return what a browser keeps in its cookie until it comes back."""
    return secrets.token_urlsafe(SECRET_BYTES)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
