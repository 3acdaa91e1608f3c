"""Serves a tablet to this machine's browser."""

from collections.abc import Callable
from contextlib import ExitStack

from field_app.platform.assets_folder import assets_folder
from field_app.served.door import Door
from field_app.served.files import BrowserFiles
from field_app.served.hand_out import HandOutStore
from field_app.served.server import make_asgi, serve
from field_app.wiring.entrance import entrance_of
from field_app.wiring.options import TabletOptions
from sync.orderly_end import ending_in_order


def serve_tablet(
    options: TabletOptions, port: int, on_address: Callable[[str], None] | None = None
) -> None:
    """Serve the app on 127.0.0.1 until SIGTERM or SIGINT.

    The address that opens it stands in ``address`` in the tablet's folder; *on_address* is told.

    Raises:
        SyncError: the tablet's parts do not open.
    """
    hand_out, files = HandOutStore(), BrowserFiles()
    with ending_in_order(), ExitStack() as stack:
        entrance = entrance_of(options, hand_out, stack, files=files)
        door = Door(options.data, port)
        if on_address is not None:
            on_address(door.address)
        app = make_asgi(
            entrance.main(),
            door=door,
            port=port,
            assets_dir=assets_folder(),
            hand_out=hand_out,
            files=files,
            on_activity=entrance.touch,
        )
        serve(app, port)
