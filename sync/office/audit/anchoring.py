"""Has the reception keep where the office's log ends, and notices when rows are gone."""

import logging
from dataclasses import dataclass, field
from typing import Final

from sync.errors import WireError
from sync.office.audit.chain_check import Finding, FindingKind
from sync.office.audit.log import OfficeEvidence
from sync.office.line.client import OfficeClient, OneRefused, ReceptionAway
from sync.wire.events.log_head import claimed_log_head

log = logging.getLogger(__name__)

GONE: Final = (FindingKind.GAP, FindingKind.LOST)
UNANCHORED: Final = Finding(FindingKind.UNANCHORED, 0)


@dataclass
class LogAnchoring:
    """Compares the log with its heads elsewhere; ``findings`` is what was found since the start.

    That the file of the head cannot be written stands there for as long as it is so.
    """

    evidence: OfficeEvidence
    client: OfficeClient = field(repr=False)
    findings: list[Finding] = field(default_factory=list)

    def begin(self) -> None:
        """Look for gaps, and compare with the reception, before anything is written.

        Without a line the file beside the log's key is what it is compared with.
        """
        self._note(self.evidence.gaps())
        try:
            self.run_once()
        except ReceptionAway as away:
            log.warning("the log was not compared with the reception: %s", away)

    def run_once(self) -> None:
        """Compare the log with the highest head that is known, then have the newest one kept.

        Raises:
            ReceptionAway: no line; it was compared with the file alone, which keeps the newest.
        """
        try:
            self._note(anchored(self.evidence, self.client))
        except ReceptionAway as away:
            self._note(anchored_here(self.evidence))
            if not isinstance(away, OneRefused):  # that one is from before it kept heads
                raise
        finally:
            self._note_the_file()

    def _note_the_file(self) -> None:
        heads = self.evidence.heads
        heads.write()  # the disk may have room again
        if not heads.is_unwritten and UNANCHORED in self.findings:
            self.findings.remove(UNANCHORED)
        if heads.is_unwritten and UNANCHORED not in self.findings:
            self.findings.append(UNANCHORED)

    def _note(self, findings: list[Finding]) -> None:
        for finding in findings:
            if finding not in self.findings:
                self.findings.append(finding)
                log.error(
                    "the office's log: %s at %d (%d)", finding.kind, finding.seq, finding.size
                )


def anchored(evidence: OfficeEvidence, client: OfficeClient) -> list[Finding]:
    """Return what is wrong by the highest head that is known; when nothing is, send the newest.

    A head that tells of lost or other rows stays where it is, and goes on telling it.

    Raises:
        ReceptionAway: nothing was compared, or nothing sent.
    """
    kept = client.keep_log_head("")
    findings = heard(evidence, kept)
    newest = evidence.head_token(above=_claimed_seq(kept) if kept else 0)
    if newest and not findings:
        client.keep_log_head(newest)
    return findings or anchored_here(evidence)


def anchored_here(evidence: OfficeEvidence) -> list[Finding]:
    """Return what is wrong by the file beside the key; when nothing is, keep the newest there."""
    findings, known = evidence.behind(), evidence.heads.highest()
    newest = evidence.head_token(above=known.seq if known else 0)
    if newest and not findings:
        evidence.heads.hear(newest)
    return findings


def heard(evidence: OfficeEvidence, token: str) -> list[Finding]:
    """Take a head that somebody kept, empty for none; return what is wrong with the log by it."""
    foreign: list[Finding] = []
    try:
        if token:
            evidence.heads.hear(token)
    except WireError:
        foreign = [Finding(FindingKind.BAD_SIGNATURE, _claimed_seq(token))]
    return foreign + evidence.behind()


def sentence(finding: Finding) -> str:
    """Return a finding about the office's log as an administrator reads it (Japanese)."""
    first, last = finding.seq, finding.seq + finding.size - 1
    if finding.kind in GONE:
        return f"{first}番から{last}番まで（{finding.size}件）の記録がありません。"
    if finding.kind is FindingKind.REWRITTEN:
        return f"{first}番の記録が、外に預けた控えと違います。書きかえられたおそれがあります。"
    return f"外に預けた控え（{first}番）の署名が、この庁内の鍵のものではありません。"


def _claimed_seq(token: str) -> int:
    try:
        return claimed_log_head(token).seq
    except WireError:
        return 0
