"""``demado card login``: signs a challenge with the key for user authentication."""

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

from card_reader.algorithms import algorithm_of
from card_reader.card import Card
from card_reader.certificates import Certificate, CertificateKind
from card_reader.errors import PinMissing
from card_reader.tool.commands.export import pem
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk
from card_reader.tool.terminal.files import WrittenFile, read_file, refuse_no_folder, write_file


class ChallengeSigned(WrittenFile):
    """Where the signature was written, and which algorithm it is of (CMS's name)."""

    mechanism: str


def run(desk: Desk, options: argparse.Namespace) -> ChallengeSigned:
    """Sign what a service sent, with the 4-digit PIN; a wrong one costs one of three tries."""
    challenge = read_file(options.challenge)
    for path in (options.out, options.certificate):
        if path is not None:
            refuse_no_folder(path)
    pin = desk.secret("ask_pin", "user_authentication")
    kind, confirmed = CertificateKind.USER_AUTHENTICATION, desk.use_last_try
    with desk.card() as card:
        certificate = _certificate(card, pin, confirmed)
        algorithm = algorithm_of(certificate)
        digest = hashlib.new(algorithm.hash_name, challenge).digest()
        signature = card.sign_digest(
            kind, pin, digest, algorithm=algorithm, last_try_confirmed=confirmed
        )
    write_file(options.out, signature)
    if options.certificate is not None:
        write_file(options.certificate, pem(certificate.der))
    return {"path": str(options.out), "mechanism": algorithm.mechanism}


def _certificate(card: Card, pin: str, confirmed: bool) -> Certificate:
    """Read it; a card gives it freely, a phone after its PIN."""
    try:
        return card.authentication_certificate()
    except PinMissing:
        return card.authentication_certificate(pin, last_try_confirmed=confirmed)


def lines(data: ChallengeSigned, say: Say) -> Iterator[str]:
    """Yield the path that was written."""
    yield say("written", path=data["path"])


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the challenge, and where signature and certificate go."""
    command.add_argument("challenge", type=Path, metavar="CHALLENGE")
    command.add_argument("--out", type=Path, required=True, metavar="SIGNATURE")
    command.add_argument(
        "--certificate", type=Path, metavar="FILE.pem", help="証明書も書く / its certificate too"
    )


COMMAND = ToolCommand(
    name="login",
    japanese="ログインの署名をする",
    english="sign a challenge to log in (user authentication)",
    run=run,
    shape=ChallengeSigned,
    lines=lines,
    add_arguments=add_arguments,
)
