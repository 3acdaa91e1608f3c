"""``demado card certificates``: the card's certificates, their dates and who issued them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict

from card_reader.certificates import Certificate, CertificateKind, DateStatus
from card_reader.checks.trust import Verdict, generation_of, verdict
from card_reader.tool.terminal.authorities import add_trust, authorities
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk
from card_reader.tool.terminal.questions import FREE_CERTIFICATES, ask_for_certificate

if TYPE_CHECKING:
    from cryptography import x509


class CertificateRow(TypedDict):
    """One certificate; ``serial`` is hex, dates are ISO 8601, ``trust`` needs ``--trust``."""

    kind: CertificateKind
    subject: str
    issuer: str
    serial: str
    not_before: str
    not_after: str
    status: DateStatus
    issuer_key_id: str
    generation: int | None
    is_test: bool
    trust: Verdict | None


def run(desk: Desk, options: argparse.Namespace) -> list[CertificateRow]:
    """Read the certificates of ``--kind``, or the three that need no PIN."""
    trusted = authorities(options.trust)
    kinds = options.kind or FREE_CERTIFICATES
    reads = [ask_for_certificate(desk, CertificateKind(kind)) for kind in kinds]
    with desk.card() as card:
        found = [read(card) for read in reads]
    now = datetime.now(UTC)
    return [_described(one, now, trusted) for one in found]


def lines(data: list[CertificateRow], say: Say) -> Iterator[str]:
    """Yield two lines a certificate."""
    for row in data:
        title = say(f"{row['kind']}_certificate")
        trust = say(f"trust_{row['trust']}") if row["trust"] else ""
        yield f"{title}: {say('ends', day=row['not_after'][:10])}  {say(row['status'])}"
        yield f"    {row['issuer']}  {row['serial']}  {trust}".rstrip()


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add which certificates to read, and whose to trust."""
    command.add_argument(
        "--kind",
        action="append",
        choices=[kind.value for kind in CertificateKind],
        help="この種類だけ（署名用は暗証番号が要る）/ only this kind; signature asks its password",
    )
    add_trust(command)


def _described(
    certificate: Certificate, now: datetime, trusted: tuple[x509.Certificate, ...]
) -> CertificateRow:
    generation = generation_of(certificate)
    return {
        "kind": certificate.kind,
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": f"{certificate.serial:x}",
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
        "status": certificate.status(now),
        "issuer_key_id": certificate.issuer_key_id,
        "generation": generation.generation if generation else None,
        "is_test": certificate.is_test,
        "trust": verdict(certificate, trusted) if trusted else None,
    }


COMMAND = ToolCommand(
    name="certificates",
    japanese="電子証明書の一覧",
    english="list the certificates",
    run=run,
    shape=list[CertificateRow],
    lines=lines,
    add_arguments=add_arguments,
)
