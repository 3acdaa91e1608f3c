"""Serves a tablet to this machine's browser."""

import os
import secrets
from contextlib import ExitStack
from pathlib import Path

from field_app.platform.assets_folder import assets_folder
from field_app.served.files import BrowserFiles
from field_app.served.hand_out import HandOutStore
from field_app.served.server import launch_url, make_asgi, serve
from field_app.wiring.entrance import entrance_of
from field_app.wiring.options import TabletOptions
from sync.orderly_end import ending_in_order


def serve_tablet(options: TabletOptions, port: int) -> None:
    """Serve the app on 127.0.0.1 until SIGTERM or SIGINT.

    The address that opens it is written to ``address`` in the tablet's folder.

    Raises:
        SyncError: the tablet's parts do not open.
    """
    hand_out, files, token = HandOutStore(), BrowserFiles(), secrets.token_urlsafe(32)
    with ending_in_order(), ExitStack() as stack:
        entrance = entrance_of(options, hand_out, stack, files=files)
        app = make_asgi(
            entrance.main(),
            token=token,
            port=port,
            assets_dir=assets_folder(),
            hand_out=hand_out,
            files=files,
            on_activity=entrance.touch,
        )
        _write_address(options.data, launch_url(port, token))
        serve(app, port)


def _write_address(data: Path, address: str) -> None:
    """Write the address where only this user can read it: its token lets a browser in."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(data / "address", flags, 0o600), "w", encoding="utf-8") as file:
        file.write(address + "\n")
