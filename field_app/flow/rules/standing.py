"""Says whether who came may still file what was chosen; whoever changes anything asks again."""

from field_app.procedure.definition.filer import IdentityMethod
from field_app.procedure.definition.people import Role, is_other
from field_app.procedure.eligibility import Refusal, Standing, refusal
from field_app.state.filing import FilingState
from field_app.state.visit import VisitState


class MayNotFile(Exception):
    """Who came may not file this now, as the page of the procedures says; nothing is lost."""

    message_key = "procedures.p_may_not_file"


def standing(visit: VisitState) -> Standing:
    """Return who came, how they were identified, and what they showed."""
    actor, identity = visit.actor, visit.identity
    if actor is None or identity is None:
        return Standing("", IdentityMethod.INTERVIEW)
    by_documents = identity.method is IdentityMethod.DOCUMENTS
    by_own_card = identity.by_card and visit.people.card_owner == Role.VISITOR
    by_anothers = identity.by_card and is_other(visit.people.card_owner)
    return Standing(
        actor.kind,
        IdentityMethod.INTERVIEW if by_anothers else identity.method,
        frozenset(one.kind for one in actor.every_evidence),
        is_identified=by_documents or by_own_card,
    )


def refused(visit: VisitState, filing: FilingState) -> Refusal | None:
    """Return why *filing* cannot go on; None where it can, and for what is sealed."""
    return None if filing.is_sealed else refusal(filing.procedure, standing(visit))


def refuse_who_may_not(visit: VisitState, filing: FilingState) -> None:
    """Raise MayNotFile where who came may not file *filing*, as things are now."""
    if refused(visit, filing) is not None:
        raise MayNotFile
