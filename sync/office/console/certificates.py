"""Shows whose certificate signed an application and whether it was revoked, and takes a word on it.

The forms link the certificate to a 宛名番号, take that back, and have the sources asked again.
"""

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.applications.reading import ApplicationReader
from sync.office.applications.verdicts import report_of
from sync.office.audit.log import OfficeEvidence
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.recognition.addressee import LinkRefused
from sync.office.recognition.links import CertificateHolder, CertificateLinks
from sync.office.revocation.kept import ask_now, kept_evidence, kept_report
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.city import utc_now

WITH_EVIDENCE: Final = "form-with-evidence.pdf"
NO_EVIDENCE: Final = "失効をまだ確かめていないので、確認を入れた申請書はありません。"


@dataclass(frozen=True)
class CertificatePages:
    """What the page of an application says of its certificate, and the forms beside it."""

    store: OfficeStore
    reader: ApplicationReader
    evidence: OfficeEvidence | None

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the forms, and of the form that is kept with its evidence."""
        one = "/applications/{id}"
        forms = {"link": self.link, "unlink": self.unlink, "revocation": self.ask_again}
        kept = sign_in.page(self.form_with_evidence, "application.read", only_in_office=True)
        return [
            Route(f"{one}/{WITH_EVIDENCE}", kept, methods=["GET"]),
            *(
                Route(f"{one}/{name}", sign_in.form(form, "application.decide"), methods=["POST"])
                for name, form in forms.items()
            ),
        ]

    def link(self, request: Request, session: Session, given: Form) -> Response:
        """Link the certificate to what was typed, or to whom an earlier one is linked."""
        id, typed = request.path_params["id"], given.get("addressee", "")[:100]
        said = {"by": session.clerk, "on": id}
        found = self.store.applications([id])
        holder = CertificateHolder.of(report_of(found[0])) if found else None
        try:
            if same_as := given.get("same_as", ""):
                self._links.link_as(holder, same_as, **said)
            else:
                self._links.link(holder, typed, **said)
        except LinkRefused as refused:
            return _refused(session, id, str(refused), typed, can_retry=holder is not None)
        return RedirectResponse(f"/applications/{id}#holder", 303)

    def unlink(self, request: Request, session: Session, given: Form) -> Response:
        """Take the link back that the page showed."""
        id = request.path_params["id"]
        try:
            self._links.unlink(given.get("link", ""), by=session.clerk, on=id)
        except LinkRefused as refused:
            return _refused(session, id, str(refused), "", can_retry=False)
        return RedirectResponse(f"/applications/{id}#holder", 303)

    def ask_again(self, request: Request, _: Session, __: Form) -> Response:
        """Have the sources asked once more about the certificate."""
        id = request.path_params["id"]
        ask_now(self.store, id, utc_now())
        return RedirectResponse(f"/applications/{id}", 303)

    def form_with_evidence(self, request: Request, session: Session) -> Response:
        """Return the form with what showed its certificate valid or revoked, to be kept."""
        id = request.path_params["id"]
        found, evidence = self.store.application(id), kept_evidence(self.store, id)
        if found is None or evidence is None:
            return _missing(session, 404, NO_EVIDENCE)
        if self.evidence is not None:
            self.evidence.put("opened", clerk=session.clerk, envelope=id)
        try:
            form = self.reader.form_with(id, found[1], evidence)
        except CannotOpen as reason:
            status_code = 503 if isinstance(reason, HolderAway) else 404
            return _missing(session, status_code, str(reason))
        return Response(form, media_type="application/pdf")

    @property
    def _links(self) -> CertificateLinks:
        return CertificateLinks(self.store, self.evidence)


def certificate_words(store: OfficeStore, row: ApplicationRow) -> dict[str, Any]:
    """Return what a page shows: whether it was revoked, the holder, the link, or who it may be."""
    links, holder = CertificateLinks(store), CertificateHolder.of(report_of(row))
    link = links.find(holder) if holder else None
    suggested = links.suggested(holder) if holder and link is None else []
    recognised = {"holder": holder, "link": link, "suggested": suggested}
    return {"revocation": kept_report(store, row.id), "recognised": recognised}


def _refused(session: Session, id: str, reason: str, typed: str, *, can_retry: bool) -> Response:
    values = {"id": id, "reason": reason, "typed": typed, "can_retry": can_retry}
    return page("applications/link_refused.html", session, status_code=409, **values)


def _missing(session: Session, status_code: int, reason: str) -> Response:
    values = {"refused": None, "since": (), "written": "", "reason": reason}
    return page("applications/missing.html", session, status_code=status_code, **values)
