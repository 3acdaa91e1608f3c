"""Reads what a provider says of itself (OpenID Connect Discovery) and its keys (RFC 7517)."""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from sync.errors import WireError
from sync.office.oidc.addresses import is_safe_address
from sync.office.oidc.errors import ProviderAway
from sync.wire.canonical import parse_object

MOST_KEYS: Final = 50
SMALLEST_RSA: Final = 2048
BASIC, POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True)
class ProviderMetadata:
    """The provider's addresses. *gives_issuer* promises ``iss`` with each answer (RFC 9207)."""

    authorization: str
    token: str
    keys: str
    end_session: str
    is_basic: bool
    gives_issuer: bool


@dataclass(frozen=True)
class ProviderKey:
    """One public key of the provider's, and the algorithm that it is for, where it says so."""

    kid: str | None
    algorithm: str | None
    key: RSAKey | ECKey | OKPKey = field(repr=False)


def read_metadata(content: bytes, issuer: str) -> ProviderMetadata:
    """Return what the discovery document of *issuer* says.

    Raises:
        ProviderAway: it is another's, or names an address without TLS.
    """
    said = _object(content, "the discovery document")
    if said.get("issuer") != issuer:
        raise ProviderAway("the discovery document is another issuer's")
    is_plain = issuer.startswith("http:")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    authorization, token, keys = (_address(said, name, plain=is_plain) for name in names)
    end = _address(said, "end_session_endpoint", plain=is_plain, is_needed=False)
    ways = said.get("token_endpoint_auth_methods_supported", [BASIC])
    if not isinstance(ways, list) or not {BASIC, POST} & {
        one for one in ways if one in (BASIC, POST)
    }:
        raise ProviderAway("the provider takes no client secret")
    gives_issuer = said.get("authorization_response_iss_parameter_supported") is True
    return ProviderMetadata(authorization, token, keys, end, BASIC in ways, gives_issuer)


def read_keys(content: bytes) -> tuple[ProviderKey, ...]:
    """Return the public keys that sign; what is of another kind, or weak, is left out.

    Raises:
        ProviderAway: it is no set of keys.
    """
    entries = _object(content, "the set of keys").get("keys")
    if not isinstance(entries, list) or len(entries) > MOST_KEYS:
        raise ProviderAway("the set of keys is none")
    return tuple(key for entry in entries if (key := _key(entry)) is not None)


def _key(entry: object) -> ProviderKey | None:
    if not isinstance(entry, Mapping) or entry.get("use", "sig") != "sig":
        return None
    kid, algorithm = entry.get("kid"), entry.get("alg")
    public = {name: value for name, value in entry.items() if name in PUBLIC}
    if len(str(entry.get("n", ""))) * 6 < SMALLEST_RSA and entry.get("kty") == "RSA":
        return None  # the library would take it, with a warning to nobody
    try:
        key = JWKRegistry.import_key(public)
        is_good = _is_good(key)
    except (JoseError, ValueError, TypeError, KeyError, binascii.Error):
        return None
    if not is_good or not isinstance(key, RSAKey | ECKey | OKPKey):
        return None
    return ProviderKey(
        kid if isinstance(kid, str) else None,
        algorithm if isinstance(algorithm, str) else None,
        key,
    )


# Whatever else an entry says of itself, such as a private half, is not even looked at.
PUBLIC: Final = ("kty", "n", "e", "crv", "x", "y")


def _is_good(key: object) -> bool:
    match key:
        case RSAKey():
            return key.public_key.key_size >= SMALLEST_RSA
        case ECKey():
            return key.public_key is not None
        case OKPKey():
            return key.curve_name == "Ed25519"
    return False


def _address(said: Mapping[str, Any], name: str, *, plain: bool, is_needed: bool = True) -> str:
    found = said.get(name, "")
    if not found and not is_needed:
        return ""
    if not isinstance(found, str) or not is_safe_address(found, plain=plain):
        raise ProviderAway(f"{name} is no https address")
    return found


def _object(content: bytes, what: str) -> dict[str, Any]:
    try:
        return parse_object(content, what)
    except WireError as refused:
        raise ProviderAway(str(refused)) from refused
