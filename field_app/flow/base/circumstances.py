"""Says what the conditions of a definition may look at beside the answers of the open visit."""

from field_app.flow.base.services import Services
from field_app.platform.clock import local_date
from field_app.procedure.known import Circumstances
from field_app.state.visit import VisitState


def circumstances(services: Services, visit: VisitState) -> Circumstances:
    """Return the day, the city's closed days, and who came."""
    return Circumstances(
        today=local_date(services.now()),
        closed=visit.edition.city.closed,
        actor=visit.actor.kind if visit.actor else "",
    )
