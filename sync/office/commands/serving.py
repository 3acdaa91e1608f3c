"""Commands that run the office, and have everything delivered again after a restore."""

import argparse
import json
from contextlib import closing
from pathlib import Path

import uvicorn

from sync.office.applications.decisions import Decisions
from sync.office.applications.intake import Intake
from sync.office.applications.reading import ApplicationReader
from sync.office.arguments.office import office_store, open_line
from sync.office.arguments.times import day_or_time
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.adding import Commands, add_command
from sync.office.commands.logs import log_visibly
from sync.office.commands.tablets import new_code
from sync.office.console.app import OWN_NAMES, Console
from sync.office.console.clerks import Clerks
from sync.office.keys.keys import load_office_keys
from sync.office.line.client import OfficeClient
from sync.wire.hpke import suites


def ask_again(options: argparse.Namespace) -> None:
    """After this office was restored: have everything delivered again since a time."""
    with closing(open_line(options, OfficeClient)) as client:
        print(json.dumps({"again": client.ask_again(options.since)}))


def serve(options: argparse.Namespace) -> None:
    """Pull from the reception and serve the console on 127.0.0.1 until SIGTERM."""
    suites.self_test()
    log_visibly()
    keys = load_office_keys(options.data)
    with closing(open_line(options, OfficeClient)) as client, office_store(options) as store:
        reader = ApplicationReader(store, keys, options.trust)
        intake = Intake(store, keys, client, reader=reader)
        evidence = OfficeEvidence.open(store, options.data)
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
            [options.name] if options.name else OWN_NAMES,
        )
        intake.start()
        try:
            uvicorn.run(
                console.app(), host="127.0.0.1", port=options.port, log_level="warning",
                log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5,
                ssl_certfile=options.certificate, ssl_keyfile=options.certificate_key,
            )  # fmt: skip
        finally:
            intake.stop()


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
