"""Serves the papers alone to this machine's browser, beside an app in a window of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Receive, Scope, Send

from field_app.platform.assets_folder import assets_folder
from field_app.served.door import HOST
from field_app.served.files import BrowserFiles
from field_app.served.hand_out import HandOutStore
from field_app.served.headers import SafeHeaders
from field_app.served.own_paths import OwnPaths
from field_app.served.responses import NOT_THERE, page
from field_app.served.server import make_server


@contextmanager
def papers_served() -> Iterator[HandOutStore]:
    """Serve what is put into the store, for the machine's own browser, while the block runs.

    There is no gate: a paper's address cannot be guessed, and ends with its visit.
    """
    with socket.create_server((HOST, 0)) as listening:
        port = int(listening.getsockname()[1])
        papers = HandOutStore(f"http://{HOST}:{port}")
        own = OwnPaths(
            _nothing_else, assets_dir=assets_folder(), hand_out=papers, files=BrowserFiles()
        )
        server = make_server(SafeHeaders(own, port=port), port)
        thread = threading.Thread(target=server.run, args=([listening],), name="papers")
        thread.start()
        try:
            yield papers
        finally:
            server.should_exit = True
            thread.join()


async def _nothing_else(scope: Scope, _: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await page(send, 404, NOT_THERE)
