"""A short statement that the reception signs, as a compact JWS: a receipt, a lease, a page."""

from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from sync.wire.canonical import canonical, parse_object
from sync.wire.city import NamedKey
from sync.wire.errors import WireError

ALGORITHM: Final = "Ed25519"


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
