"""Commands that run the office, and have everything delivered again after a restore."""

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import Final

import uvicorn

from sync.office.applications.decisions import Decisions
from sync.office.applications.intake import Intake
from sync.office.applications.reading import ApplicationReader
from sync.office.arguments.office import office_store, open_line
from sync.office.arguments.times import day_or_time
from sync.office.audit.anchoring import LogAnchoring
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.adding import Commands, add_command
from sync.office.commands.logs import log_visibly
from sync.office.commands.tablets import new_code
from sync.office.console.app import OWN_NAMES, Console
from sync.office.console.clerks import Clerks
from sync.office.keys.keys import load_office_keys
from sync.office.line.client import OfficeClient
from sync.orderly_end import OrderlyServer, ending_in_order
from sync.wire.hpke import suites

STOP_WITHIN_S: Final = 3


def ask_again(options: argparse.Namespace) -> None:
    """After this office was restored: have everything delivered again since a time."""
    with closing(open_line(options, OfficeClient)) as client:
        print(json.dumps({"again": client.ask_again(options.since)}))


def serve(options: argparse.Namespace) -> None:
    """Pull from the reception and serve the console on 127.0.0.1 until SIGTERM."""
    suites.self_test()
    log_visibly()
    keys = load_office_keys(options.data)
    with (
        ending_in_order(),
        closing(open_line(options, OfficeClient)) as client,
        office_store(options) as store,
    ):
        reader = ApplicationReader(store, keys, options.trust)
        evidence = OfficeEvidence.open(store, options.data)
        anchoring = LogAnchoring(evidence, client)
        anchoring.begin()
        intake = Intake(store, keys, client, reader=reader, anchoring=anchoring)
        console = Console(
            store,
            keys,
            Clerks(store, evidence),
            Decisions(store, keys, evidence=evidence),
            options.trust,
            options.fonts,
            intake.wake,
            lambda: new_code(options, client),
            intake.claimed.aside,
            anchoring.findings,
            [options.name] if options.name else OWN_NAMES,
        )
        intake.start()
        try:
            OrderlyServer(server_config(console, options)).run()
        finally:
            intake.stop()


def server_config(console: Console, options: argparse.Namespace) -> uvicorn.Config:
    """Return uvicorn's settings for the console: this machine only, no log of requests."""
    return uvicorn.Config(
        console.app(),
        host="127.0.0.1",
        port=options.port,
        log_level="warning",
        log_config=None,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.certificate_key,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )


def add_to(commands: Commands) -> None:
    """Add the commands that run the office."""
    command = add_command(commands, ask_again, asks_reception=True)
    command.add_argument("--since", type=day_or_time, required=True, help="a day or time, in Japan")
    command = add_command(commands, serve, asks_reception=True)
    command.add_argument("--port", type=int, required=True)
    command.add_argument("--trust", type=Path, required=True, help="folder of CAs (PEM)")
    command.add_argument("--fonts", type=Path, required=True, help="assets/fonts")
    command.add_argument("--name", help="the console's own host name, which leads to 127.0.0.1")
    command.add_argument("--certificate", type=Path, help="serve with TLS: certificate chain (PEM)")
    command.add_argument("--certificate-key", type=Path, help="its private key (PEM)")
