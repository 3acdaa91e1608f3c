"""Asks whether the certificate of each checked signature was revoked, in a thread of its own."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sync.office.applications.reading import ApplicationReader
from sync.office.applications.times import judged_at, lease_length
from sync.office.applications.verdicts import report_of
from sync.office.parsing.signature import SignatureReport
from sync.office.revocation.asking import Round, pause_before_next
from sync.office.revocation.finding import AskedCertificate, Moments
from sync.office.revocation.judging import Judge
from sync.office.revocation.kept import (
    due,
    kept_report,
    put_lists,
    put_off,
    put_report,
)
from sync.office.revocation.settings import RevocationSources
from sync.office.store.moments import read_moment
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.city import utc_now

LOT: Final = 20
BETWEEN_ROUNDS_S: Final = 5.0


@dataclass
class Revocations:
    """Keeps what the sources say; the network is asked here, and what it gives judged aside."""

    store: OfficeStore
    reader: ApplicationReader
    sources: RevocationSources
    now: Callable[[], datetime] = field(default=utc_now)
    judge: Judge = field(default_factory=Judge)
    _is_more: bool = field(default=False, init=False)

    def pause_s(self) -> float:
        """Return how long to rest before the next lot."""
        return 0.0 if self._is_more else BETWEEN_ROUNDS_S

    def run_once(self) -> None:
        """Ask about a lot of what is due; without a source everything waits."""
        if not self.sources.in_order:
            return
        lot = due(self.store, self.now(), LOT)
        if lot:
            round = Round(self.sources.in_order, self.judge)
            authorities = _by_digest(self.reader.authorities())
            for id, tries in lot:
                self._ask(id, tries, round, authorities)
        self._is_more = len(lot) == LOT

    def _ask(self, id: str, tries: int, round: Round, authorities: dict[str, bytes]) -> None:
        row = next(iter(self.store.applications([id])), None)
        signature = report_of(row) if row else None
        asked = asked_of(signature, authorities) if signature else None
        moments = self._moments(row) if row else None
        if asked is None or moments is None:  # its authority is not trusted any more
            put_off(self.store, id, None)
            return
        found, before = round.ask(asked, moments), kept_report(self.store, id)
        pause = pause_before_next(found.report, tries)
        again = self.now() + pause if pause is not None else None
        if before is not None and before.is_settled and not found.report.is_settled:
            put_off(self.store, id, again)
            return
        put_lists(self.store, found.lists)
        put_report(self.store, id, found.report, again)

    def _moments(self, row: ApplicationRow) -> Moments | None:
        signed_at = judged_at(row, lease_length(self.store))
        arrived_at = read_moment(row.received_at)
        if signed_at is None or arrived_at is None:
            return None
        return Moments(signed_at, arrived_at, self.now(), self.sources.oldest)


def asked_of(signature: SignatureReport, authorities: dict[str, bytes]) -> AskedCertificate | None:
    """Return what to ask of a form's certificate; None when its authority is not known here."""
    authority, not_after = authorities.get(signature.authority), read_moment(signature.not_after)
    if authority is None or not_after is None:
        return None
    points = frozenset(signature.points.split())
    return AskedCertificate(authority, int(signature.serial, 16), points, not_after)


def _by_digest(files: Sequence[bytes]) -> dict[str, bytes]:
    """Return the office's own authorities, DER, by their SHA-256 in hex."""
    found = [one.public_bytes(Encoding.DER) for file in files for one in _certificates(file)]
    return {hashlib.sha256(one).hexdigest(): one for one in found}


def _certificates(file: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN" in file:
        return x509.load_pem_x509_certificates(file)
    return [x509.load_der_x509_certificate(file)]
