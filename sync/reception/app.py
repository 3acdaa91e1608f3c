"""Puts the reception together as an ASGI application; refusals are RFC 9457 problems."""

import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final, Protocol

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sync.database import DatabaseAway
from sync.reception.http.access import Access
from sync.reception.http.metrics import StoreMetrics
from sync.reception.http.readiness import Readiness
from sync.reception.keys.keys import ReceptionKeys
from sync.reception.public.boards import BoardRoutes
from sync.reception.routes.city_keys import CityKeys
from sync.reception.routes.enrolment import EnrolmentRoutes
from sync.reception.routes.evidence import EvidenceRoutes
from sync.reception.routes.mail import MailRoutes
from sync.reception.routes.office import OfficeSide
from sync.reception.routes.office_log import OfficeLogRoutes
from sync.reception.routes.outgoing import OutgoingRoutes
from sync.reception.routes.packs import Packs
from sync.reception.routes.tablets import TabletRoutes
from sync.reception.routes.uploads import Uploads
from sync.reception.store.group_commit import Ingest
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.request_metrics import RequestMetrics
from sync.wire.city import utc_now
from sync.wire.problem import MEDIA_TYPE, Slug, problem

log = logging.getLogger(__name__)

AWAY_S: Final = 5


class RouteGroup(Protocol):
    """Some of the reception's handlers."""

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""


class Reception:
    """Builds all handlers on one store and one set of keys; every worker has one."""

    def __init__(
        self,
        store: ReceptionStore,
        keys: ReceptionKeys,
        now: Callable[[], datetime] = utc_now,
        packs: Path | None = None,
        mail: Collection[str] = (),
    ) -> None:
        """Without *packs* there is no key of the city here: no board is taken, and no mail.

        *mail* names the sources that mail is taken of.
        """
        self._readiness = Readiness(store)
        self._ingest = Ingest(store, now)
        access = Access(store, keys, now)
        published = Packs(packs) if packs else None
        known = CityKeys(keys, published)
        self._parts: tuple[RouteGroup, ...] = (
            EnrolmentRoutes(store, access, now),
            TabletRoutes(store, known, access, self._ingest, now),
            Uploads(store, access, now),
            OfficeSide(store, access, now, keys.lease_days),
            OfficeLogRoutes(store, access.office),
            EvidenceRoutes(store, access.known, access.office, now),
            *(_of_published(published, store, access, now, mail) if published else ()),
        )
        self.registry = CollectorRegistry()
        self.registry.register(StoreMetrics(store, now))

    def app(self) -> Starlette:
        """Return the ASGI application."""
        routes = [route for part in self._parts for route in part.routes()]
        return Starlette(
            routes=[
                *routes,
                Route("/healthz", alive, methods=["GET"]),
                Route("/readyz", self.ready, methods=["GET"]),
            ],
            lifespan=self._lifespan,
            middleware=[
                Middleware(RequestMetrics, registry=self.registry, program="demado.reception")
            ],
            exception_handlers={
                RequestRefused: _refused,
                DatabaseAway: _away,
                HTTPException: _unknown,
            },
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._ingest.start()
        yield
        await self._ingest.stop()

    async def ready(self, _: Request) -> Response:
        """Answer 200 when an application that came now would be kept, 503 otherwise."""
        await self._readiness.prove()
        return PlainTextResponse("ready")


def _of_published(
    packs: Packs,
    store: ReceptionStore,
    access: Access,
    now: Callable[[], datetime],
    sources: Collection[str],
) -> tuple[RouteGroup, ...]:
    """Return what needs a published key of the city: the packs themselves, boards, mail, tray."""
    city = packs.newest_city
    return (
        packs,
        BoardRoutes(store, access.office, city, now),
        MailRoutes(store, access, city, now, frozenset(sources)),
        OutgoingRoutes(store, access, now),
    )


async def alive(_: Request) -> Response:
    """Answer 200 while the process runs."""
    return PlainTextResponse("alive")


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestRefused)  # noqa: S101 - Starlette's type is wider than its call
    return _problem(error.slug, error.retry_after_s, error.lease)


async def _unknown(_: Request, error: Exception) -> Response:
    """Answer 404 or 405 for an address or a method that no handler takes."""
    is_method = getattr(error, "status_code", 0) == HTTPStatus.METHOD_NOT_ALLOWED
    return _problem(Slug.METHOD_NOT_ALLOWED if is_method else Slug.NOT_FOUND, None)


async def _away(_: Request, error: Exception) -> Response:
    log.warning("the database is away", exc_info=error)
    return _problem(Slug.UNAVAILABLE, AWAY_S)


def _problem(slug: Slug, retry_after_s: int | None, lease: str | None = None) -> Response:
    details = problem(slug)
    if lease is not None:
        details["lease"] = lease
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return JSONResponse(
        details, status_code=details["status"], media_type=MEDIA_TYPE, headers=headers
    )
