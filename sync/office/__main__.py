"""``python -m sync.office``: make an office, enrol tablets, add clerks, and run it."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import uvicorn

from sync.errors import SyncError
from sync.office.applications.decisions import Decisions
from sync.office.applications.intake import Intake
from sync.office.audit.evidence import OfficeEvidence
from sync.office.audit.orders import Orders
from sync.office.console.app import Console
from sync.office.console.clerks import Clerks
from sync.office.keys import epochs
from sync.office.keys.escrow import EscrowRefused, put_in_escrow, restore
from sync.office.keys.keys import OfficeKeys, load_office_keys, make_office_keys
from sync.office.line.client import OfficeClient
from sync.office.store.store import OfficeStore
from sync.office.tablets.day_sheets import DaySheetRefused, check_day_sheet
from sync.office.tablets.tablets import Tablets
from sync.wire.city import CityFile, utc_now
from sync.wire.hpke import suites
from sync.wire.messages.enrolment_code import EnrolmentCode, ca_fingerprint, key_fingerprint

DATABASE = "office.db"
CODE_GOOD_FOR = timedelta(minutes=9)
JAPAN = timezone(timedelta(hours=9), "JST")


def main() -> None:
    """Run the command that the arguments name; a refusal is one sentence and exit code 1."""
    options = _parser().parse_args()
    try:
        options.run(options)
    except SyncError as refused:
        raise SystemExit(f"{type(refused).__name__}: {refused}") from refused


def init(options: argparse.Namespace) -> None:
    """Make the keys; print their public halves and the token's digest, as JSON."""
    keys = make_office_keys(options.data, utc_now())
    print(json.dumps({**public_halves(keys), "office_token_sha256": keys.token_sha256()}))


def next_keys(options: argparse.Namespace) -> None:
    """Every 3 months: make the next epoch's keys, print the public halves; publish them at once."""
    try:
        keys = epochs.next_keys(options.data, utc_now())
    except epochs.EpochThere as refused:
        raise SystemExit(f"there is an epoch of this day: {refused}") from refused
    if options.city:
        city = CityFile.load(options.city)
        epochs.with_keys(city, keys, utc_now()).save(options.city)
    print(json.dumps(public_halves(keys)))


def forget_keys(options: argparse.Namespace) -> None:
    """Erase the keys that ended a year ago; what was decided under them opens never again."""
    with _store(options) as store:
        gone = epochs.forget_keys(options.data, epochs.undecided(store), utc_now())
    print(json.dumps({"forgotten": gone}))


def escrow(options: argparse.Namespace) -> None:
    """After each next-keys: write the keys as three shares, for three safes; two give them back."""
    made = put_in_escrow(options.data, options.to, utc_now())
    print(json.dumps({"shares": [str(path) for path in made]}))


def escrow_restore(options: argparse.Namespace) -> None:
    """Make an office's lost keys again from two shares."""
    try:
        restore(options.share, options.data)
    except EscrowRefused as refused:
        raise SystemExit(str(refused)) from refused


def public_halves(keys: OfficeKeys) -> dict[str, Any]:
    """Return what the city's file says of these keys."""
    return {
        "encryption_keys": [key.model_dump(mode="json") for key in keys.public_sealing(utc_now())],
        "answer_keys": [key.model_dump(mode="json") for key in keys.public_answers()],
    }


def add_clerk(options: argparse.Namespace) -> None:
    """Add a clerk; the passphrase is one line of standard input."""
    with _store(options) as store:
        Clerks(store).add(
            options.id,
            options.name,
            sys.stdin.readline().rstrip("\n"),
            administrator=options.administrator,
        )


def enrol_code(options: argparse.Namespace) -> None:
    """Print a code that enrols one tablet within ten minutes, and its QR's text, as JSON."""
    client = _client(options)
    code = _new_code(options, client)
    print(json.dumps({"code": code.code, "qr": code.to_text()}))
    client.close()


def approve(options: argparse.Namespace) -> None:
    """Approve a tablet by its id, once --fingerprint is what its own screen shows."""
    with closing(_client(options)) as client, _store(options) as store:
        intake = Intake(store, load_office_keys(options.data), client)
        intake.run_once()
        _refuse_another_tablet(Tablets(store), options.device, options.fingerprint)
        orders = Orders(store, OfficeEvidence.open(store, options.data))
        if not orders.approve(options.device, "cli", utc_now()):
            raise SystemExit("another tablet gives out its receipt numbers: it has to enrol anew")
        intake.run_once()


