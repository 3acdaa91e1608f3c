"""Commands that run the office, and have everything delivered again after a restore."""

import argparse
import json
from contextlib import closing
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import uvicorn
from prometheus_client import start_http_server

from sync.json_lines import log_as_json
from sync.office.applications.decisions import Decisions
from sync.office.applications.intake import Intake
from sync.office.applications.reading import ApplicationReader
from sync.office.arguments.alone import serving_alone
from sync.office.arguments.office import database_of, office_store, open_line
from sync.office.arguments.times import day_or_time
from sync.office.audit.anchoring import LogAnchoring
from sync.office.audit.log import OfficeEvidence
from sync.office.casework.held_back import UNDO_MINUTES
from sync.office.commands.adding import Commands, add_command
from sync.office.commands.holding import add_key_holder, key_holder
from sync.office.commands.logs import log_visibly
from sync.office.commands.procedures import add_publishing, publisher_of
from sync.office.commands.rounds import indexing, rounds, running
from sync.office.commands.tablets import new_code
from sync.office.console.clerks import Clerks
from sync.office.http.office_metrics import OfficeMetrics
from sync.office.keys.column_keys import agree_on_column_key
from sync.office.keys.key_file import OFFICE_FILE, warn_if_open
from sync.office.keys.keys import load_signing_keys
from sync.office.line.client import OfficeClient
from sync.office.line.public import Fetcher
from sync.office.listing.search_index import SearchIndex
from sync.office.web.app import OWN_NAMES, Console
from sync.orderly_end import OrderlyServer, ending_in_order
from sync.port_number import port_number
from sync.wire.hpke import suites

STOP_WITHIN_S: Final = 3


def ask_again(options: argparse.Namespace) -> None:
    """After this office was restored: have everything delivered again since a time."""
    with closing(open_line(options, OfficeClient)) as client:
        print(json.dumps({"again": client.ask_again(options.since)}))


def serve(options: argparse.Namespace) -> None:
    """Pull from the reception and serve the console until SIGTERM, on 127.0.0.1 or --host."""
    suites.self_test()
    refuse_open_console(options)
    (log_as_json if options.log == "json" else log_visibly)()
    with (
        ending_in_order(),
        serving_alone(database_of(options)),
        key_holder(options) as holder,
        closing(open_line(options, OfficeClient)) as client,
        closing(Fetcher()) as fetcher,
        office_store(options) as store,
    ):
        warn_if_open(options.data / OFFICE_FILE)
        agree_on_column_key(options.data, store)
        index = SearchIndex(store)
        reader = ApplicationReader(store, load_signing_keys(options.data, holder), options.trust)
        keys = reader.keys
        beside = [*rounds(options, store, reader, client, fetcher), indexing(index)]
        evidence = OfficeEvidence.open(store, options.data)
        anchoring = LogAnchoring(evidence, client)
        anchoring.begin()
        intake = Intake(store, keys, client, reader=reader, anchoring=anchoring)
        console = Console(
            store,
            keys,
            Clerks(store, evidence),
            Decisions(store, keys, evidence=evidence, held=timedelta(minutes=options.undo_minutes)),
            options.trust,
            options.fonts,
            intake.wake,
            lambda: new_code(options, client),
            intake.claimed.aside,
            anchoring.findings,
            [options.name] if options.name else OWN_NAMES,
            index,
            own_layer=options.city,
            publisher=publisher_of(options),
        )
        if options.metrics_port:
            console.registry.register(OfficeMetrics(store))
            start_http_server(options.metrics_port, "127.0.0.1", console.registry)
        intake.start()
        try:
            with running(beside):
                OrderlyServer(server_config(console, options)).run()
        finally:
            intake.stop()


def refuse_open_console(options: argparse.Namespace) -> None:
    """End the program where passphrases would cross a network as they are typed.

    Raises:
        SystemExit: another machine can reach it, without TLS or without a name of its own.
    """
    if ip_address(options.host).is_loopback:
        return
    if not (options.certificate and options.certificate_key):
        raise SystemExit(
            f"--host {options.host}: other machines reach this address, so it needs --certificate"
            " and --certificate-key; or stay on 127.0.0.1 behind a proxy, see --behind-proxy"
        )
    if not options.name:
        raise SystemExit(f"--host {options.host}: say by --name under which name browsers open it")


def server_config(console: Console, options: argparse.Namespace) -> uvicorn.Config:
    """Return uvicorn's settings for the console: no log of requests, and no word of a stranger.

    Whom a request comes from, and whether over TLS, only the proxies of ``--behind-proxy`` say.
    """
    return uvicorn.Config(
        console.app(),
        host=options.host,
        port=options.port,
        log_level="warning",
        log_config=None,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.certificate_key,
        access_log=False,
        server_header=False,
        ws="none",
        proxy_headers=bool(options.behind_proxy),
        forwarded_allow_ips=options.behind_proxy or None,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )


def address(text: str) -> str:
    """Return an IP address. ArgumentTypeError: it is none."""
    try:
        return str(ip_address(text))
    except ValueError as refused:
        raise argparse.ArgumentTypeError(f"{text!r} is no IP address") from refused


def add_to(commands: Commands) -> None:
    """Add the commands that run the office."""
    command = add_command(commands, ask_again, asks_reception=True)
    command.add_argument("--since", type=day_or_time, required=True, help="a day or time, in Japan")
    command = add_command(commands, serve, asks_reception=True)
    command.add_argument("--port", type=port_number, required=True)
    command.add_argument(
        "--host", type=address, default="127.0.0.1", help="listen on this address of the machine"
    )
    command.add_argument(
        "--behind-proxy",
        type=address,
        action="append",
        default=[],
        help="address of a proxy that is believed on who asks, and that it was over TLS",
    )
    command.add_argument("--metrics-port", type=port_number, help="Prometheus, on 127.0.0.1")
    command.add_argument(
        "--log", choices=("text", "json"), default="text", help="json: a line for each request too"
    )
    command.add_argument("--trust", type=Path, required=True, help="folder of CAs (PEM)")
    command.add_argument(
        "--revocation", type=Path, help="file that names what tells of revoked certificates"
    )
    command.add_argument(
        "--city", type=Path, help="the office's part of the city layer: hours, closed days"
    )
    command.add_argument(
        "--undo-minutes",
        type=int,
        choices=range(61),
        metavar="0..60",
        default=UNDO_MINUTES,
        help=f"how long a clerk may undo a decision before it is sent; else {UNDO_MINUTES}",
    )
    command.add_argument("--fonts", type=Path, required=True, help="assets/fonts")
    add_publishing(command)
    command.add_argument("--name", help="the console's own host name, which browsers open")
    command.add_argument("--certificate", type=Path, help="serve with TLS: certificate chain (PEM)")
    command.add_argument("--certificate-key", type=Path, help="its private key (PEM)")
    add_key_holder(command)
