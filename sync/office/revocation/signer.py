"""Checks who signed a response or a list: the authority, or a responder that it named."""

from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

from sync.office.revocation.finding import Moments, NotConfirmed, Unconfirmed

STRONG: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


def refuse_weak(algorithm: hashes.HashAlgorithm | None) -> None:
    """Refuse a signature over a digest that can be forged. NotConfirmed: WRONG_SIGNER."""
    if not isinstance(algorithm, STRONG):
        raise NotConfirmed(Unconfirmed.WRONG_SIGNER)


def check_response_signer(
    response: ocsp.OCSPResponse, authority: x509.Certificate, moments: Moments
) -> None:
    """Refuse a response that neither the authority nor a responder of its own signed.

    Raises:
        NotConfirmed: WRONG_SIGNER, or UNAUTHORISED where the signer may not answer for it.
    """
    refuse_weak(response.signature_hash_algorithm)
    if _is_named(response, authority) and _has_signed(response, authority):
        return
    named = [one for one in response.certificates if _is_named(response, one)]
    signers = [one for one in named if _has_signed(response, one)]
    if not signers:
        raise NotConfirmed(Unconfirmed.WRONG_SIGNER)
    if not any(_may_respond(one, authority, moments) for one in signers):
        raise NotConfirmed(Unconfirmed.UNAUTHORISED)


def _is_named(response: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    if response.responder_name is not None:
        return certificate.subject == response.responder_name
    key_id = x509.SubjectKeyIdentifier.from_public_key(certificate.public_key())
    return key_id.digest == response.responder_key_hash


def _has_signed(response: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    key, hash_algorithm = certificate.public_key(), response.signature_hash_algorithm
    assert hash_algorithm is not None  # noqa: S101 - `refuse_weak` was called
    signed = response.signature, response.tbs_response_bytes
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(*signed, _padding(response, hash_algorithm), hash_algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(*signed, ec.ECDSA(hash_algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _padding(
    response: ocsp.OCSPResponse, algorithm: hashes.HashAlgorithm
) -> padding.AsymmetricPadding:
    if response.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS:
        return padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO)
    return padding.PKCS1v15()


def _may_respond(
    certificate: x509.Certificate, authority: x509.Certificate, moments: Moments
) -> bool:
    """Tell whether the authority itself named this responder (RFC 6960, section 4.2.2.2)."""
    try:
        refuse_weak(certificate.signature_hash_algorithm)
        certificate.verify_directly_issued_by(authority)
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound, NotConfirmed):
        return False
    in_date = certificate.not_valid_before_utc <= moments.now <= certificate.not_valid_after_utc
    return in_date and ExtendedKeyUsageOID.OCSP_SIGNING in usage
