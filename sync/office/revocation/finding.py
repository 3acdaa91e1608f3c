"""Says what was found about a certificate: valid, revoked, or why it could not be confirmed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

CLOCKS_DIFFER: Final = timedelta(minutes=5)


class RevocationState(StrEnum):
    """What is known of a certificate's revocation."""

    WAITING = "waiting"  # not asked yet, or what was heard is older than the signature
    GOOD = "good"
    REVOKED = "revoked"  # before it signed
    REVOKED_MEANWHILE = "revoked_meanwhile"  # between the counter (the tablet's clock) and arrival
    REVOKED_LATER = "revoked_later"  # after the application had arrived
    UNKNOWN = "unknown"


class Unconfirmed(StrEnum):
    """Why a source confirmed nothing."""

    AWAY = "away"
    OVERSIZED = "oversized"
    MALFORMED = "malformed"
    WRONG_SIGNER = "wrong_signer"
    UNAUTHORISED = "unauthorised"  # whoever signed may not answer for this authority
    STALE = "stale"
    REPLAYED = "replayed"
    UNKNOWN_SERIAL = "unknown_serial"
    NOT_COVERED = "not_covered"
    TOO_EARLY = "too_early"  # older than the signature: the next one is waited for
    ENDED = "ended"  # newer than the certificate's end: nothing is told of ended ones


class NotConfirmed(Exception):
    """A source confirmed nothing; ``reason`` says why."""

    def __init__(self, reason: Unconfirmed) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class AskedCertificate:
    """The certificate that is asked about.

    Args:
        authority: the office's own copy of the authority's certificate, DER.
        serial: the certificate's number.
        points: SHA-256 (hex) of each of its distribution points; they are compared only.
        not_after: when it ends.
    """

    authority: bytes
    serial: int
    points: frozenset[str]
    not_after: datetime


@dataclass(frozen=True)
class Moments:
    """The times that a finding goes by; ``oldest`` is the greatest age of what a source says."""

    signed_at: datetime
    arrived_at: datetime
    now: datetime
    oldest: timedelta


@dataclass(frozen=True)
class RevocationFinding:
    """What one source confirmed; times are ISO.

    ``as_of`` is the moment that the source speaks of, ``code`` the reason that the authority
    gives, and ``used`` says which of the fetched contents confirmed it.
    """

    state: RevocationState
    as_of: str
    revoked_at: str = ""
    code: str = ""
    used: tuple[int, ...] = ()


def refuse_stale(begins: datetime, ends: datetime | None, moments: Moments) -> None:
    """Refuse what is from the future, too old, or over. NotConfirmed: STALE."""
    is_future = begins > moments.now + CLOCKS_DIFFER
    is_over = ends is not None and ends + CLOCKS_DIFFER < moments.now
    if is_future or is_over or begins + moments.oldest < moments.now:
        raise NotConfirmed(Unconfirmed.STALE)


def good(as_of: datetime, asked: AskedCertificate, moments: Moments) -> RevocationFinding:
    """Return that a certificate is not revoked, as of *as_of*.

    Raises:
        NotConfirmed: that says nothing of the moment of the signature, or of an ended one.
    """
    if as_of + CLOCKS_DIFFER < moments.signed_at:
        raise NotConfirmed(Unconfirmed.TOO_EARLY)
    if asked.not_after < as_of:
        raise NotConfirmed(Unconfirmed.ENDED)
    return RevocationFinding(RevocationState.GOOD, as_of.isoformat())


def revoked(at: datetime, code: str, as_of: datetime, moments: Moments) -> RevocationFinding:
    """Return that a certificate was revoked: before it signed, meanwhile, or later."""
    state = RevocationState.REVOKED_LATER
    if at <= moments.signed_at:
        state = RevocationState.REVOKED
    elif at <= moments.arrived_at:
        state = RevocationState.REVOKED_MEANWHILE
    return RevocationFinding(state, as_of.isoformat(), at.isoformat(), code)
