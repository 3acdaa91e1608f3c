"""Puts the API together: one ASGI application, which the office's server has under /api/v1."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.database import DatabaseAway
from sync.office.api.door import ApiDoor
from sync.office.api.payments import PaymentRoutes
from sync.office.api.problems import (
    ApiProblem,
    to_away,
    to_failed,
    to_not_there,
    to_not_whole,
    to_problem,
)
from sync.office.api.records import RecordRoutes
from sync.office.applications.opener import HolderAway
from sync.office.applications.reading import ApplicationReader
from sync.office.audit.log import OfficeEvidence
from sync.office.exports.payments import ListNotWhole
from sync.office.exports.records import Records
from sync.office.store.store import OfficeStore

PLACE: Final = "/api/v1"
DESCRIPTION: Final = Path(__file__).with_name("openapi.json")


@dataclass(frozen=True)
class Api:
    """The addresses for the city's other systems, and the description of them."""

    store: OfficeStore
    reader: ApplicationReader
    evidence: OfficeEvidence | None

    def routes(self) -> list[Route]:
        """Return every route; all but the description ask for a token."""
        door = ApiDoor(self.store, self.evidence)
        records = Records(self.store, self.reader)
        return [
            Route("/openapi.json", described, methods=["GET"]),
            *RecordRoutes(self.store, records, door).routes(),
            *PaymentRoutes(self.store, records, door).routes(),
        ]

    def app(self) -> Starlette:
        """Return the ASGI application; every refusal is a problem."""
        return Starlette(
            routes=self.routes(),
            exception_handlers={
                ApiProblem: to_problem,
                HTTPException: to_not_there,
                ListNotWhole: to_not_whole,
                DatabaseAway: to_away,
                HolderAway: to_away,
                Exception: to_failed,
            },
        )


def described(_: Request) -> Response:
    """Return the description, OpenAPI 3.1."""
    return Response(DESCRIPTION.read_bytes(), media_type="application/json")
