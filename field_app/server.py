"""Serves the app to this machine's own browser, and to nobody else."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import flet as ft
import uvicorn

from field_app.served.door import App, Door
from field_app.served.hand_out import HandOutStore


def make_asgi(  # noqa: PLR0913 - the parts of one local server
    main: Callable[[ft.Page], Any],
    *,
    token: str,
    port: int,
    assets_dir: Path,
    hand_out: HandOutStore,
    on_activity: Callable[[], None],
) -> Door:
    """Return the app behind its door, see :class:`field_app.served.door.Door`."""
    app = ft.run(main, export_asgi_app=True, no_cdn=True, assets_dir=str(assets_dir))
    assert not inspect.isawaitable(app)  # noqa: S101 - export_asgi_app returns the application
    return Door(cast(App, app), token, port, assets_dir / "fonts", hand_out, on_activity)


def serve(app: Door, port: int) -> None:
    """Serve on 127.0.0.1 until SIGTERM."""
    uvicorn.run(
        cast(Any, app),
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        loop="asyncio",
        timeout_graceful_shutdown=3,
        ws_max_size=16 * 1024 * 1024,
    )
