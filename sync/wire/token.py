"""Signs and reads short statements as compact JWS: receipts, leases, pages of decisions."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from sync.errors import WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.city import NamedKey

ALGORITHM: Final = "Ed25519"
Statement = TypeVar("Statement")

# RFC 8032 §7.1, TEST 1: the empty message.
KNOWN_KEY: Final = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
KNOWN_SIGNATURE: Final = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
    "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)


def sign_token(
    fields: dict[str, Any], kid: str, key: Ed25519PrivateKey, type: str | None = None
) -> str:
    """Return *fields* signed (RFC 7515, algorithm Ed25519 of RFC 9864).

    *type* keeps statements apart: one is never taken for another.
    """
    header = {"alg": ALGORITHM, "kid": kid, **({} if type is None else {"typ": type})}
    return jws.serialize_compact(
        header, canonical(fields), OKPKey.import_key(key), algorithms=[ALGORITHM]
    )


def read_token(token: str, keys: tuple[NamedKey, ...], type: str | None = None) -> dict[str, Any]:
    """Return the fields of *token* when one of *keys* signed it and it is of this *type*.

    Raises:
        WireError: another key or type, changed, or no such token at all.
    """
    for key in keys:
        try:
            signed = jws.deserialize_compact(
                token, OKPKey.import_key(key.ed25519()), algorithms=[ALGORITHM]
            )
        except (JoseError, ValueError, TypeError):
            continue
        if signed.headers().get("typ") != type:
            raise WireError("signed by the city, but of another type")
        return parse_object(signed.payload, "a signed statement")
    raise WireError("no key of the city signed this")


def read_statement(
    kind: Callable[..., Statement], token: str, keys: tuple[NamedKey, ...], type: str
) -> Statement:
    """Return the statement of *kind*, a class with the fields of a *token* of this *type*.

    Raises:
        WireError: as `read_token` says, or a field is missing or too many.
    """
    fields = read_token(token, keys, type)
    try:
        return kind(**fields)
    except TypeError as refused:
        raise WireError(f"{type} has other fields") from refused


def key_id_of(token: str) -> str | None:
    """Return which key *token* says signed it, which proves nothing; None when it says none."""
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError, TypeError):
        return None
    return kid if isinstance(kid, str) else None


def fields_of(token: str) -> dict[str, Any]:
    """Return what *token* says, whoever signed it: that proves nothing.

    Raises:
        WireError: it is no token.
    """
    try:
        payload = jws.extract_compact(token.encode()).payload
    except (JoseError, ValueError, TypeError) as refused:
        raise WireError("not a signed statement") from refused
    return parse_object(payload, "a signed statement")


def self_test() -> None:
    """Make a known signature, sign and read, and see that what others signed is refused.

    For the start of a program that signs, before anybody relies on it.

    Raises:
        WireError: signing does not work on this machine.
    """
    if Ed25519PrivateKey.from_private_bytes(KNOWN_KEY).sign(b"") != KNOWN_SIGNATURE:
        raise WireError(f"{ALGORITHM}: the known signature is another one")
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    token = sign_token({"v": 1}, "self-test", key)
    if read_token(token, (_named(key),)) != {"v": 1}:
        raise WireError(f"{ALGORITHM} does not read what it signed")
    try:
        read_token(token, (_named(other),))
    except WireError:
        return
    raise WireError(f"{ALGORITHM} takes the signature of another key")


def _named(key: Ed25519PrivateKey) -> NamedKey:
    return NamedKey(kid="self-test", public=key.public_key().public_bytes_raw())
