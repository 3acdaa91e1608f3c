"""Checks an ID token: who signed it, for whom, when, and that it answers our own question.

Source: OpenID Connect Core 1.0 §3.1.3.7 (section not checked), RFC 8725.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import nan
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError

from sync.errors import WireError
from sync.office.oidc.errors import ProviderRefused
from sync.office.oidc.metadata import ProviderKey
from sync.office.oidc.settings import ProviderSettings
from sync.wire.canonical import has_nul, parse_object

# Each with the hash of its ``at_hash``. Neither "none" nor one by which a public key would sign.
ALGORITHMS: Final[Mapping[str, str]] = {
    **{f"{kind}{size}": f"sha{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)},
    "Ed25519": "sha512",
}
LEEWAY_S: Final = 30
OLDEST_S: Final = 10 * 60
LONGEST_TOKEN: Final = 64 * 1024
LONGEST_SUBJECT: Final = 255  # OpenID Connect Core 1.0 §2 (section not checked)

Keys = Callable[[str | None], tuple[ProviderKey, ...]]


@dataclass(frozen=True)
class AskedOfProvider:
    """What the token has to answer: our nonce, and since when who signs in must have done so."""

    nonce: str = field(repr=False)
    authenticated_since_s: int | None = None


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is; *has_second_factor* where the city says what counts as one."""

    subject: str = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)
    has_second_factor: bool

    @property
    def session(self) -> str:
        """The provider's own session; empty where it names none."""
        found = self.claims.get("sid", "")
        return found if isinstance(found, str) else ""


def identity_in(
    tokens: Mapping[str, Any],
    asked: AskedOfProvider,
    settings: ProviderSettings,
    keys: Keys,
    now_s: float,
) -> Identity:
    """Return whom the ID token among *tokens* is about.

    Raises:
        ProviderRefused: one of the checks fails; nobody may be believed to be anybody.
        ProviderAway: the provider's keys do not come.
    """
    algorithm, claims = verified(tokens.get("id_token"), keys)
    refuse_others(claims, settings)
    refuse_times(claims, now_s)
    _refuse(not _same(claims.get("nonce"), asked.nonce), "another nonce")
    _refuse_access_token(claims, tokens.get("access_token"), ALGORITHMS[algorithm])
    if (since_s := asked.authenticated_since_s) is not None:
        at_s = _number(claims.get("auth_time"))
        if not since_s - LEEWAY_S <= at_s <= now_s + LEEWAY_S:
            raise ProviderRefused("too_long_ago", "auth_time")
    has_second = has_second_factor(claims, settings)
    if settings.demands_second_factor and not has_second:
        raise ProviderRefused("second_factor")
    return Identity(subject_in(claims), claims, has_second)


def verified(token: object, keys: Keys, type: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return algorithm and claims of a token that one of the provider's keys signed.

    *type*, where a kind of token has one, may also be missing from its header.

    Raises:
        ProviderRefused: none signed it, or in a way that is not believed.
    """
    _refuse(not isinstance(token, str) or len(token) > LONGEST_TOKEN, "no token")
    text = str(token)
    try:
        header = jws.extract_compact(text.encode()).headers()
    except (JoseError, ValueError, TypeError) as broken:
        raise ProviderRefused("token", "no signed token") from broken
    algorithm, kid = header.get("alg"), header.get("kid")
    _refuse(not isinstance(algorithm, str) or algorithm not in ALGORITHMS, "algorithm")
    _refuse(kid is not None and not isinstance(kid, str), "kid")
    given_type = header.get("typ")
    _refuse(given_type not in (None, "JWT", type), "type")
    for one in keys(kid):
        if one.algorithm in (None, algorithm) and (claims := _claims(text, one, str(algorithm))):
            return str(algorithm), claims
    raise ProviderRefused("token", "no key of the provider signed this")


def refuse_others(claims: Mapping[str, Any], settings: ProviderSettings) -> None:
    """Raise ProviderRefused for a token of another issuer, or for another client."""
    _refuse(claims.get("iss") != settings.issuer, "issuer")
    given = claims.get("aud")
    audience = [given] if isinstance(given, str) else given
    own = settings.client_id
    _refuse(not isinstance(audience, list) or own not in audience, "audience")
    party = claims.get("azp")
    _refuse(party not in (None, own), "authorized party")
    _refuse(isinstance(audience, list) and len(audience) > 1 and party != own, "other audiences")


def refuse_times(claims: Mapping[str, Any], now_s: float) -> None:
    """Raise ProviderRefused for a token that is over, old, or not begun."""
    ends_s, made_s = _number(claims.get("exp")), _number(claims.get("iat"))
    begins_s = _number(claims.get("nbf", made_s))
    _refuse(not now_s < ends_s + LEEWAY_S, "expired")
    _refuse(not now_s - OLDEST_S <= made_s <= now_s + LEEWAY_S, "issued at another time")
    _refuse(not begins_s <= now_s + LEEWAY_S, "not begun")


def subject_in(claims: Mapping[str, Any]) -> str:
    """Return ``sub``, which names one person of the issuer's for ever.

    Raises:
        ProviderRefused: it names nobody.
    """
    found = claims.get("sub")
    is_one = isinstance(found, str) and 0 < len(found) <= LONGEST_SUBJECT
    _refuse(not is_one or not str(found).isprintable(), "subject")
    return str(found)


def has_second_factor(claims: Mapping[str, Any], settings: ProviderSettings) -> bool:
    """Tell whether the provider asked for a second factor, in the words of the city's file."""
    ways = claims.get("amr")
    told = [one for one in ways if isinstance(one, str)] if isinstance(ways, list) else []
    is_by_level = bool(settings.acr) and claims.get("acr") in settings.acr
    return is_by_level or bool(set(settings.amr) & set(told))


def _claims(token: str, key: ProviderKey, algorithm: str) -> dict[str, Any] | None:
    try:
        signed = jws.deserialize_compact(token, key.key, algorithms=[algorithm])
        return None if has_nul(signed.payload) else parse_object(signed.payload, "a token")
    except (JoseError, WireError, ValueError, TypeError):
        return None


def _refuse_access_token(claims: Mapping[str, Any], token: object, kind: str) -> None:
    """Refuse an access token that the ID token was not given with."""
    told = claims.get("at_hash")
    if told is None:
        return
    _refuse(not isinstance(token, str), "no access token")
    digest = hashlib.new(kind, str(token).encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    _refuse(not _same(told, half), "another access token")


def _number(value: object) -> float:
    """Return a number of seconds; one that is before and after nothing for anything else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else nan


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode(), other.encode())


def _refuse(is_wrong: bool, text: str) -> None:
    if is_wrong:
        raise ProviderRefused("token", text)
