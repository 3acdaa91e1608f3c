"""Serves the console's stylesheet, its scripts and the fonts of the forms."""

from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

FOLDER: Final = Path(__file__).resolve().parent / "static"
TYPES: Final = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "passkeys.js": "text/javascript",
}


class Fonts(StaticFiles):
    """Serve the fonts that draw every name on the forms; a browser may keep them for a week."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a font with the header that lets a browser keep it."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=604800"
        return response


def static_file(request: Request) -> Response:
    """Return the stylesheet or a script; 404 for any other name."""
    name = request.path_params["name"]
    if name not in TYPES:
        return HTMLResponse("", 404)
    return Response((FOLDER / name).read_bytes(), media_type=TYPES[name])
