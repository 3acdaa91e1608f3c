"""Says what the conditions of a definition may look at beside the answers of the open visit."""

from datetime import date

from field_app.flow.base.services import Services
from field_app.platform.clock import local_date
from field_app.procedure.known import Circumstances, FiledBefore
from field_app.state.filing import FilingState
from field_app.state.visit import VisitState


def circumstances(services: Services, visit: VisitState) -> Circumstances:
    """Return the day, the city's closed days, who came, and whether this was filed here today.

    What corrects an earlier application is no second one.
    """
    today = local_date(services.now())
    filing = visit.filing if visit.filings and visit.replaces is None else None
    return Circumstances(
        today=today,
        closed=visit.edition.city.closed,
        actor=visit.actor.kind if visit.actor else "",
        filed_today=_filed_today(services, filing, today),
    )


def _filed_today(services: Services, filing: FilingState | None, today: date) -> FiledBefore:
    if filing is None or not services.filed.has(filing.procedure, filing.answers, today):
        return "no"
    return "practice" if services.is_practice else "yes"
