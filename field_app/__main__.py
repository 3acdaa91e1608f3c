"""``python -m field_app``: enrol a tablet, and run it."""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from flet.utils.platform_utils import get_bool_env_var, is_linux_server

from field_app.content.edition import ContentRefused, coverage_of, own_names_of, refuse_any_mistake
from field_app.flow.joining import NewStaff
from field_app.shell.app import IDLE_S
from field_app.wiring import browser, stopped_tablet, window
from field_app.wiring.enrol import empty_tablet
from field_app.wiring.options import TabletOptions
from field_app.words.problem import problem_of
from field_app.words.words import Words
from sync.errors import SyncError
from sync.port_number import port_number
from sync.private_memory import keep_memory_private
from sync.tablet.enrolment.introduction import Introduction
from sync.tablet.errors import UnsentWork
from sync.wire.city import CityFile, utc_now
from sync.wire.messages.enrolment_code import EnrolmentCode


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that *arguments* name, or those of the command line."""
    keep_memory_private()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except SyncError as error:
        raise SystemExit(f"{type(error).__name__}: {str(error) or _sentence(error)}") from error


def _sentence(error: SyncError) -> str:
    problem = problem_of(error)
    return Words("ja")(problem.message_key, **problem.params)


def enrol_tablet(options: argparse.Namespace) -> None:
    """Join the city; code and staff come as JSON on standard input, never as arguments.

    Input: ``{"code": …, "staff": [{"id", "name", "passphrase"}, …]}``; instead of the
    code, ``"qr"`` with the text of the QR that the office shows.
    """
    given = json.load(sys.stdin)
    city = CityFile.load(options.city)
    root = options.root.read_bytes() if options.root else b""
    enrolled = empty_tablet(options.data, packs=options.packs).join(
        Introduction(city, root),
        code=_code(given, city),
        name=options.name,
        staff=[NewStaff(**person) for person in given["staff"]],
    )
    print(json.dumps({"device": enrolled.id, "fingerprint": enrolled.fingerprint}))


def _code(given: dict[str, str], city: CityFile) -> str:
    """Return the code; one from a QR must be of this city and still good."""
    if "qr" not in given:
        return given["code"]
    read = EnrolmentCode.parse(given["qr"], utc_now())
    read.refuse_another_city(city.reception_url, city.ca_pem)
    return read.code


def give_back(options: argparse.Namespace) -> None:
    """Erase this tablet's keys before it goes back to the city; refused with unsent work on it."""
    try:
        stopped_tablet.give_back(options.data)
    except UnsentWork as left:
        raise SystemExit(Words("ja")(left.message_key, **vars(left))) from left


def relay_export(options: argparse.Namespace) -> None:
    """Save the sealed queue as files that anybody may carry to the city; it stays as it is."""
    try:
        saved = stopped_tablet.export_queue(options.data, options.to)
    except OSError as refused:
        raise SystemExit(f"{refused.filename}: {refused.strerror}") from refused
    print(json.dumps(vars(saved)))
    if saved.left_out:
        raise SystemExit(Words("ja")("relay.p_left_out", count=saved.left_out))


def take_packs(options: argparse.Namespace) -> None:
    """Take the newest pack from a carried copy of the city's repository."""
    pack = stopped_tablet.take_packs(options.data, options.packs)
    print(json.dumps({"version": pack.manifest.version if pack else None}))


def check_content(options: argparse.Namespace) -> None:
    """Read content as a tablet would, before the city publishes it; name every mistake.

    Of each procedure it says how far its cases go, and which names GIF does not have.
    """
    try:
        warnings, folder = refuse_any_mistake(options.content), options.content
        for line in (*warnings, *coverage_of(folder), *own_names_of(folder)):
            print(line)
    except ContentRefused as refused:
        raise SystemExit(str(refused)) from refused


def serve_tablet(options: argparse.Namespace) -> None:
    """Serve the app on 127.0.0.1; the address that opens it is written to DATA/address.

    A tablet that belongs to no city shows the pages to join one.
    """
    browser.serve_tablet(_tablet_options(options), options.port)


def run_app(options: argparse.Namespace) -> None:
    """Run the tablet in a window of its own, the device secret in the platform's key store."""
    is_served = is_linux_server()  # type: ignore[no-untyped-call]
    if is_served or get_bool_env_var("FLET_FORCE_WEB_SERVER"):
        # Flet would let any browser in, without our gate.
        raise SystemExit("there is no display to open a window on; serve opens in a browser")
    window.run_in_window(_tablet_options(options))


def _tablet_options(options: argparse.Namespace) -> TabletOptions:
    return TabletOptions(options.data, options.practice_cards, options.procedures, options.idle)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m field_app", description=__doc__)
    commands = parser.add_subparsers(required=True)
    joined = commands.add_parser("enrol", help="join a city")
    joined.add_argument("--data", type=Path, required=True)
    joined.add_argument("--city", type=Path, required=True, help="the city's file")
    joined.add_argument("--name", required=True, help="what the city calls this tablet")
    joined.add_argument("--root", type=Path, help="the first root of the city's packs")
    joined.add_argument("--packs", type=Path, help="a carried copy of them, instead of the line")
    joined.set_defaults(run=enrol_tablet)
    saved = commands.add_parser(
        "relay-export", aliases=["carry-out"], help="save the sealed queue; needs nobody's key"
    )
    saved.add_argument("--data", type=Path, required=True)
    saved.add_argument("--to", type=Path, required=True, help="a new file, such as on a stick")
    saved.set_defaults(run=relay_export)
    taken = commands.add_parser("take-packs", help="take a pack from a carried copy")
    taken.add_argument("--data", type=Path, required=True)
    taken.add_argument("--packs", type=Path, required=True)
    taken.set_defaults(run=take_packs)
    given = commands.add_parser("give-back", help="erase the keys; refused with unsent work")
    given.add_argument("--data", type=Path, required=True)
    given.set_defaults(run=give_back)
    checked = commands.add_parser("check", help="read a pack's content before it is published")
    checked.add_argument("--content", type=Path, required=True)
    checked.set_defaults(run=check_content)
    served = commands.add_parser("serve", help="run the tablet in this machine's browser")
    served.add_argument("--port", type=port_number, required=True)
    served.set_defaults(run=serve_tablet)
    packaged = commands.add_parser("app", help="run the tablet in a window of its own")
    packaged.set_defaults(run=run_app)
    for command in (served, packaged):
        command.add_argument("--data", type=Path, required=True)
        command.add_argument("--real-reader", action="store_true", help="PC/SC (the default)")
        command.add_argument("--practice-cards", type=Path, help="practice cards from this folder")
        command.add_argument("--procedures", type=Path, help="definitions from this folder")
        command.add_argument("--idle", type=float, default=IDLE_S, help="seconds until the lock")
    return parser


if __name__ == "__main__":
    main()
