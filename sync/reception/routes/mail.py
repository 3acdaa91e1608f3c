"""Takes mail of foreign systems, sealed on its arrival, and gives it to the office."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.reception.http.access import Access
from sync.reception.http.rate_limit import RateLimit
from sync.reception.http.requests import FewBodies, read_json, texts_in
from sync.reception.store.mail import claim_mail, mark_mail_taken, put_mail
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.city import CityFile
from sync.wire.frames import join_frames
from sync.wire.hpke.suite_names import SUITES
from sync.wire.messages.mail import LARGEST_MAIL, LONGEST_HEADER, NAMED_HEADERS, Mail, seal_mail
from sync.wire.problem import Slug

MOST_CLAIMED: Final = 32
CLAIMED_FOR: Final = timedelta(minutes=5)
MOST_IDS: Final = 256
# A provider sends from few addresses, and comes again when it is told to wait.
PER_SENDER: Final = (120.0, 4.0)


@dataclass(frozen=True)
class MailRoutes:
    """The handlers; ``sources`` are the only ones that mail is taken of."""

    store: ReceptionStore
    access: Access
    newest_city: Callable[[], CityFile]
    now: Callable[[], datetime]
    sources: frozenset[str]
    _senders: RateLimit = field(default_factory=lambda: RateLimit(*PER_SENDER))
    _bodies: FewBodies = field(default_factory=FewBodies)

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""
        return [
            Route("/v1/mail/{source}", self.keep, methods=["POST"]),
            Route("/v1/office/mail:claim", self.claim, methods=["POST"]),
            Route("/v1/office/mail:taken", self.taken, methods=["POST"]),
        ]

    async def keep(self, request: Request) -> Response:
        """Seal a mail to the city and keep it. Nobody is asked who they are: the office finds out.

        The sender is answered before anything was verified.
        """
        source = request.path_params["source"]
        if source not in self.sources:
            self.access.stranger(request)
            raise RequestRefused(Slug.NOT_FOUND)
        self._senders.take(request.client.host if request.client else "")
        headers = {name: request.headers.get(name, "") for name in NAMED_HEADERS}
        if any(len(value) > LONGEST_HEADER for value in headers.values()):
            raise RequestRefused(Slug.TOO_LARGE)
        body = await self._bodies.read(request, LARGEST_MAIL)
        await run_in_threadpool(self._keep, Mail(source, headers, body))
        return JSONResponse({"kept": True})

    async def claim(self, request: Request) -> Response:
        """Send the oldest mails that no office holds, claimed for five minutes, a frame each."""
        self.access.office(request)
        now = self.now()
        found = await run_in_threadpool(
            claim_mail, self.store, MOST_CLAIMED, now, now + CLAIMED_FOR
        )
        return Response(join_frames(found), media_type="application/octet-stream")

    async def taken(self, request: Request) -> Response:
        """Acknowledge: the office keeps these mails, whose digests it says back."""
        self.access.office(request)
        asked = await read_json(request)
        ids, digests = (texts_in(asked, name, MOST_IDS) for name in ("ids", "digests"))
        if len(ids) != len(digests):
            raise RequestRefused(Slug.MALFORMED)
        await run_in_threadpool(mark_mail_taken, self.store, ids, digests, self.now())
        return JSONResponse({"kept": len(ids)})

    def _keep(self, mail: Mail) -> None:
        at = self.now()
        key = self.newest_city().sealing_key(at, SUITES)
        if key is None:
            raise RequestRefused(Slug.UNAVAILABLE)
        put_mail(self.store, mail.source, mail.id, seal_mail(mail, key, at), at)
