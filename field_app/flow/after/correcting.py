"""Opens what the city returned with every answer given before, and asks only what it asks again."""

from field_app.document.inputs import Replaced
from field_app.flow.base.open_visit import OpenVisit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.platform.clock import local_date
from field_app.procedure.correction import earlier_answers
from field_app.procedure.kinds.kind import ValidationContext
from field_app.state.filing import FilingState
from field_app.state.visit import Correction
from sync.tablet.delivery.decisions import ReceivedDecisions


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
    """
    correction = opened.shown.correction
    if correction is None:
        return
    context = ValidationContext(today=local_date(opened.services.now()))
    earlier = earlier_answers(filing.procedure, correction.returned, context)
    filing.earlier, filing.remarks = earlier, dict(correction.returned.asks)
    for id, answer in earlier.items():
        if id not in correction.returned.asks and id not in filing.answers:
            await opened.put_answer(filing, id, answer)
