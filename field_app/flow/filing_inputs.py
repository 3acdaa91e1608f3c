"""Collects what the documents need from the visit, in one place."""

from dataclasses import replace
from datetime import date
from typing import Any

from field_app.document.inputs import (
    Confirmation,
    Filing,
    GivenAnswer,
    IdentityRecord,
    PersonSeen,
    Place,
)
from field_app.flow.base.circumstances import circumstances
from field_app.flow.base.open_visit import OpenVisit
from field_app.flow.pictures import attached_pages
from field_app.flow.rules.rulings import asked_twice
from field_app.lookup.tables import Tables
from field_app.platform.clock import local_date
from field_app.procedure.answers import UNKNOWN, Answer, Earlier, exported, shown, visible
from field_app.procedure.authoring.columns import columns_of
from field_app.procedure.computed.deadline import deadline
from field_app.procedure.definition.filer import Assurance, IdentityMethod
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.people import Person, Role, is_other
from field_app.procedure.eligibility import is_delivery
from field_app.procedure.fee import fee_of
from field_app.procedure.known import Circumstances
from field_app.procedure.preparation import fee_remark, window_name
from field_app.procedure.subject import subject_of
from field_app.state.filing import FilingState
from field_app.state.visit import VisitState
from field_app.words.words import Words
from sync.wire.marks import Mark


def filing_inputs(
    visit: OpenVisit,
    filing: FilingState,
    confirmation: Confirmation,
    marks: tuple[Mark, ...],
) -> Filing:
    """Return the filing, accepted as it is confirmed, as the documents need it."""
    of = visit.shown
    assert of.actor is not None  # noqa: S101 - the screens before this one set them
    assert filing.number is not None  # noqa: S101
    words, procedure = visit.edition.words("ja"), filing.procedure
    seen = circumstances(visit.services, of)
    asked = visible(procedure, filing.answers, seen)
    return Filing(
        number=filing.number,
        procedure_id=procedure.id,
        procedure_version=procedure.version,
        title=words(procedure.title_key),
        form_reference=procedure.form_reference,
        handling=procedure.handling,
        counter_accepted_at=confirmation.at,
        clock=procedure.clock,
        place=_place(visit, procedure),
        identity=identity_of(of),
        actor=of.actor,
        answers=tuple(
            given_answer(question, filing.answers[question.id], words, visit.edition.tables)
            for question in asked
        ),
        read_back_at=filing.read_back_at,
        confirmation=confirmation,
        replaces=of.replaces,
        withdraws=of.withdraws,
        marks=marks,
        unprintable=filing.unprintable,
        legal_basis=procedure.legal_basis,
        due=_due(procedure.due_days, local_date(confirmation.at), seen),
        bring=tuple(words(procedure.bring_key(thing)) for thing in procedure.bring),
        layout=procedure.form,
        attachments=tuple(attached_pages(asked, filing.answers, words)),
        asked_twice=asked_twice(visit, filing),
        delivered_by_messenger=is_delivery(procedure, of.actor.kind),
        fee=fee_of(procedure, filing.answers, visit.edition.city.fees, seen),
        fee_note=fee_remark(procedure, visit.edition.city, words),
        window=window_name(procedure, visit.edition.city, words),
        people=people_seen(of),
        valid_until=procedure.valid_until,
        period=procedure.period,
        about=_about(filing, words),
        columns=columns_of(procedure),
    )


def people_seen(visit: VisitState) -> tuple[PersonSeen, ...]:
    """Return each person of *visit* once, with the roles and what is known of the person."""
    found: dict[Person, tuple[Role, ...]] = {}
    for role in Role:
        person = visit.people.person_of(role)
        if role is not Role.CARD_OWNER or person in found:  # a card of nobody in it is left out
            found[person] = (*found.get(person, ()), role)
    return tuple(_person(visit, person, roles) for person, roles in found.items())


def identity_of(visit: VisitState) -> IdentityRecord:
    """Return how somebody of this application was identified; a card of nobody in it says nothing.

    So it is where a child's card was read, and a parent files something else, too. The face of an
    applicant in whose place somebody came was compared with no card.
    """
    identity = visit.identity
    assert identity is not None  # noqa: S101 - the screens before this one set it
    owner = visit.people.card_owner
    if identity.by_card and owner == Role.APPLICANT and not visit.is_alone:
        return replace(identity, face_compared=False, assurance=Assurance.CHIP)
    if not identity.by_card or not is_other(owner) or owner == visit.people.subject:
        return identity
    return replace(
        identity,
        method=IdentityMethod.INTERVIEW,
        face_compared=False,
        assurance=Assurance.INTERVIEW,
        chip=None,
    )


def _person(visit: VisitState, person: Person, roles: tuple[Role, ...]) -> PersonSeen:
    name, birth = visit.known(person, "name"), visit.known(person, "birth_date")
    came = visit.actor.name if visit.actor and person == Role.VISITOR else None
    return PersonSeen(
        roles,
        name.display if name else came,
        birth.value if birth and isinstance(birth.value, str) else None,
    )


def _about(filing: FilingState, words: Words) -> str:
    """Return in words whom it is about; empty where that is the applicant."""
    question = filing.procedure.about
    if question is None or not is_other(subject_of(filing.procedure, filing.answers)):
        return ""
    return shown(question, filing.answers[question.id].value, words)


def _due(days: int | None, accepted: date, seen: Circumstances) -> date | None:
    return None if days is None else deadline(accepted, days, seen.closed)


def given_answer(question: Question, answer: Answer, words: Words, tables: Tables) -> GivenAnswer:
    """Return one answer as the documents need it; *words* and *tables* are the edition's."""
    return GivenAnswer(
        question.id,
        words(question.label_key),
        exported(question, answer.value, tables),
        answer.display,
        answer.source,
        question.export,
        answer.at,
        question.role,
        question.kind,
        options=_options(question, answer.value, words),
        hint=words(question.hint_key) if question.hint_key else "",
        was=_was(question, answer, tables),
        fact=question.fact,
    )


def _options(question: Question, value: Any, words: Words) -> tuple[tuple[str, bool], ...]:
    """Return what the question offers, and what *value* has of it; 「わからない」 has none."""
    if value == UNKNOWN:
        return ()
    chosen = value if isinstance(value, list) else [value]
    return tuple((words(question.option_key(one)), one in chosen) for one in question.options)


def _was(question: Question, answer: Answer, tables: Tables) -> Earlier | None:
    """Return what another one had said, with its value as the city reads it."""
    if answer.was is None:
        return None
    return replace(answer.was, value=exported(question, answer.was.value, tables))


def _place(visit: OpenVisit, procedure: Procedure) -> Place:
    """Return the city and the tablet, with telephone and hours of the procedure's counter."""
    city = visit.edition.city
    phone, hours = city.reached_at(procedure.id)
    return Place(
        city.name,
        city.mayor,
        city.lg_code,
        phone,
        hours,
        visit.services.enrolled.id,
        visit.staff_id,
        visit.staff_name,
    )
