"""``python -m sync.reception``: make a reception, and run it."""

import argparse
import base64
import json
import ssl
from pathlib import Path

import uvicorn

from sync.reception.app import Reception
from sync.reception.keys import load_keys, make_keys
from sync.reception.store import ReceptionStore

DATABASE = "reception.db"


def main() -> None:
    """Run the command that the arguments name."""
    options = _parser().parse_args()
    options.run(options)


def init(options: argparse.Namespace) -> None:
    """Make the keys; print what the city's file needs, as JSON."""
    keys = make_keys(options.data, options.city_key, options.office_token_sha256)
    public = keys.receipt_key.public_key().public_bytes_raw()
    print(json.dumps({"kid": keys.kid, "public": base64.b64encode(public).decode()}))


def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM; TLS 1.3 only."""
    store = ReceptionStore.open(options.data / DATABASE)
    try:
        config = uvicorn.Config(
            Reception(store, load_keys(options.data)).app(),
            host=options.host,
            port=options.port,
            ssl_certfile=str(options.tls_cert),
            ssl_keyfile=str(options.tls_key),
            loop="asyncio",  # uvloop can hang at the end while a TLS connection is open
            access_log=False,
            server_header=False,
            log_level="warning",
            timeout_graceful_shutdown=5,
        )
        config.load()
        if config.ssl is not None:
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
        uvicorn.Server(config).run()
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sync.reception", description=__doc__)
    commands = parser.add_subparsers(required=True)
    made = commands.add_parser("init", help="make the keys of a new reception")
    made.add_argument("--data", type=Path, required=True)
    made.add_argument("--city-key", action="append", required=True, help="id of a sealing key")
    made.add_argument("--office-token-sha256", required=True)
    made.set_defaults(run=init)
    served = commands.add_parser("serve", help="run the reception")
    served.add_argument("--data", type=Path, required=True)
    served.add_argument("--host", default="127.0.0.1")
    served.add_argument("--port", type=int, required=True)
    served.add_argument("--tls-cert", type=Path, required=True)
    served.add_argument("--tls-key", type=Path, required=True)
    served.set_defaults(run=serve)
    return parser


if __name__ == "__main__":
    main()
