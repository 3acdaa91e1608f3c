"""``demado card verify``: whether a signature is over a file; needs no card."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from card_reader.certificates import (
    Certificate,
    CertificateKind,
    DateStatus,
    parse_certificate,
)
from card_reader.checks.signature_check import NoSignature, check_bare, check_detached
from card_reader.checks.trust import Verdict, load_certificate, verdict
from card_reader.errors import CardUnreadable
from card_reader.tool.terminal.authorities import add_trust, authorities
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk, FileRefused, NotVerified
from card_reader.tool.terminal.files import read_file


class SignatureVerified(TypedDict):
    """A good signature: whose, how its certificate stands by its dates, who issued that.

    ``trust`` needs ``--trust``. Revocation is never checked.
    """

    subject: str
    status: DateStatus
    trust: Verdict | None


def run(_: Desk, options: argparse.Namespace) -> SignatureVerified:
    """Check a detached CMS, or with ``--certificate`` a bare signature, over a file."""
    content, signature = read_file(options.file), read_file(options.signature)
    trusted = authorities(options.trust)
    try:
        found = (
            check_bare(content, signature, _certificate(options.certificate))
            if options.certificate
            else check_detached(content, signature)
        )
    except (NoSignature, CardUnreadable) as refused:
        says = "" if options.certificate else "needs_certificate"
        raise FileRefused(options.signature, says) from refused
    if not found.is_good:
        raise NotVerified
    return {
        "subject": found.certificate.subject,
        "status": found.certificate.status(datetime.now(UTC)),
        "trust": verdict(found.certificate, trusted) if trusted else None,
    }


def _certificate(path: Path) -> Certificate:
    try:
        return parse_certificate(load_certificate(path), CertificateKind.USER_AUTHENTICATION)
    except (OSError, ValueError) as refused:
        raise FileRefused(path) from refused


def lines(data: SignatureVerified, say: Say) -> Iterator[str]:
    """Yield that the signature is good, and what is known of its certificate."""
    yield say("signature_good")
    trust = say(f"trust_{data['trust']}") if data["trust"] else ""
    yield f"    {data['subject']}  {say(data['status'])}  {trust}".rstrip()


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add file, signature and certificate, and whose to trust."""
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("signature", type=Path, metavar="SIGNATURE")
    command.add_argument(
        "--certificate", type=Path, metavar="FILE.pem", help="login の署名には要る / for login's"
    )
    add_trust(command)


COMMAND = ToolCommand(
    name="verify",
    japanese="署名を確かめる（カードは要らない）",
    english="check a signature over a file; needs no card",
    run=run,
    shape=SignatureVerified,
    lines=lines,
    add_arguments=add_arguments,
)
