"""Ends the sessions of whom the provider has signed out (back-channel logout).

Source: OpenID Connect Back-Channel Logout 1.0 §2.4 to §2.6 (sections not checked).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sync.office.audit.log import OfficeEvidence
from sync.office.oidc.errors import ProviderRefused
from sync.office.oidc.id_token import LEEWAY_S, refuse_others, refuse_times, subject_in, verified
from sync.office.oidc.line import ProviderLine
from sync.office.oidc.sessions import ProviderSessions
from sync.office.store.store import OfficeStore
from sync.wire.digest import sha256_hex
from sync.wire.events.event_kinds import COUNT

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
TYPE: Final = "logout+jwt"


@dataclass(frozen=True)
class ProviderLogout:
    """Takes the provider's logout tokens; each counts once. Any thread of any worker may ask."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now_s: Callable[[], float] = time.time

    def take(self, line: ProviderLine, token: str) -> int:
        """End the sessions that a token names; return how many there were.

        Raises:
            ProviderRefused: it is no logout token of the provider's for us, or was used.
            ProviderAway: the provider's keys do not come.
        """
        settings, now_s = line.kept.settings, self.now_s()
        _, claims = verified(token, line.keys, TYPE)
        refuse_others(claims, settings)
        refuse_times(claims, now_s)
        subject, sid = _named(claims)
        with self.store.transaction() as db:
            self._use_up(db, claims, int(now_s))
            sessions = ProviderSessions(self.store)
            said_s = int(claims["iat"])  # by the provider's clock, as its ID tokens
            ended = sessions.end(db, settings.issuer, said_s, subject=subject, sid=sid)
            if ended and self.evidence is not None:
                count = min(ended, COUNT[-1])
                self.evidence.write(db, "provider_ended", clerk="provider", count=count)
        return ended

    def _use_up(self, db: Any, claims: Mapping[str, Any], now_s: int) -> None:
        id = claims.get("jti")
        if not isinstance(id, str) or not id:
            raise ProviderRefused("token", "no jti")
        used = db.execute(
            "insert into used_challenge (challenge, made_s) values (?, ?)"
            " on conflict (challenge) do nothing",
            [f"logout {sha256_hex(id.encode())}", now_s + LEEWAY_S],
        ).rowcount
        if not used:
            raise ProviderRefused("token", "used before")


def _named(claims: Mapping[str, Any]) -> tuple[str, str]:
    """Return the person and the session that a logout token names: one of them, or both."""
    events, sid = claims.get("events"), claims.get("sid", "")
    is_one = isinstance(events, dict) and isinstance(events.get(EVENT), dict)
    if not is_one or "nonce" in claims or not isinstance(sid, str):
        raise ProviderRefused("token", "no logout")
    subject = subject_in(claims) if "sub" in claims or not sid else ""
    return subject, sid
