"""``demado card export``: one certificate as a file, PEM or DER."""

import argparse
import base64
import textwrap
from collections.abc import Iterator
from pathlib import Path

from card_reader.certificates import CertificateKind
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk
from card_reader.tool.terminal.files import WrittenFile, refuse_no_folder, write_file
from card_reader.tool.terminal.questions import ask_for_certificate


def run(desk: Desk, options: argparse.Namespace) -> WrittenFile:
    """Write the certificate of ``--kind``; the one for signatures asks its password."""
    refuse_no_folder(options.out)
    read = ask_for_certificate(desk, CertificateKind(options.kind))
    with desk.card() as card:
        der = read(card).der
    write_file(options.out, der if options.der else pem(der))
    return {"path": str(options.out)}


def pem(der: bytes) -> bytes:
    """Return a certificate as PEM. Source: RFC 7468 §5 (section not checked)."""
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode()


def lines(data: WrittenFile, say: Say) -> Iterator[str]:
    """Yield the path that was written."""
    yield say("written", path=data["path"])


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add which certificate, where to, and in which form."""
    command.add_argument(
        "--kind",
        choices=[kind.value for kind in CertificateKind],
        default=CertificateKind.USER_AUTHENTICATION.value,
    )
    command.add_argument("--out", type=Path, required=True, metavar="FILE.pem")
    command.add_argument("--der", action="store_true", help="PEM でなく DER で / DER, not PEM")


COMMAND = ToolCommand(
    name="export",
    japanese="電子証明書をファイルに",
    english="write a certificate as PEM or DER",
    run=run,
    shape=WrittenFile,
    lines=lines,
    add_arguments=add_arguments,
)
