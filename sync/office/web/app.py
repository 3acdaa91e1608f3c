"""Puts the clerk's console together: the areas' routes, the host check, the error handler."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Mount, Route

from sync.office.api.api import PLACE, Api
from sync.office.applications.bulk import Bulk
from sync.office.applications.decisions import Decisions
from sync.office.applications.reading import ApplicationReader
from sync.office.audit.chain_check import Finding
from sync.office.authoring.published import Publisher
from sync.office.casework.held_back import HeldBack
from sync.office.casework.notes import Notes
from sync.office.console.applications import ApplicationPages
from sync.office.console.audit_pages import AuditPages
from sync.office.console.authoring.authoring import authoring_routes
from sync.office.console.bulk_pages import BulkPages
from sync.office.console.casework.assignment_pages import AssignmentPages
from sync.office.console.casework.beside_pages import BesidePages
from sync.office.console.casework.note_pages import NotePages
from sync.office.console.casework.opening_several import OpeningSeveral
from sync.office.console.casework.print_pages import PrintPages
from sync.office.console.casework.undo_pages import UndoPages
from sync.office.console.certificates import CertificatePages
from sync.office.console.clerk_pages import ClerkPages
from sync.office.console.clerks import Clerks
from sync.office.console.list_pages import ListPages
from sync.office.console.outward.outward import outward_routes
from sync.office.console.provider.link_pages import ProviderLinkPages
from sync.office.console.provider.sign_in_pages import ProviderPages
from sync.office.console.retention_pages import RetentionPages
from sync.office.console.role_pages import RolePages
from sync.office.console.same_origin import SameOrigin
from sync.office.console.session import (
    Forbidden,
    HiddenAtHome,
    PasskeysNeeded,
    ProofNeeded,
    SignIn,
    SignInNeeded,
    to_forbidden,
    to_office_only,
    to_passkeys,
)
from sync.office.console.signing_in.code_pages import CodePages
from sync.office.console.signing_in.help_pages import HelpPages
from sync.office.console.signing_in.passkey_pages import PasskeyPages
from sync.office.console.signing_in.proving import ProofPages, to_proof
from sync.office.console.signing_in.recovery_pages import RecoveryPages
from sync.office.console.static_files import Fonts, static_file
from sync.office.console.tablets import TabletPages
from sync.office.console.view_pages import ViewPages
from sync.office.http.closed_answers import ClosedAnswers
from sync.office.http.gates import lets_in, refuse_undeclared
from sync.office.http.readable_text import ReadableAddresses
from sync.office.keys.keys import OfficeKeys
from sync.office.listing.lists import Lists
from sync.office.listing.search_index import SearchIndex
from sync.office.oidc.city import CityProvider
from sync.office.store.store import OfficeStore
from sync.office.web.health import Health
from sync.request_metrics import RequestMetrics
from sync.wire.messages.enrolment_code import EnrolmentCode

OWN_NAMES: Final = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Console:
    """The console's parts: one store, one set of keys, and its lines to the intake.

    It answers to *names* only. A name of its own keeps the session's cookie from the other
    ports of this machine, which share 127.0.0.1 with it.
    """

    store: OfficeStore
    keys: OfficeKeys = field(repr=False)
    clerks: Clerks
    decisions: Decisions
    trust: Path
    fonts: Path
    wake: Callable[[], None] = field(default=lambda: None)
    new_code: Callable[[], EnrolmentCode] | None = None
    aside: Mapping[str, str] = field(default_factory=dict)
    log_findings: Sequence[Finding] = ()
    names: Sequence[str] = OWN_NAMES
    index: SearchIndex | None = None
    own_layer: Path | None = None
    publisher: Publisher | None = None
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    @property
    def _reader(self) -> ApplicationReader:
        return ApplicationReader(self.store, self.keys, self.trust)

    @property
    def _held_back(self) -> HeldBack:
        return HeldBack(self.store, self.decisions.evidence, self.decisions.now)

    def routes(self) -> list[BaseRoute]:
        """Return every route; each says whom it lets in."""
        sign_in = SignIn(self.clerks)
        certificates = CertificatePages(self.store, self._reader, self.decisions.evidence)
        lists = Lists(self.store, self.index or SearchIndex(self.store))
        list_pages = ListPages(self.store, lists, self.decisions.evidence, self.aside)
        applications = ApplicationPages(self.store, self._reader, self.decisions, self.wake, lists)
        tablets = TabletPages(
            self.store, self.decisions, self.wake, self.new_code, self.log_findings
        )
        several = OpeningSeveral(self.store, self.decisions.evidence, lists, self.clerks.now_s)
        return [
            *sign_in.routes(),
            *list_pages.routes(sign_in),
            *certificates.routes(sign_in),
            *ViewPages(self.store).routes(sign_in),
            *BulkPages(Bulk(self.decisions), lists, self.wake).routes(sign_in),
            *applications.routes(sign_in),
            *AssignmentPages(self.store, lists, self.decisions.evidence).routes(sign_in),
            *BesidePages(several, self._reader).routes(sign_in),
            *PrintPages(several, self._reader).routes(sign_in),
            *UndoPages(self._held_back, self.wake).routes(sign_in),
            *NotePages(Notes(self.store, self.decisions.evidence)).routes(sign_in),
            *tablets.routes(sign_in),
            *ClerkPages(self.clerks).routes(sign_in),
            *ProofPages(self.clerks).routes(sign_in),
            *RolePages(self.clerks).routes(sign_in),
            *AuditPages(self.store, self.decisions.evidence).routes(sign_in),
            *RetentionPages(self.store, self.decisions.evidence, self.own_layer).routes(sign_in),
            *PasskeyPages(self.clerks, sign_in).routes(),
            *CodePages(self.clerks, sign_in).routes(),
            *ProviderPages(self.clerks, sign_in, CityProvider(self.store)).routes(),
            *ProviderLinkPages(self.clerks).routes(sign_in),
            *HelpPages(self.clerks).routes(sign_in),
            *RecoveryPages(self.clerks, sign_in).routes(),
            *outward_routes(self.store, self._reader, self.decisions.evidence, sign_in),
            *authoring_routes(self.store, self.decisions.evidence, self.publisher, sign_in),
            *Health(self.store).routes(),
            Route("/static/{name}", lets_in("anybody", static_file), methods=["GET"]),
            Mount("/fonts", Fonts(directory=self.fonts)),
            Mount(PLACE, Api(self.store, self._reader, self.decisions.evidence).app()),
        ]

    def app(self) -> ClosedAnswers:
        """Return the ASGI application; another host name is answered 400.

        Raises:
            UndeclaredRoute: a route says of nobody that they may come in.
        """
        routes = self.routes()
        refuse_undeclared(routes)
        pages = Starlette(
            routes=routes,
            middleware=[
                Middleware(RequestMetrics, registry=self.registry, program="demado.office"),
                Middleware(TrustedHostMiddleware, allowed_hosts=list(self.names)),
                Middleware(SameOrigin),
                Middleware(ReadableAddresses),
            ],
            exception_handlers={
                SignInNeeded: SignIn(self.clerks).to_sign_in,
                Forbidden: to_forbidden,
                HiddenAtHome: to_office_only,
                ProofNeeded: to_proof,
                PasskeysNeeded: to_passkeys,
            },
        )
        return ClosedAnswers(pages)
