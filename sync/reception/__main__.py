"""Parses the command line of ``python -m sync.reception`` and runs one command."""

import argparse
from pathlib import Path

from sync.errors import SyncError
from sync.port_number import port_number
from sync.private_memory import keep_memory_private
from sync.reception import commands
from sync.reception.store.quota import Brought
from sync.wire.messages.lease import USUAL
from sync.wire.messages.outgoing import NAME

LEASE_DAYS = "1 to 30: without a line for longer a tablet opens no half-done visit"


WITHOUT_DATABASE = (
    *(commands.init, commands.set_lease, commands.next_receipt_key),
    commands.relay_token,
)


def main() -> None:
    """Run the command that the arguments name; a refusal is one sentence and exit code 1."""
    keep_memory_private()
    options = parser().parse_args()
    try:
        options.run(options)
    except (SyncError, FileExistsError, FileNotFoundError, ValueError) as refused:
        raise SystemExit(f"{type(refused).__name__}: {refused}") from refused


def parser() -> argparse.ArgumentParser:
    """Return the parser; each command is a function of ``commands``."""
    made = argparse.ArgumentParser(prog="python -m sync.reception", description=commands.__doc__)
    several = made.add_subparsers(required=True)
    for run in (
        *(commands.init, commands.set_lease, commands.next_receipt_key, commands.serve),
        *(commands.backup, commands.restore, commands.begin_epoch, commands.set_quota),
        commands.relay_token,
    ):
        command = several.add_parser(run.__name__.replace("_", "-"), help=run.__doc__)
        command.add_argument("--data", type=Path, required=True, help="keys and settings")
        command.set_defaults(run=run, database=None)
        if run not in WITHOUT_DATABASE:
            command.add_argument("--database", help="PostgreSQL URL; else a SQLite file")
        _own_arguments(run.__name__, command)
    return made


def source_name(text: str) -> str:
    """Return the name of a source of mail; ArgumentTypeError where no address can hold it."""
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r}: small letters, digits, hyphens")
    return text


def _own_arguments(name: str, command: argparse.ArgumentParser) -> None:
    match name:
        case "init":
            command.add_argument("--city-key", action="append", required=True, help="its id")
            command.add_argument("--office-token-sha256", required=True)
            command.add_argument("--lease-days", type=int, default=USUAL.days, help=LEASE_DAYS)
        case "set_lease":
            command.add_argument("--days", type=int, required=True, help=LEASE_DAYS)
        case "set_quota":
            command.add_argument("--kind", choices=list(Brought), required=True)
            command.add_argument("--items", type=int, required=True, help="for each tablet and day")
            command.add_argument("--mebibytes", type=int, required=True, help="of these in all")
        case "next_receipt_key":
            command.add_argument("--packs", type=Path, required=True, help="the published packs")
        case "serve":
            command.add_argument("--host", default="127.0.0.1")
            command.add_argument("--port", type=port_number, required=True)
            command.add_argument("--tls-cert", type=Path, required=True)
            command.add_argument("--tls-key", type=Path, required=True)
            command.add_argument(
                "--metrics-port", type=port_number, help="Prometheus, on 127.0.0.1"
            )
            command.add_argument("--packs", type=Path, help="the city's published content packs")
            command.add_argument(
                "--mail",
                action="append",
                default=[],
                type=source_name,
                help="a foreign system that mail is taken of, sealed to the city",
            )
            command.add_argument("--behind-proxy", help="address of the proxy that is believed")
        case "relay_token":
            command.add_argument("--to", type=Path, required=True, help="file for the relay")
        case "backup":
            command.add_argument("--to", type=Path, required=True)
        case "restore":
            command.add_argument("--backup", type=Path, required=True)


if __name__ == "__main__":
    main()
