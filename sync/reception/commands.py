"""``python -m sync.reception``: make a reception, run it, back it up, restore it."""

import argparse
import base64
import json
import logging
import os
import shutil
import ssl
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Final

import uvicorn
from prometheus_client import start_http_server

from sync.reception.app import Reception
from sync.reception.attachments import forget_unfinished
from sync.reception.damage import look_for_damage
from sync.reception.heads import bounded
from sync.reception.keys import load_keys, make_keys
from sync.reception.observe import JsonLines
from sync.reception.places import yielding
from sync.reception.store import ReceptionStore
from sync.wire.city import utc_now

DATABASE: Final = "reception.db"
UNFINISHED: Final = timedelta(days=30)
MOST_CONNECTIONS: Final = 1000
# A request takes milliseconds; an upload that is cut goes on where it was.
STOP_WITHIN_S: Final = 3


def init(options: argparse.Namespace) -> None:
    """Make the keys; print what the city's file needs, as JSON."""
    keys = make_keys(options.data, options.city_key, options.office_token_sha256)
    public = keys.receipt_key.public_key().public_bytes_raw()
    print(json.dumps({"kid": keys.kid, "public": base64.b64encode(public).decode()}))


def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM, then finish what was handed in; TLS 1.3 only."""
    log_as_json()
    store = open_store(options)
    try:
        reception = Reception(store, load_keys(options.data), packs=options.packs)
        if options.metrics_port:
            start_http_server(options.metrics_port, "127.0.0.1", reception.registry)
        uvicorn.Server(server_config(options, reception)).run()
    finally:
        store.close()


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
    config.http_protocol_class = yielding(protocol, MOST_CONNECTIONS)
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return config


def backup(options: argparse.Namespace) -> None:
    """Copy a SQLite reception into a file while it runs, and call what is in it durable.

    The file appears under its name only once it is whole. It is safe on another
    machine or disk only: on the same one it saves nothing.
    """
    store = open_store(options)
    try:
        unfinished = options.to.with_suffix(options.to.suffix + ".part")
        damaged = look_for_damage(store, utc_now())
        count = store.backup(unfinished, utc_now())
        unfinished.replace(options.to)
        dropped = forget_unfinished(store, utc_now() - UNFINISHED)
    finally:
        store.close()
    said = {"durable_now": count, "damaged": damaged, "stale_uploads_removed": dropped}
    print(json.dumps(said))


def restore(options: argparse.Namespace) -> None:
    """Put a backup in the place of the database and begin a new epoch.

    Stop the reception first. What was there is kept beside it, not removed.
    Tablets offer again everything that was not durable when the backup was made,
    and the office tells the tablets that enrolled since, and its answers.
    """
    target = options.data / DATABASE
    set_aside(target)
    with tempfile.NamedTemporaryFile(dir=options.data, delete=False) as copy:
        with options.backup.open("rb") as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    Path(copy.name).replace(target)
    begin_epoch(options)


def begin_epoch(options: argparse.Namespace) -> None:
    """Begin a new epoch after a PostgreSQL was restored by its own tools."""
    store = open_store(options)
    try:
        print(json.dumps({"epoch": store.begin_epoch()}))
    finally:
        store.close()


def set_aside(database: Path) -> None:
    """Rename a database and its log, so that nothing is lost by a wrong restore."""
    moment = utc_now().strftime("%Y%m%dT%H%M%S")
    for path in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        if path.exists():
            path.rename(path.with_name(f"{path.name}.before-{moment}"))


def open_store(options: argparse.Namespace) -> ReceptionStore:
    """Open what ``--database`` or ``DATABASE_URL`` names, else the SQLite file of the folder."""
    named = options.database or os.environ.get("DATABASE_URL")
    return ReceptionStore.open(named or options.data / DATABASE)


def log_as_json() -> None:
    """Log one JSON object a line on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
