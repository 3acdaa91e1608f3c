"""Answers a watch that asks whether the office lives and its database answers; anybody may ask."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sync.database import DatabaseAway
from sync.office.http.gates import lets_in
from sync.office.store.store import OfficeStore


@dataclass(frozen=True)
class Health:
    """Two pages of one word; neither writes anything, so that an idle office writes nothing."""

    store: OfficeStore

    def routes(self) -> list[Route]:
        """Return both."""

        def ready(_: Request) -> Response:
            try:
                self.store.rows("select 1")
            except DatabaseAway:
                return PlainTextResponse("database away", 503)
            return PlainTextResponse("ready")

        return [
            Route("/healthz", lets_in("anybody", alive), methods=["GET"]),
            Route("/readyz", lets_in("anybody", ready), methods=["GET"]),
        ]


def alive(_: Request) -> Response:
    """Say that the process answers."""
    return PlainTextResponse("alive")
