"""Takes boards from the office and shows them to anybody: as signed JSON and as a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sync.errors import SignatureInvalid, WireError
from sync.reception.http.requests import read_body
from sync.reception.public.board_page import POLICY, board_page
from sync.reception.store.boards import keep_board, kept_board
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.boards.board import LARGEST_BOARD, Board, read_board
from sync.wire.boards.bodies import BODIES, refuse_unknown_body
from sync.wire.city import CityFile
from sync.wire.digest import sha256_hex
from sync.wire.problem import Slug

FRESH: Final = "public, max-age=15"


@dataclass(frozen=True)
class BoardRoutes:
    """The handlers; ``newest_city`` has the keys that the office may sign with."""

    store: ReceptionStore
    require_office: Callable[[Request], None]
    newest_city: Callable[[], CityFile]
    now: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""
        return [
            Route("/v1/office/boards/{name:path}", self.keep, methods=["PUT"]),
            Route("/v1/boards/{name:path}", self.signed, methods=["GET"]),
            Route("/boards/{name:path}", self.page, methods=["GET"]),
        ]

    async def keep(self, request: Request) -> Response:
        """Keep a board of the office in the place of an older one."""
        self.require_office(request)
        content = await read_body(request, LARGEST_BOARD)
        await run_in_threadpool(self._keep, request.path_params["name"], content)
        return JSONResponse({"kept": True})

    async def signed(self, request: Request) -> Response:
        """Send a board as the office signed it; 304 to who has this one."""
        content = await run_in_threadpool(self._kept, request.path_params["name"])
        headers = {"ETag": f'"{sha256_hex(content)}"', "Cache-Control": FRESH}
        if headers["ETag"] in _tags(request):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(content, media_type="application/json", headers=headers)

    async def page(self, request: Request) -> Response:
        """Send a board as a page with its age, without a script."""
        shown = await run_in_threadpool(self._page, request.path_params["name"])
        headers = {
            "Cache-Control": FRESH,
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        return HTMLResponse(shown, headers=headers)

    def _keep(self, name: str, content: bytes) -> None:
        board = self._read(content)
        try:
            refuse_unknown_body(board)
        except WireError as refused:
            raise RequestRefused(Slug.MALFORMED) from refused
        if board.name != name:
            raise RequestRefused(Slug.MALFORMED)
        if board.is_ahead(self.now()):
            raise RequestRefused(Slug.BOARD_AHEAD)
        keep_board(self.store, board, content)

    def _read(self, content: bytes) -> Board:
        try:
            return read_board(content, self.newest_city().answer_keys)
        except SignatureInvalid as refused:
            raise RequestRefused(Slug.SIGNATURE_INVALID) from refused
        except WireError as refused:
            raise RequestRefused(Slug.MALFORMED) from refused

    def _kept(self, name: str) -> bytes:
        content = kept_board(self.store, name) if name in BODIES else None
        if content is None:
            raise RequestRefused(Slug.NOT_FOUND)
        return content

    def _page(self, name: str) -> str:
        city = self.newest_city()
        board = self._read(self._kept(name))
        return board_page(city.name, city.phone, board, self.now())


def _tags(request: Request) -> list[str]:
    """Return the tags of ``If-None-Match``; a weak one is as good here."""
    named = request.headers.get("If-None-Match", "").split(",")
    return [tag.strip().removeprefix("W/") for tag in named]
