"""Opens several applications for one page: each counts and is logged, before anything is shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sync.office.access.openings import Openings
from sync.office.audit.log import OfficeEvidence
from sync.office.console.session import ProofNeeded
from sync.office.console.sessions import Session
from sync.office.listing.lists import Lists
from sync.office.store.store import ApplicationRow, OfficeStore


@dataclass(frozen=True)
class OpeningSeveral:
    """Opens for clerks what their departments hold."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    lists: Lists
    now_s: Callable[[], float]

    def held(self, ids: Iterable[str], session: Session) -> list[str]:
        """Return those of *ids* that the clerk's departments hold, in their order."""
        held = self.lists.of(session.rights.departments).held(ids)
        return [id for id in ids if id in held]

    def refuse_many(self, ids: Sequence[str], session: Session) -> None:
        """Count these openings; raise ProofNeeded where a clerk has to prove who they are first."""
        openings = Openings(self.store, self.now_s)
        if any(openings.are_many(session.clerk, id, session.proved_s) for id in ids):
            raise ProofNeeded

    def open(self, id: str, session: Session) -> tuple[ApplicationRow, bytes] | None:
        """Return one and what its tablet sealed, once the log has it; None: it is not here."""
        found = self.store.application(id)
        if found is not None and self.evidence is not None:
            self.evidence.put("opened", clerk=session.clerk, envelope=id)
        return found
