"""Names the pages of authors."""

from starlette.routing import Route

from sync.office.audit.log import OfficeEvidence
from sync.office.authoring.command import AuthorsCommand
from sync.office.authoring.desk import AuthoringDesk
from sync.office.authoring.drafts import ProcedureDrafts
from sync.office.authoring.published import Publisher
from sync.office.console.authoring.draft_pages import DraftPages
from sync.office.console.authoring.procedure_pages import ProcedurePages
from sync.office.console.session import SignIn
from sync.office.store.store import OfficeStore


def authoring_routes(
    store: OfficeStore,
    evidence: OfficeEvidence | None,
    publisher: Publisher | None,
    sign_in: SignIn,
) -> list[Route]:
    """Return the routes of procedures and drafts; without a *publisher* they say that."""
    drafts, command = ProcedureDrafts(store, evidence), AuthorsCommand()
    desk = AuthoringDesk(drafts, publisher, command) if publisher else None
    return [*ProcedurePages(desk).routes(sign_in), *DraftPages(desk).routes(sign_in)]
