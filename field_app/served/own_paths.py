"""Serves the paths that the Flet app does not know: papers, files, and the client's fonts."""

from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from field_app.served.files import PREFIX as FILES
from field_app.served.files import BrowserFiles
from field_app.served.hand_out import PREFIX, HandOutStore
from field_app.served.responses import NOT_THERE, page, respond

CLIENT_FONTS: Final = "/assets/fonts/"
# What the engine's own fallback list asks for; it must get a font that it can read.
FALLBACK: Final = "/assets/fonts/noto"
NAMES_FONT: Final = "/fonts/DemadoNames-Regular.ttf"


class OwnPaths:
    """Serve papers and files from memory, and lead font requests to files on this machine.

    The client asks for the families of ``FontManifest.json`` under
    ``/assets/fonts/``, and the files stand in the assets' ``fonts/``. For a
    character that no family of a text has, the engine asks for a Noto font by
    its own list; it gets the font of people's names, which has what a text
    without our families may lack.
    """

    def __init__(
        self, app: ASGIApp, *, assets_dir: Path, hand_out: HandOutStore, files: BrowserFiles
    ) -> None:
        self._app = app
        self._fonts = {path.name for path in (assets_dir / "fonts").glob("*.?tf")}
        self._hand_out, self._files = hand_out, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith(PREFIX):
            await self._give(scope["path"], send)
        elif scope["path"].startswith(FILES):
            await self._files.serve(scope, receive, send)
        else:
            path = self.led(scope["path"])
            await self._app({**scope, "path": path, "raw_path": path.encode()}, receive, send)

    def led(self, path: str) -> str:
        """Return where the file that the client calls *path* really is."""
        if path.lower().startswith(FALLBACK):
            return NAMES_FONT
        if path.removeprefix(CLIENT_FONTS) in self._fonts:
            return "/fonts/" + path.removeprefix(CLIENT_FONTS)
        return path

    async def _give(self, path: str, send: Send) -> None:
        paper = self._hand_out.get(path)
        if paper is None:
            await page(send, 404, NOT_THERE)
            return
        headers = [(b"content-disposition", b"inline")]
        await respond(send, 200, paper.content, paper.media_type, headers)
