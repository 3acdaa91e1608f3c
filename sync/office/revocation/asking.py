"""Asks the sources in their order, until one confirms something."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from sync.office.revocation.finding import (
    AskedCertificate,
    Moments,
    NotConfirmed,
    RevocationFinding,
    RevocationState,
    Unconfirmed,
)
from sync.office.revocation.judging import Judge
from sync.office.revocation.kept import Failure, RevocationReport
from sync.office.revocation.source import Fetched, RevocationSource

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=12)
HOLD_PAUSE: Final = timedelta(days=1)
ON_HOLD: Final = "certificateHold"


@dataclass(frozen=True)
class Confirmed:
    """A report, and the lists that it goes by."""

    report: RevocationReport
    lists: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass
class Round:
    """One round of asking: a source that is away is not asked for the next certificate."""

    sources: Sequence[RevocationSource]
    judge: Judge
    _away: dict[str, Unconfirmed] = field(default_factory=dict)

    def ask(self, asked: AskedCertificate, moments: Moments) -> Confirmed:
        """Return what the first source that confirms something says, or why none does."""
        failures: list[Failure] = []
        for source in self.sources:
            try:
                fetched = self._fetch(source, asked)
                found = self.judge.judge(fetched, asked, moments)
            except NotConfirmed as why:
                failures.append(Failure(source.name, why.reason))
            else:
                return _confirmed(found, fetched, source.name, moments, failures)
        is_early = any(one.reason is Unconfirmed.TOO_EARLY for one in failures)
        state = RevocationState.WAITING if is_early else RevocationState.UNKNOWN
        asked_at = moments.now.isoformat()
        return Confirmed(RevocationReport(state, asked_at=asked_at, failures=tuple(failures)))

    def _fetch(self, source: RevocationSource, asked: AskedCertificate) -> Fetched:
        if source.name in self._away:
            raise NotConfirmed(self._away[source.name])
        try:
            return source.fetch(asked)
        except NotConfirmed as why:
            self._away[source.name] = why.reason
            raise


def _confirmed(
    found: RevocationFinding,
    fetched: Fetched,
    source: str,
    moments: Moments,
    failures: Sequence[Failure],
) -> Confirmed:
    report = RevocationReport(
        found.state, source, found.as_of, found.revoked_at, found.code,
        moments.now.isoformat(), tuple(failures),
    )  # fmt: skip
    used = tuple(fetched.contents[place] for place in found.used)
    if fetched.nonce:
        return Confirmed(replace(report, response=used[0]))
    return Confirmed(report, used)


def pause_before_next(report: RevocationReport, tries: int) -> timedelta | None:
    """Return how long a certificate rests before it is asked again; None once it is settled.

    One on hold may come back. Of one that ended since nothing new is ever told.
    """
    if report.is_settled:
        return HOLD_PAUSE if report.code == ON_HOLD else None
    reasons = {one.reason for one in report.failures}
    if reasons == {Unconfirmed.ENDED}:
        return None
    doubled: timedelta = FIRST_PAUSE * 2 ** min(tries, 20)
    return min(doubled, LONGEST_PAUSE)
