"""Write the application as the city's systems read it, with the names of the GIF data models.

Source: GIF DS-431 (person), DS-442 (address), DS-441 (date), DS-445 (phone), DS-451-1
(application); docs/domain.md.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from field_app.document.inputs import AttachedPage, EvidenceShown, Filing, GivenAnswer, PersonSeen
from field_app.procedure.definition.wareki import day_text
from field_app.procedure.gif import item_of
from sync.wire.messages.request_kind import RequestKind

PERSON = ("name", "birth_date", "address", "phone")


def application(filing: Filing) -> dict[str, Any]:
    """Return the JSON document that is sealed to the city."""
    return {
        "v": 1,
        "kind": (RequestKind.WITHDRAWAL if filing.withdraws else RequestKind.APPLICATION).value,
        "number": filing.number,
        "city": {"lg_code": filing.place.lg_code, "name": filing.place.city},
        "procedure": {
            "id": filing.procedure_id,
            "version": filing.procedure_version,
            "title": filing.title,
            "form": filing.form_reference,
            "handling": filing.handling,
            "valid_until": filing.valid_until.isoformat() if filing.valid_until else None,
            "period": filing.period,
        },
        "counter_accepted_at": filing.counter_accepted_at.isoformat(),
        "clock": filing.clock,
        "staff": filing.place.staff,
        "staff_name": filing.place.staff_name or None,
        "colleagues": dict(filing.place.colleagues),
        "device": filing.place.device,
        "identity": _plain(asdict(filing.identity)),
        "actor": _plain(asdict(filing.actor)),
        "person": {**_person(filing, filing.applicant), "individual_number": None},
        "subject": _person(filing, filing.subject) if filing.subject else None,
        "people": [_seen(person) for person in filing.people],
        "answers": [_answer(answer) for answer in filing.answers],
        "columns": list(filing.columns),
        "attachments": [_attachment(page) for page in filing.attachments],
        "read_back_at": filing.read_back_at.isoformat() if filing.read_back_at else None,
        "confirmation": _plain(asdict(filing.confirmation)),
        "replaces": asdict(filing.replaces) if filing.replaces else None,
        "withdrawal": asdict(filing.withdraws) if filing.withdraws else None,
        "marks": list(filing.marks),
        "unprintable": list(filing.unprintable),
        "asked_twice": [_plain(asdict(one)) for one in filing.asked_twice],
        "evidence": [_evidence(one) for one in filing.actor.every_evidence],
        "scribe": _scribe(filing),
        "delivered_by_messenger": filing.delivered_by_messenger,
        "fee": {**asdict(filing.fee), "total": filing.fee.total} if filing.fee else None,
        "fee_note": filing.fee_note,
        "window": filing.window,
        "bring": list(filing.bring),
    }


def _person(filing: Filing, person: PersonSeen) -> dict[str, Any]:
    """Return what was answered of *person*; an individual number is never among it."""
    said = [answer for answer in filing.answers if answer.person in person.roles]
    values = {answer.fact or answer.question: answer.value for answer in said}
    found = {name: values[name] for name in PERSON if name in values}
    return found | (found["name"] if isinstance(found.get("name"), dict) else {})


def _seen(person: PersonSeen) -> dict[str, Any]:
    """Return one person; beside the birth date, which may be unknown in part, how it is read."""
    born = day_text(person.birth_date) if person.birth_date else None
    return {**_plain(asdict(person)), "born": born}


def _evidence(shown: EvidenceShown) -> dict[str, Any]:
    return {
        "kind": shown.kind,
        "expires_on": _plain(shown.expires_on),
        "state": "seen" if shown.later_by is None else "later",
        "due": _plain(shown.later_by),
    }


def _scribe(filing: Filing) -> dict[str, Any] | None:
    """Return who wrote in the person's place, why, and how the person confirmed it."""
    if filing.actor.scribe_reason is None:
        return None
    return {
        "by": filing.place.staff,
        "reason": filing.actor.scribe_reason,
        "read_back_at": filing.read_back_at.isoformat() if filing.read_back_at else None,
        "confirmed": filing.confirmation.method,
        "witness": filing.confirmation.witness,
    }


def _answer(answer: GivenAnswer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "kind": answer.kind,
        "export": answer.export,
        "gif": item_of(answer.fact),
        "label": answer.label,
        "value": answer.value,
        "display": answer.display,
        "source": answer.source,
        "person": answer.person,
        "at": answer.at.isoformat(),
        "was": _plain(asdict(answer.was)) if answer.was else None,
    }


def _attachment(page: AttachedPage) -> dict[str, Any]:
    said = asdict(page)
    del said["n"]  # the place of a row on the tablet
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
