"""Takes the authorities that a person trusts, from a folder of certificates."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from card_reader.checks.trust import NoCertificate, load_authorities
from card_reader.tool.terminal.desk import FileRefused

if TYPE_CHECKING:
    from cryptography import x509


def add_trust(command: argparse.ArgumentParser) -> None:
    """Add the folder."""
    command.add_argument(
        "--trust", type=Path, metavar="DIR", help="認証局の証明書の場所 / certificates to trust"
    )


def authorities(folder: Path | None) -> tuple[x509.Certificate, ...]:
    """Return the certificates in *folder*; none without one. FileRefused for what is none."""
    try:
        return load_authorities(folder) if folder else ()
    except NoCertificate as refused:
        raise FileRefused(refused.path) from refused
    except OSError as refused:
        raise FileRefused(Path(refused.filename)) from refused
