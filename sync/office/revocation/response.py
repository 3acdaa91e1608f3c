"""Reads what an OCSP responder says of one certificate (RFC 6960)."""

import hmac

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sync.office.revocation.finding import (
    AskedCertificate,
    Moments,
    NotConfirmed,
    RevocationFinding,
    Unconfirmed,
    good,
    refuse_stale,
    revoked,
)
from sync.office.revocation.signer import check_response_signer

NO_RESPONSE = {
    ocsp.OCSPResponseStatus.TRY_LATER: Unconfirmed.AWAY,
    ocsp.OCSPResponseStatus.INTERNAL_ERROR: Unconfirmed.AWAY,
    ocsp.OCSPResponseStatus.UNAUTHORIZED: Unconfirmed.NOT_COVERED,
}


def request_of(asked: AskedCertificate, nonce: bytes) -> bytes:
    """Return the request for one certificate, made of the office's own copy of its authority.

    The certificate's number is all that comes from the application. Responders of the
    lightweight profile know an authority by SHA-1 only (RFC 5019, section 2.1.1).
    """
    name, key = issuer_hashes(asked.authority, hashes.SHA1())  # noqa: S303 - finds, proves nothing
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        name, key, asked.serial, hashes.SHA1()  # noqa: S303
    )  # fmt: skip
    request = builder.add_extension(x509.OCSPNonce(nonce), critical=False).build()
    return request.public_bytes(Encoding.DER)


def judge_response(
    content: bytes, asked: AskedCertificate, moments: Moments, nonce: bytes, *, needs_nonce: bool
) -> RevocationFinding:
    """Return what a response says of the certificate.

    Args:
        content: as the responder sent it.
        asked: the certificate.
        moments: see there.
        nonce: what our request held; a response that holds another is a replay.
        needs_nonce: a response without one is a replay too.

    Raises:
        NotConfirmed: it is not to be believed, or does not know the certificate.
        ValueError: it is damaged.
    """
    response = ocsp.load_der_ocsp_response(content)
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise NotConfirmed(NO_RESPONSE.get(response.response_status, Unconfirmed.MALFORMED))
    check_response_signer(response, x509.load_der_x509_certificate(asked.authority), moments)
    _refuse_replay(response, nonce, needs_nonce=needs_nonce)
    single = _about(response, asked)
    refuse_stale(single.this_update_utc, single.next_update_utc, moments)
    return _said(single, asked, moments)


def issuer_hashes(authority: bytes, algorithm: hashes.HashAlgorithm) -> tuple[bytes, bytes]:
    """Return the digests of name and key by which a responder knows an authority."""
    certificate = asn1_x509.Certificate.load(authority)
    if isinstance(algorithm, hashes.SHA1):
        return certificate.subject.sha1, certificate.public_key.sha1
    if isinstance(algorithm, hashes.SHA256):
        return certificate.subject.sha256, certificate.public_key.sha256
    raise NotConfirmed(Unconfirmed.NOT_COVERED)


def _refuse_replay(response: ocsp.OCSPResponse, nonce: bytes, *, needs_nonce: bool) -> None:
    try:
        said = response.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        said = None
    is_ours = said is not None and hmac.compare_digest(said, nonce)
    if (said is None and needs_nonce) or (said is not None and not is_ours):
        raise NotConfirmed(Unconfirmed.REPLAYED)


def _about(response: ocsp.OCSPResponse, asked: AskedCertificate) -> ocsp.OCSPSingleResponse:
    for single in response.responses:
        hashed = single.issuer_name_hash, single.issuer_key_hash
        if single.serial_number != asked.serial:
            continue
        if hashed == issuer_hashes(asked.authority, single.hash_algorithm):
            return single
    raise NotConfirmed(Unconfirmed.NOT_COVERED)


def _said(
    single: ocsp.OCSPSingleResponse, asked: AskedCertificate, moments: Moments
) -> RevocationFinding:
    match single.certificate_status:
        case ocsp.OCSPCertStatus.GOOD:
            return good(single.this_update_utc, asked, moments)
        case ocsp.OCSPCertStatus.REVOKED if single.revocation_time_utc is not None:
            reason = single.revocation_reason
            code = reason.value if reason is not None else ""
            return revoked(single.revocation_time_utc, code, single.this_update_utc, moments)
    raise NotConfirmed(Unconfirmed.UNKNOWN_SERIAL)
