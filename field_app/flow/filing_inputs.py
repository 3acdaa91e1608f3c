"""Collects what the documents need from the visit, in one place."""

from datetime import datetime

from field_app.document.inputs import Confirmation, Filing, GivenAnswer, Place
from field_app.flow.services import Services
from field_app.procedure.answers import visible
from field_app.state.filing import FilingState
from field_app.state.visit import VisitState


def filing_inputs(
    services: Services,
    visit: VisitState,
    filing: FilingState,
    confirmation: Confirmation,
    accepted_at: datetime,
) -> Filing:
    """Return the filing as the form, the slip and the application need it."""
    assert visit.identity is not None  # noqa: S101 - the screens before this one set them
    assert visit.actor is not None  # noqa: S101
    assert filing.number is not None  # noqa: S101
    words, procedure = visit.edition.words("ja"), filing.procedure
    answers = tuple(
        GivenAnswer(
            question.id,
            words(question.label_key),
            filing.answers[question.id].value,
            filing.answers[question.id].display,
            filing.answers[question.id].source,
            question.export,
            filing.answers[question.id].at,
        )
        for question in visible(procedure, filing.answers)
    )
    city = visit.edition.city
    return Filing(
        number=filing.number,
        procedure_id=procedure.id,
        procedure_version=procedure.version,
        title=words(procedure.title_key),
        form_reference=procedure.form_reference,
        handling=procedure.handling,
        counter_accepted_at=accepted_at,
        clock=procedure.clock,
        place=Place(
            city.name,
            city.mayor,
            city.lg_code,
            city.phone,
            city.office_hours,
            services.enrolled.id,
            confirmation.witness,
        ),
        identity=visit.identity,
        actor=visit.actor,
        answers=answers,
        read_back_at=filing.read_back_at,
        confirmation=confirmation,
        replaces=visit.replaces,
    )
