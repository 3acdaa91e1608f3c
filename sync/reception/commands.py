"""``python -m sync.reception``: make a reception, run it, back it up, restore it."""

import argparse
import base64
import json
import os
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import uvicorn
from prometheus_client import start_http_server

from sync.database import is_postgresql
from sync.json_lines import log_as_json
from sync.orderly_end import OrderlyServer, ending_in_order
from sync.periodic import Periodic
from sync.reception.app import Reception
from sync.reception.backup.folder_lock import hold_folder
from sync.reception.backup.restore import restore_backup
from sync.reception.http.connection_limit import limit_connections
from sync.reception.http.head_limit import bounded
from sync.reception.keys import next_key
from sync.reception.keys.keys import (
    NoReception,
    load_keys,
    make_keys,
    make_relay_token,
    set_lease_days,
)
from sync.reception.routes.packs import Packs
from sync.reception.store import quota
from sync.reception.store.attachments import forget_unfinished
from sync.reception.store.damage import look_for_damage
from sync.reception.store.mail import drop_taken_mail
from sync.reception.store.orphans import sweep
from sync.reception.store.outgoing import drop_settled_jobs
from sync.reception.store.quota import MIB, Brought, Quota
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire import token
from sync.wire.city import utc_now

DATABASE: Final = "reception.db"
UNFINISHED: Final = timedelta(days=30)
MOST_CONNECTIONS: Final = 1000
# A request takes milliseconds; an upload that is cut goes on where it was.
STOP_WITHIN_S: Final = 3
SWEEP_EVERY_S: Final = 3600.0


def init(options: argparse.Namespace) -> None:
    """Make the keys; print what the city's file needs, as JSON."""
    given = options.city_key, options.office_token_sha256, options.lease_days
    keys = make_keys(options.data, *given)
    public = keys.receipt_key.public_key().public_bytes_raw()
    print(json.dumps({"kid": keys.kid, "public": base64.b64encode(public).decode()}))


def set_lease(options: argparse.Namespace) -> None:
    """Change for how many days without a line tablets open half-done visits; then restart."""
    set_lease_days(options.data, options.days)


def relay_token(options: argparse.Namespace) -> None:
    """Make the relay's token in a file of its own; then restart. One of before ends."""
    make_relay_token(options.data, options.to)


def set_quota(options: argparse.Namespace) -> None:
    """Change how much of one kind a tablet may bring in a day; it counts at once."""
    refuse_missing(options)
    with opened(options) as store:
        most = Quota(options.items, options.mebibytes * MIB)
        quota.set_quota(store, Brought(options.kind), most)
        print(json.dumps({kind: vars(each) for kind, each in quota.quotas(store).items()}))


def next_receipt_key(options: argparse.Namespace) -> None:
    """Every 6 months: sign with the published next key, print the one after it to publish."""
    try:
        published = {key.kid for key in Packs(options.packs).newest_city().receipt_keys}
        made = next_key.next_receipt_key(options.data, published, utc_now())
    except next_key.TooEarly as refused:
        raise SystemExit(str(refused)) from refused
    except RequestRefused as refused:
        raise SystemExit(f"nothing was published in {options.packs}") from refused
    print(made.model_dump_json())


def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM, then finish what was handed in; TLS 1.3 only."""
    log_as_json()
    token.self_test()
    keys = load_keys(options.data)
    with ending_in_order(), opened(options) as store:
        reception = Reception(store, keys, packs=options.packs, mail=options.mail)
        if options.metrics_port:
            start_http_server(options.metrics_port, "127.0.0.1", reception.registry)
        sweeper = Periodic(
            "orphans",
            lambda: sweep_all(store),
            lambda: SWEEP_EVERY_S,
            stop_within_s=STOP_WITHIN_S,
        )
        sweeper.start()
        try:
            OrderlyServer(server_config(options, reception)).run()
        finally:
            sweeper.stop()


def sweep_all(store: ReceptionStore) -> None:
    """Remove what belongs to nothing, and what office and relay were done with a month ago."""
    now = utc_now()
    sweep(store, now)
    drop_taken_mail(store, now)
    drop_settled_jobs(store, now)


def server_config(options: argparse.Namespace, reception: Reception) -> uvicorn.Config:
    """Return uvicorn's settings for one worker."""
    config = uvicorn.Config(
        reception.app(),
        host=options.host,
        port=options.port,
        ssl_certfile=str(options.tls_cert),
        ssl_keyfile=str(options.tls_key),
        ws="none",
        loop="asyncio",  # uvloop can hang at the end while a TLS connection is open
        access_log=False,
        server_header=False,
        log_config=None,
        limit_concurrency=MOST_CONNECTIONS,
        proxy_headers=bool(options.behind_proxy),
        forwarded_allow_ips=options.behind_proxy or None,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    config.load()
    protocol = bounded(config.http_protocol_class)
    config.http_protocol_class = limit_connections(protocol, MOST_CONNECTIONS)
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return config


def backup(options: argparse.Namespace) -> None:
    """Copy a SQLite reception into a file while it runs, and call what is in it durable.

    The file appears under its name only once it is whole. It is safe on another
    machine or disk only: on the same one it saves nothing.
    """
    refuse_missing(options)
    if options.to.resolve() == Path(database_of(options)).resolve():
        raise ValueError(f"{options.to} is the database itself")
    with opened(options) as store:
        damaged = look_for_damage(store, utc_now())
        count = store.backup(options.to, utc_now())
        dropped = forget_unfinished(store, utc_now() - UNFINISHED)
    said = {"durable_now": count, "damaged": damaged, "stale_uploads_removed": dropped}
    print(json.dumps(said))


def restore(options: argparse.Namespace) -> None:
    """Put a backup in the place of the database and begin a new epoch.

    Stop the reception first. What was there is kept beside it, not removed.
    Tablets offer again everything that was not durable when the backup was made,
    and the office tells the tablets that enrolled since, and its decisions.
    """
    load_keys(options.data)
    target = database_of(options)
    if is_postgresql(target):
        raise ValueError("PostgreSQL is restored by its own tools; after that: begin-epoch")
    database = Path(target)
    with hold_folder(database.parent, alone=True):
        print(json.dumps({"epoch": restore_backup(options.backup, database)}))


def begin_epoch(options: argparse.Namespace) -> None:
    """Begin a new epoch after a PostgreSQL was restored by its own tools."""
    refuse_missing(options)
    with opened(options) as store:
        print(json.dumps({"epoch": store.begin_epoch()}))


def refuse_missing(options: argparse.Namespace) -> None:
    """Raise NoReception where opening would make a new, empty database."""
    load_keys(options.data)
    target = database_of(options)
    if not is_postgresql(target) and not Path(target).exists():
        raise NoReception(f"there is no database {target}")


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[ReceptionStore]:
    """Open the reception's database while the block runs; no restore comes in between."""
    target = database_of(options)
    with ExitStack() as held:
        if not is_postgresql(target):
            held.enter_context(hold_folder(Path(target).parent))
        store = ReceptionStore.open(target)
        held.callback(store.close)
        yield store


def database_of(options: argparse.Namespace) -> str:
    """Return what ``--database`` or ``DATABASE_URL`` names, else the SQLite file of the folder."""
    named = options.database or os.environ.get("DATABASE_URL")
    return str(named or options.data / DATABASE)
