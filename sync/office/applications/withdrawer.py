"""Compares who withdraws with who filed, without a name: by certificate, or by keyed digest."""

from enum import StrEnum

from sync.office.applications.verdicts import report_of
from sync.office.parsing.signature import SignatureVerdict
from sync.office.store.alike import applicant_of
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.folding import folded


class Withdrawer(StrEnum):
    """What the comparison says; a clerk decides in each case."""

    SAME_CARD = "same_card"  # one certificate signed both, and both signatures are good
    SAME_PERSON = "same_person"  # the name and the birth date are the same
    DIFFERENT = "different"
    UNKNOWN = "unknown"  # a birth date is not known in full, or one is not compared yet


def withdrawer(store: OfficeStore, withdrawal: ApplicationRow, filed: ApplicationRow) -> Withdrawer:
    """Return whether who withdraws is who filed.

    Another certificate says nothing: a card is renewed, and one of both may be signed by hand.
    """
    cards = _certificate(withdrawal), _certificate(filed)
    if cards[0] is not None and cards[0] == cards[1]:
        return Withdrawer.SAME_CARD
    digests = applicant_of(store, withdrawal.id), applicant_of(store, filed.id)
    if digests[0] is None or digests[1] is None or digests[0][1] != digests[1][1]:
        names = {folded(one.person or "") for one in (withdrawal, filed)}
        return Withdrawer.DIFFERENT if len(names - {""}) > 1 else Withdrawer.UNKNOWN
    return Withdrawer.SAME_PERSON if digests[0] == digests[1] else Withdrawer.DIFFERENT


def _certificate(row: ApplicationRow) -> tuple[str, str] | None:
    """Return issuer and serial of the certificate that signed the form, where that is good."""
    report = report_of(row)
    if report is None or report.verdict is not SignatureVerdict.GOOD or not report.serial:
        return None
    return report.issuer, report.serial
