"""Revokes practice certificates, and answers as their authority's responder (OCSP)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from card_reader.simulated.authority import GENERATIONS, Authority, KeyAndCertificate
from card_reader.simulated.persons import BY_KEY

REVOKED_FILE: Final = "revoked.json"
FRESH_FOR: Final = timedelta(hours=1)
KIND: Final = "signature"
REASONS: Final = tuple(sorted(x509.ReasonFlags[name].value for name in (
    "key_compromise", "affiliation_changed", "superseded", "certificate_hold", "unspecified",
)))  # fmt: skip


@dataclass(frozen=True)
class PracticeRevocation:
    """What is revoked stands in a file beside the authority's keys, and counts at once."""

    authority: Authority

    def revoke(self, key: str, reason: str, at: datetime) -> None:
        """Revoke the signature certificate of the person *key* since *at*."""
        serial = self.authority.card_pair(BY_KEY[key], KIND).certificate.serial_number
        said = {**self._revoked(), f"{serial:x}": {"at": at.isoformat(), "reason": reason}}
        self._file.write_text(json.dumps(said), encoding="utf-8")

    def restore(self, key: str) -> None:
        """Take back a revocation, so that the practice may begin again."""
        serial = self.authority.card_pair(BY_KEY[key], KIND).certificate.serial_number
        said = {one: why for one, why in self._revoked().items() if one != f"{serial:x}"}
        self._file.write_text(json.dumps(said), encoding="utf-8")

    def response(self, content: bytes) -> bytes:
        """Return the response to a request, signed by a responder that the authority named."""
        request = ocsp.load_der_ocsp_request(content)
        issuer = next((one for one in self._issuers() if _is_of(one, request)), None)
        if issuer is None:
            status = ocsp.OCSPResponseStatus.UNAUTHORIZED
            return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
        generation, _ = issuer
        signer = self.authority.responder(KIND, generation)
        builder = self._said(request)
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
        builder = builder.certificates([signer.certificate])
        for extension in request.extensions:
            if isinstance(extension.value, x509.OCSPNonce):
                builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _said(self, request: ocsp.OCSPRequest) -> ocsp.OCSPResponseBuilder:
        now, said = datetime.now(UTC), self._revoked().get(f"{request.serial_number:x}")
        status = ocsp.OCSPCertStatus.REVOKED if said else ocsp.OCSPCertStatus.GOOD
        if request.serial_number not in set(self._serials()):
            status, said = ocsp.OCSPCertStatus.UNKNOWN, None
        return ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=request.issuer_name_hash,
            issuer_key_hash=request.issuer_key_hash,
            serial_number=request.serial_number,
            algorithm=request.hash_algorithm,
            cert_status=status,
            this_update=now,
            next_update=now + FRESH_FOR,
            revocation_time=datetime.fromisoformat(said["at"]) if said else None,
            revocation_reason=x509.ReasonFlags(said["reason"]) if said else None,
        )

    def _issuers(self) -> Iterator[tuple[int, KeyAndCertificate]]:
        for generation in GENERATIONS:
            yield generation, self.authority.ca(KIND, generation)

    def _serials(self) -> Iterator[int]:
        for path in self.authority.folder.glob(f"*-{KIND}.pem"):
            yield x509.load_pem_x509_certificate(path.read_bytes()).serial_number

    def _revoked(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}

    @property
    def _file(self) -> Path:
        return self.authority.folder / REVOKED_FILE


def _is_of(issuer: tuple[int, KeyAndCertificate], request: ocsp.OCSPRequest) -> bool:
    """Tell whether a request is about this authority: all generations have one name."""
    certificate = issuer[1].certificate
    asked = ocsp.OCSPRequestBuilder().add_certificate(
        certificate, certificate, request.hash_algorithm
    )  # fmt: skip
    return asked.build().issuer_key_hash == request.issuer_key_hash
