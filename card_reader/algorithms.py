"""The table of signature algorithms, one row for each kind of key on a card.

RSA: the card pads a DigestInfo (PKCS#1 v1.5) and returns the signature as it is.
P-384: announced for the card of FY2028 (docs/card.md, confidence B); that it takes the bare
digest and answers r and s in 48 bytes each is our reading of ISO/IEC 7816-8, confidence C.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from card_reader.certificates import Certificate
from card_reader.errors import CardUnreadable, WrongSignature

# DigestInfo of SHA-256 up to the digest. Source: RFC 8017 §9.2, note 1.
SHA256_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")
RSA_BYTES: Final = 256
P384_HALF: Final = 48


@dataclass(frozen=True)
class Algorithm:
    """One way of signing: its hash, what goes to the card and how the signature comes back.

    ``digest_length`` and ``longest_signature`` are in bytes; ``mechanism`` is CMS's name of it.
    """

    name: str
    hash_name: str
    digest_length: int
    mechanism: str
    longest_signature: int
    to_card: Callable[[bytes], bytes]
    from_card: Callable[[bytes], bytes]


def _der(raw: bytes) -> bytes:
    if len(raw) != 2 * P384_HALF:
        raise WrongSignature("a P-384 signature has 96 bytes")
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = P384_HALF
    return encode_dss_signature(
        int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
    )


def _whole(raw: bytes) -> bytes:
    if len(raw) != RSA_BYTES:
        raise WrongSignature("an RSA-2048 signature has 256 bytes")
    return raw


RSA_SHA256: Final = Algorithm(
    name="RSA-2048 with SHA-256",
    hash_name="sha256",
    digest_length=32,
    mechanism="sha256_rsa",
    longest_signature=RSA_BYTES,
    to_card=lambda digest: SHA256_INFO + digest,
    from_card=_whole,
)
P384_SHA384: Final = Algorithm(
    name="ECDSA P-384 with SHA-384",
    hash_name="sha384",
    digest_length=48,
    mechanism="sha384_ecdsa",
    longest_signature=104,  # DER of two 384-bit numbers, at most
    to_card=lambda digest: digest,
    from_card=_der,
)


def algorithm_of(certificate: Certificate) -> Algorithm:
    """Return how the key of *certificate* signs.

    Raises:
        CardUnreadable: the key is neither RSA-2048 nor P-384.
    """
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key = _key_of(certificate)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == RSA_BYTES * 8:
        return RSA_SHA256
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp384r1":
        return P384_SHA384
    raise CardUnreadable("a key of a kind that is not known")


def refuse_wrong_signature(signature: bytes, digest: bytes, certificate: Certificate) -> None:
    """Check that the key of *certificate* made *signature* over *digest*.

    Raises:
        WrongSignature: it did not; a card may cut an answer short and still call it a success.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384

    key = _key_of(certificate)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, digest, padding.PKCS1v15(), Prehashed(SHA256()))
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(Prehashed(SHA384())))
        else:
            raise CardUnreadable("a key of a kind that is not known")
    except InvalidSignature as refused:
        raise WrongSignature("not by the key of the certificate") from refused


def _key_of(certificate: Certificate) -> Any:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return x509.load_der_x509_certificate(certificate.der).public_key()
    except (UnsupportedAlgorithm, ValueError) as refused:
        raise CardUnreadable("a key of a kind that is not known") from refused
