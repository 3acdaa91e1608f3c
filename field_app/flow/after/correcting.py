"""Opens what the city returned with every answer given before, and asks only what it asks again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from field_app.document.inputs import Replaced
from field_app.flow.base.open_visit import OpenVisit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.platform.clock import local_date
from field_app.procedure import facts
from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.correction import earlier_answers
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.subject import subject_of
from field_app.state.filing import FilingState
from field_app.state.visit import Correction, VisitState
from sync.tablet.delivery.decisions import ReceivedDecisions

BIRTH_DATE: Final = "birth_date"


class AnotherApplicant(Exception):
    """The card that was read is not that of whose application came back; no answer is shown."""

    message_key = "procedures.p_another_applicant"


def correction_of(
    services: Services, keys: SessionKeys, replaces: Replaced | None
) -> Correction | None:
    """Return what the city said of the application that is corrected, and sent back with it.

    None where nothing came back with it, or it does not open now: then everything is asked.
    Blocks.

    Raises:
        Locked: nobody is signed in.
    """
    if replaces is None:
        return None
    received = ReceivedDecisions(services.store, services.enrolled, keys.open_shift)
    decision = received.open(replaces.id)
    if decision is None or decision.returned is None:
        return None
    return Correction(decision.message, decision.returned)


async def fill_again(opened: OpenVisit, filing: FilingState) -> None:
    """Save the earlier answers that the city does not ask again; what is there stays.

    The earlier ones are kept in memory beside them: a question that is asked again begins with
    its own.

    Raises:
        AnotherApplicant: nothing was filled in but whom it is about.
    """
    correction = opened.shown.correction
    if correction is None:
        return
    context = ValidationContext(today=local_date(opened.services.now()))
    earlier = earlier_answers(filing.procedure, correction.returned, context)
    asks, about = correction.returned.asks, filing.procedure.about
    if about and about.id in earlier and about.id not in {**asks, **filing.answers}:
        await opened.put_about(filing, about.id, earlier[about.id])
    if opened.shown.lacks_card_owner:
        return  # whose it is is said first, and then this comes again
    _refuse_another_card(opened.shown, filing.procedure, earlier)
    filing.earlier, filing.remarks = earlier, dict(asks)
    for id, answer in earlier.items():
        if id not in asks and id not in filing.answers:
            await opened.put_answer(filing, id, answer)


def _refuse_another_card(
    visit: VisitState, procedure: Procedure, earlier: Mapping[str, Answer]
) -> None:
    """Raise AnotherApplicant where a card has another birth date than was filed of its owner."""
    people = replace(visit.people, subject=subject_of(procedure, earlier))
    for question in procedure.questions:
        filed = earlier.get(question.id)
        known = facts.known(visit.facts, people, question.role, BIRTH_DATE)
        if question.fact != BIRTH_DATE or filed is None or known is None:
            continue
        if known.source is Source.CARD and filed.value not in (UNKNOWN, known.value):
            raise AnotherApplicant