def _refuse_another_tablet(tablets: Tablets, device: str, fingerprint: str | None) -> None:
    tablet = tablets.find(device)
    if tablet is None:
        raise SystemExit(f"no tablet has the id {device}")
    shown = key_fingerprint(tablet.sign_key, tablet.seal_key)
    if fingerprint is None:
        raise SystemExit(f"compare {shown} with the tablet's screen, then say --fingerprint")
    if fingerprint.upper() != shown:
        raise SystemExit(f"not approved: that is not the fingerprint of {device}")


def ask_again(options: argparse.Namespace) -> None:
    """After this office was restored: have everything delivered again since a time."""
    client = _client(options)
    print(json.dumps({"again": client.ask_again(options.since)}))
    client.close()


def day_sheet(options: argparse.Namespace) -> None:
    """Check a tablet's sheet of a day and print what it says; exit 1 when it is not right."""
    with _store(options) as store:
        try:
            checked = check_day_sheet(options.file.read_bytes(), Tablets(store))
        except DaySheetRefused as refused:
            raise SystemExit(str(refused)) from refused
    print("\n".join(checked.lines()))
    if not checked.sheet.is_balanced:
        raise SystemExit(1)


def serve(options: argparse.Namespace) -> None:
    """Pull from the reception and serve the console on 127.0.0.1 until SIGTERM."""
    suites.self_test()
    keys, client = load_office_keys(options.data), _client(options)
    with _store(options) as store:
        intake = Intake(store, keys, client)
        console = Console(
            store,
            keys,
            Clerks(store),
            Decisions(store, keys, evidence=OfficeEvidence.open(store, options.data)),
            options.trust,
            options.fonts,
            intake.wake,
            lambda: _new_code(options, client),
            intake.taking.aside,
        )
        intake.start()
        try:
            uvicorn.run(
                console.app(), host="127.0.0.1", port=options.port, log_level="warning",
                access_log=False, server_header=False, timeout_graceful_shutdown=5,
            )  # fmt: skip
        finally:
            intake.stop()
            client.close()


def day_or_time(text: str) -> datetime:
    """Return the time that *text* says; without a zone it is Japan's. ValueError: it says none."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=JAPAN)


def _new_code(options: argparse.Namespace, client: OfficeClient) -> EnrolmentCode:
    ca = ca_fingerprint(options.ca.read_text(encoding="ascii"))
    # A minute less than the reception gives: the two clocks may differ.
    return EnrolmentCode(options.reception, ca, client.new_code(), utc_now() + CODE_GOOD_FOR)


@contextmanager
def _store(options: argparse.Namespace) -> Iterator[OfficeStore]:
    named = options.database or os.environ.get("OFFICE_DATABASE_URL")
    store = OfficeStore.open(named or options.data / DATABASE)
    try:
        yield store
    finally:
        store.close()


def _client(options: argparse.Namespace) -> OfficeClient:
    token = load_office_keys(options.data).office_token
    return OfficeClient(options.reception, options.ca, token)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sync.office", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for run in (
        *(init, next_keys, forget_keys, escrow, escrow_restore, add_clerk),
        *(enrol_code, approve, ask_again, day_sheet, serve),
    ):
        command = commands.add_parser(run.__name__.replace("_", "-"), help=run.__doc__)
        command.add_argument("--data", type=Path, required=True)
        command.set_defaults(run=run)
        command.add_argument("--database", help="PostgreSQL URL; else a SQLite file")
        if run in (enrol_code, approve, ask_again, serve):
            command.add_argument("--reception", required=True, help="https address")
            command.add_argument("--ca", type=Path, required=True)
        _own_arguments(run.__name__, command)
    return parser


def _own_arguments(name: str, command: argparse.ArgumentParser) -> None:
    match name:
        case "next_keys":
            command.add_argument("--city", type=Path, help="the city's file, to write them into")
        case "escrow":
            command.add_argument("--to", type=Path, required=True, help="an empty folder")
        case "escrow_restore":
            command.add_argument("--share", type=Path, action="append", required=True, help="two")
        case "add_clerk":
            command.add_argument("--id", required=True)
            command.add_argument("--name", required=True)
            command.add_argument(
                "--administrator",
                action=argparse.BooleanOptionalAction,
                help="may approve and revoke tablets; the first clerk may",
            )
        case "ask_again":
            command.add_argument(
                "--since", type=day_or_time, required=True, help="a day or time, in Japan"
            )
        case "day_sheet":
            command.add_argument("file", type=Path, help="as the tablet saved it")
        case "approve":
            command.add_argument("--device", required=True)
            command.add_argument("--fingerprint", help="what the tablet's own screen shows")
        case "serve":
            command.add_argument("--port", type=int, required=True)
            command.add_argument("--trust", type=Path, required=True, help="folder of CAs (PEM)")
            command.add_argument("--fonts", type=Path, required=True, help="assets/fonts")


if __name__ == "__main__":
    main()
