"""Reads revocation lists: full ones, and deltas over them (RFC 5280, section 5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509

from sync.office.parsing.issued import point_digest
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
from sync.office.revocation.signer import refuse_weak

UNDERSTOOD = (
    x509.AuthorityKeyIdentifier,
    x509.CRLNumber,
    x509.DeltaCRLIndicator,
    x509.IssuingDistributionPoint,
)


@dataclass(frozen=True)
class RevocationList:
    """One list of the authority that covers the certificate; ``base`` only in a delta."""

    place: int
    crl: x509.CertificateRevocationList
    number: int | None
    base: int | None

    @property
    def as_of(self) -> datetime:
        """When it was made."""
        return self.crl.last_update_utc


def judge_lists(
    contents: Sequence[bytes], asked: AskedCertificate, moments: Moments
) -> RevocationFinding:
    """Return what the newest list, with its newest delta, says of the certificate.

    Raises:
        NotConfirmed: no list is whole, signed by the authority, covering and fresh.
    """
    refused: list[Unconfirmed] = []
    lists = list(_usable(contents, asked, moments, refused))
    full = [one for one in lists if one.base is None]
    if not full:
        raise NotConfirmed(_worst(refused))
    newest = max(full, key=lambda one: one.as_of)
    delta = max(_deltas(lists, newest), key=lambda one: one.as_of, default=None)
    used = (newest,) if delta is None else (newest, delta)
    found = _said(used, asked, moments)
    return replace(found, used=tuple(one.place for one in used))


def _usable(
    contents: Sequence[bytes], asked: AskedCertificate, moments: Moments, refused: list[Unconfirmed]
) -> Iterator[RevocationList]:
    authority = x509.load_der_x509_certificate(asked.authority)
    for place, content in enumerate(contents):
        try:
            crl = _loaded(content)
            _check_signer(crl, authority)
            one = _understood(place, crl, asked)
            refuse_stale(crl.last_update_utc, crl.next_update_utc, moments)
        except NotConfirmed as why:
            refused.append(why.reason)
        except (ValueError, TypeError):
            refused.append(Unconfirmed.MALFORMED)
        else:
            yield one


def _worst(refused: Sequence[Unconfirmed]) -> Unconfirmed:
    """Return the reason nearest to a list that could be used: that one is to be mended."""
    order = (Unconfirmed.STALE, Unconfirmed.WRONG_SIGNER, Unconfirmed.MALFORMED)
    return next((one for one in order if one in refused), Unconfirmed.NOT_COVERED)


def _loaded(content: bytes) -> x509.CertificateRevocationList:
    if content.lstrip().startswith(b"-----BEGIN"):
        return x509.load_pem_x509_crl(content)
    return x509.load_der_x509_crl(content)


def _check_signer(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> None:
    """Refuse another authority's list; every generation has the same name."""
    if crl.issuer != authority.subject:
        raise NotConfirmed(Unconfirmed.NOT_COVERED)
    refuse_weak(crl.signature_hash_algorithm)
    if not crl.is_signature_valid(authority.public_key()):  # type: ignore[arg-type]
        raise NotConfirmed(Unconfirmed.WRONG_SIGNER)


def _understood(
    place: int, crl: x509.CertificateRevocationList, asked: AskedCertificate
) -> RevocationList:
    """Return the list with its numbers, unless something critical in it is not understood."""
    number = base = None
    for extension in crl.extensions:
        match extension.value:
            case x509.CRLNumber(crl_number=found):
                number = found
            case x509.DeltaCRLIndicator(crl_number=found):
                base = found
            case x509.IssuingDistributionPoint() as point:
                _refuse_other_point(point, asked)
        if extension.critical and not isinstance(extension.value, UNDERSTOOD):
            raise NotConfirmed(Unconfirmed.NOT_COVERED)
    return RevocationList(place, crl, number, base)


def _refuse_other_point(point: x509.IssuingDistributionPoint, asked: AskedCertificate) -> None:
    """Refuse a part of the list that does not hold the certificate's distribution point."""
    is_partial = (
        point.only_contains_ca_certs
        or point.only_contains_attribute_certs
        or point.indirect_crl
        or point.only_some_reasons
        or point.relative_name
    )
    names = {point_digest(name) for name in point.full_name or ()}
    if is_partial or (names and not names & asked.points):
        raise NotConfirmed(Unconfirmed.NOT_COVERED)


def _deltas(lists: Sequence[RevocationList], full: RevocationList) -> Iterator[RevocationList]:
    """Yield the deltas that go over *full*: begun at it or before, and newer."""
    for one in lists:
        if one.base is None or one.number is None or full.number is None:
            continue
        if one.base <= full.number < one.number:
            yield one


def _said(
    used: Sequence[RevocationList], asked: AskedCertificate, moments: Moments
) -> RevocationFinding:
    as_of = used[-1].as_of
    for one in reversed(used):  # the delta first: it overrides
        entry = one.crl.get_revoked_certificate_by_serial_number(asked.serial)
        if entry is None:
            continue
        code, at = _reason(entry), _since(entry)
        if code == x509.ReasonFlags.remove_from_crl.value:
            break
        return revoked(at, code, as_of, moments)
    return good(as_of, asked, moments)


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except x509.ExtensionNotFound:
        return ""


def _since(entry: x509.RevokedCertificate) -> datetime:
    """Return since when it is not to be believed; a theft is earlier than its report."""
    try:
        said = entry.extensions.get_extension_for_class(x509.InvalidityDate).value
    except x509.ExtensionNotFound:
        return entry.revocation_date_utc
    return min(entry.revocation_date_utc, said.invalidity_date_utc)
