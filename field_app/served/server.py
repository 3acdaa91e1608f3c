"""Makes the tablet's own web server: the Flet app for this machine's browser alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import flet as ft
import uvicorn
from starlette.types import ASGIApp

from field_app.served.activity import Activity
from field_app.served.door import HOST, Door
from field_app.served.files import BrowserFiles
from field_app.served.gate import Gate
from field_app.served.hand_out import HandOutStore
from field_app.served.headers import SafeHeaders
from field_app.served.own_paths import OwnPaths
from sync.orderly_end import OrderlyServer


def make_asgi(  # noqa: PLR0913 - the parts of one local server
    main: Callable[[ft.Page], Any],
    *,
    door: Door,
    port: int,
    assets_dir: Path,
    hand_out: HandOutStore,
    files: BrowserFiles,
    on_activity: Callable[[], None],
) -> ASGIApp:
    """Return the Flet app *main* behind the gate, with its papers and fonts.

    Args:
        main: gets every new page; plain or ``async``.
        door: says which launch address and which browsers are good.
        port: where it will listen; host, origin and policy name it.
        assets_dir: the app's assets, with ``fonts/`` and ``assets/FontManifest.json``.
        hand_out: the papers that may be fetched.
        files: those that a person saves or brings.
        on_activity: called on the event loop whenever a person did something.
    """
    flet_app: ASGIApp = ft.run(
        main, export_asgi_app=True, no_cdn=True, assets_dir=str(assets_dir.resolve())
    )
    own = OwnPaths(
        Activity(flet_app, on_activity=on_activity),
        assets_dir=assets_dir,
        hand_out=hand_out,
        files=files,
    )
    return SafeHeaders(Gate(own, door=door, port=port), port=port)


def make_server(app: ASGIApp, port: int) -> uvicorn.Server:
    """Return a server for *app* on this machine only, without an access log.

    The caller runs it (``await server.serve()`` or ``server.run()``) and ends
    it with ``server.should_exit = True``.
    """
    return OrderlyServer(
        uvicorn.Config(
            app,
            host=HOST,
            port=port,
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    )


def serve(app: ASGIApp, port: int) -> None:
    """Serve *app* until SIGTERM or SIGINT."""
    make_server(app, port).run()
