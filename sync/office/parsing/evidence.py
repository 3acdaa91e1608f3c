"""Puts into a form what showed that its certificate was valid, or revoked, for later readers.

That is PAdES B-LT (ETSI EN 319 142-1): certificates, responses and lists stand in the form's
DSS dictionary, behind the signed bytes, which stay as they are.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from asn1crypto import crl, ocsp, pem, x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from sync.office.parsing.issued import authority_of
from sync.office.parsing.signature import BROKEN


@dataclass(frozen=True)
class Evidence:
    """What a source of revocation gave: a response, or lists (DER or PEM)."""

    response: bytes = field(default=b"", repr=False)
    lists: tuple[bytes, ...] = field(default=(), repr=False)


def form_with(form: bytes, evidence: Evidence, authorities: Sequence[bytes]) -> bytes:
    """Return the form with the evidence on its last signature.

    Raises:
        ValueError: it is no signed form, or not signed under one of *authorities*.
    """
    try:
        signature = PdfFileReader(io.BytesIO(form)).embedded_signatures[-1]
        certificate = signature.signer_cert
        issuer = _issuer(certificate, authorities)
        out = io.BytesIO(form)
        DocumentSecurityStore.add_dss(
            out,
            signature.pkcs7_content.hex().upper().encode("ascii"),
            certs=[certificate, issuer],
            ocsps=[ocsp.OCSPResponse.load(evidence.response)] if evidence.response else [],
            crls=list(_lists(evidence.lists)),
        )
    except BROKEN as refused:
        raise ValueError("no signed form") from refused
    return out.getvalue()


def _issuer(certificate: x509.Certificate, authorities: Sequence[bytes]) -> x509.Certificate:
    for file in authorities:
        for root in load_certs_from_pemder_data(file):
            if authority_of(certificate.dump(), [root]):
                return root
    raise ValueError("an authority that is not known")


def _lists(contents: Sequence[bytes]) -> Iterator[crl.CertificateList]:
    for content in contents:
        der = pem.unarmor(content)[2] if pem.detect(content) else content
        yield crl.CertificateList.load(der)
