"""Finds the rules that still have to be said, and keeps the second yes."""

from field_app.document.inputs import AskedTwice
from field_app.flow.base.circumstances import circumstances
from field_app.flow.base.open_visit import OpenVisit
from field_app.flow.base.services import Services
from field_app.procedure.ruling import Fired, fired
from field_app.state.filing import FilingState, Ruling
from field_app.state.visit import VisitState


def pending(services: Services, visit: VisitState, filing: FilingState) -> tuple[Fired, ...]:
    """Return the rules that hold and were not said yes to, the strictest first.

    One that was said yes to is pending again once what it rests on changes; what is refused
    stays pending until it does not hold any more.
    """
    return tuple(
        one
        for one in fired(filing.procedure, filing.answers, circumstances(services, visit))
        if one.strength == "refuse" or not _is_settled(filing, one)
    )


async def settle(visit: OpenVisit, filing: FilingState, said: Fired) -> None:
    """Save that the person said yes to a rule, or read it, in the words of the city's language."""
    sentence = visit.edition.words("ja")(said.rule.words_key)
    is_asked = said.strength == "ask"
    ruling = Ruling(said.basis, is_asked, sentence, visit.services.now())
    await visit.put_ruling(filing, said.rule.id, ruling)


def asked_twice(visit: OpenVisit, filing: FilingState) -> tuple[AskedTwice, ...]:
    """Return what was asked twice and still holds, as it travels to the clerk."""
    seen = circumstances(visit.services, visit.shown)
    holds = {one.rule.id for one in fired(filing.procedure, filing.answers, seen)}
    return tuple(
        AskedTwice(rule, ruling.sentence, ruling.at)
        for rule, ruling in filing.rulings.items()
        if ruling.is_asked and rule in holds
    )


def _is_settled(filing: FilingState, one: Fired) -> bool:
    ruling = filing.rulings.get(one.rule.id)
    return ruling is not None and ruling.basis == one.basis
