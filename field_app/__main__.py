"""``python -m field_app``: enrol a tablet, and run it."""

import argparse
import json
import logging
import os
import secrets
import sys
from pathlib import Path

from field_app.app import IDLE_S, Screens
from field_app.assets_folder import assets_folder
from field_app.served.hand_out import HandOutStore
from field_app.server import make_asgi, serve
from field_app.wiring import secret_of, services, store_path
from sync.tablet.enrolment import enrol
from sync.tablet.store import Store
from sync.tablet.vault import Vault
from sync.wire.city import CityPack
from sync.wire.errors import SyncError


def main() -> None:
    """Run the command that the arguments name."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    options = _parser().parse_args()
    try:
        options.run(options)
    except SyncError as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error


def enrol_tablet(options: argparse.Namespace) -> None:
    """Join the city; code and staff come as JSON on standard input, never as arguments.

    Input: ``{"code": …, "staff": [{"id", "name", "passphrase"}, …]}``.
    """
    given = json.load(sys.stdin)
    store, secret = Store.open(store_path(options.data)), secret_of(options.data)
    try:
        city = CityPack.load(options.city)
        station = enrol(store, secret, city, given["code"], options.name)
        vault = Vault(store, secret)
        for person in given["staff"]:
            vault.add_staff(person["id"], person["name"], person["passphrase"])
        vault.close_enrolment()
    finally:
        store.close()
    print(json.dumps({"device": station.device}))


def serve_tablet(options: argparse.Namespace) -> None:
    """Serve the app on 127.0.0.1; the address that opens it is written to DATA/address."""
    hand_out, token = HandOutStore(), secrets.token_urlsafe(32)
    with services(
        options.data,
        hand_out,
        practice_cards=options.practice_cards,
        procedures=options.procedures,
    ) as parts:
        screens = Screens(parts, options.idle)
        app = make_asgi(
            screens.main(),
            token=token,
            port=options.port,
            assets_dir=assets_folder(),
            hand_out=hand_out,
            on_activity=screens.touch,
        )
        _write_address(options.data, f"http://127.0.0.1:{options.port}/?token={token}")
        serve(app, options.port)


def _write_address(data: Path, address: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(data / "address", flags, 0o600), "w", encoding="utf-8") as file:
        file.write(address + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m field_app", description=__doc__)
    commands = parser.add_subparsers(required=True)
    joined = commands.add_parser("enrol", help="join a city")
    joined.add_argument("--data", type=Path, required=True)
    joined.add_argument("--city", type=Path, required=True, help="the city's file")
    joined.add_argument("--name", required=True, help="what the city calls this tablet")
    joined.set_defaults(run=enrol_tablet)
    served = commands.add_parser("serve", help="run the tablet")
    served.add_argument("--data", type=Path, required=True)
    served.add_argument("--port", type=int, required=True)
    served.add_argument("--real-reader", action="store_true", help="PC/SC (the default)")
    served.add_argument("--practice-cards", type=Path, help="practice cards from this folder")
    served.add_argument("--procedures", type=Path, help="definitions from this folder")
    served.add_argument("--idle", type=float, default=IDLE_S, help="seconds until the lock")
    served.set_defaults(run=serve_tablet)
    return parser


if __name__ == "__main__":
    main()
