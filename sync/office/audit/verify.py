"""Checks the office's own log of what was opened and decided, or a tablet's.

``python -m sync.office log verify --data DIR`` checks the office's log; with ``--reception
URL --ca FILE`` also by the head of it that the reception keeps, with ``--device ID`` as well what
the reception holds of a tablet instead. ``log export`` writes the office's log into a file, and
``log check FILE`` checks such a file where there is no office.
"""

import argparse
import base64
from contextlib import closing
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.office.arguments.office import add_data, office_store, open_line
from sync.office.audit.anchoring import anchored
from sync.office.audit.chain_check import Finding, verify_chain
from sync.office.audit.export import check_file, findings_of, lines_of
from sync.office.audit.log import OfficeEvidence
from sync.office.line.client import OfficeClient, ReceptionAway
from sync.office.line.evidence_client import EvidenceClient
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets

SUMMARY: Final = "Check the office's own log, or a tablet's."


def verify(options: argparse.Namespace) -> None:
    """Print every finding; the exit status is 1 when there is one."""
    with office_store(options) as store:
        if options.device:
            count, findings = _verify_device(store, options)
        else:
            count, findings = _verify_office(store, options)
    for line in findings_of(findings):
        print(line)
    print(f"{count} events, {len(findings)} findings")
    raise SystemExit(1 if findings else 0)


def _verify_office(store: OfficeStore, options: argparse.Namespace) -> tuple[int, list[Finding]]:
    """Return how many events the office's log has and what is wrong with them; print its key.

    With a line, its end is compared with the head that the reception keeps as well.
    """
    log = OfficeEvidence.open(store, options.data)
    count, findings = len(log.contents()), []
    if options.reception:
        with closing(open_line(options, OfficeClient)) as client:
            try:
                findings = anchored(log, client)
            except ReceptionAway as refused:
                raise SystemExit(f"not verified: the reception is away {refused}") from refused
    findings = list(dict.fromkeys([*log.verify(), *findings]))
    public = base64.b64encode(log.key.public_key().public_bytes_raw()).decode()
    print(f"key {public}")
    return count, findings


def _verify_device(store: OfficeStore, options: argparse.Namespace) -> tuple[int, list[Finding]]:
    """Return how many events the reception holds of a tablet and what is wrong with them."""
    approved = Tablets(store).keys(options.device)
    if approved is None:
        raise SystemExit(f"no approved tablet has the id {options.device}")
    with closing(open_line(options, EvidenceClient)) as client:
        try:
            contents = [content for _, content in client.events(options.device)]
        except ReceptionAway as refused:
            raise SystemExit(f"not verified: the reception is away {refused}") from refused
    key = Ed25519PublicKey.from_public_bytes(approved[0])
    return len(contents), verify_chain(contents, key, device=options.device)


def export(options: argparse.Namespace) -> None:
    """Write the office's log into a new file as JSON lines, with its signed end."""
    with office_store(options) as store, options.to.open("x", encoding="utf-8") as file:
        for line in lines_of(OfficeEvidence.open(store, options.data)):
            file.write(line + "\n")


def check(options: argparse.Namespace) -> None:
    """Check an exported log, without any database; the exit status is 1 when it is not right."""
    count, findings = check_file(options.file, options.key)
    for line in findings_of(findings):
        print(line)
    if not options.key:
        print("the key is the file's own word: compare it with what `log verify` prints")
    print(f"{count} events, {len(findings)} findings")
    raise SystemExit(1 if findings else 0)


def fill(parser: argparse.ArgumentParser) -> None:
    """Give *parser* the commands ``verify``, ``export`` and ``check``, with their arguments."""
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("check", help=check.__doc__)
    command.add_argument("file", type=Path)
    command.add_argument("--key", default="", help="the log's public key, as `verify` prints it")
    command.set_defaults(run=check)
    command = commands.add_parser("export", help=export.__doc__)
    add_data(command)
    command.add_argument("--to", type=Path, required=True, help="a file that is not there yet")
    command.set_defaults(run=export)
    command = commands.add_parser("verify", help=verify.__doc__)
    add_data(command)
    command.add_argument("--device", default="", help="a tablet's id; else the office's own log")
    command.add_argument("--reception", help="https address")
    command.add_argument("--ca", type=Path)
    command.set_defaults(run=verify)


def main() -> None:
    """Run the command that the arguments of ``python -m sync.office.evidence`` name."""
    parser = argparse.ArgumentParser(prog="python -m sync.office.evidence", description=__doc__)
    fill(parser)
    options = parser.parse_args()
    options.run(options)
