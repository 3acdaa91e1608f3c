"""Reads and writes a half-done visit in the sealed store: one small JSON value a row.

Rows of a visit: ``visit`` (when it was opened, what was chosen), ``identity``,
``actor``, ``card_owner`` (a role, or ``other``), ``name_picture``, ``fact/<person>/<fact>``,
``answer/<procedure>/<question>``, ``rule/<procedure>/<rule>``,
``number/<procedure>``, ``read_back/<procedure>``, ``page/<procedure>/<question>/<place>`` (see
``pages.py``) and, once it is sealed, ``slip/<procedure>``.

Before people had roles a fact lay under ``fact/<fact>``: it is the card's where a card gave it,
the applicant's where it was typed.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter

from field_app.document.inputs import Actor, IdentityRecord, Replaced, Slip, Withdrawn
from field_app.flow.kept.editions import Editions
from field_app.flow.kept.pages import pages_in
from field_app.procedure.answers import Answer
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.people import Person, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.eligibility import as_filed
from field_app.state.filing import FilingState, Ruling
from field_app.state.visit import VisitRow, VisitState
from sync.tablet.errors import PackDamaged, StoreDamaged
from sync.tablet.vault.drafts import Drafts, VisitSummary

log = logging.getLogger(__name__)

T = TypeVar("T")


class ProcedureGone(Exception):
    """This app has no procedure of that id any more, and the visit keeps no definition of it."""

    message_key = "home.p_procedure_gone"


@dataclass(frozen=True)
class VisitRecord:
    """What a visit is, beside its answers.

    ``pack`` is None where the app's own content is not kept: given by hand, or begun before it was.
    ``left`` are the sealed ones whose page with the receipt number was left; ``declined`` those
    that were suggested and are not wanted.
    """

    opened_at: datetime
    procedures: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    pack: str | None = None
    replaces: Replaced | None = None
    left: tuple[str, ...] = ()
    withdraws: Withdrawn | None = None
    declined: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadBackRecord:
    """How far the answers were read back, and when it was done."""

    items: int
    at: datetime | None = field(default=None)


VISIT = TypeAdapter(VisitRecord)
IDENTITY = TypeAdapter(IdentityRecord)
ACTOR = TypeAdapter(Actor)
ANSWER = TypeAdapter(Answer)
RULING = TypeAdapter(Ruling)
READ_BACK = TypeAdapter(ReadBackRecord)
SLIP = TypeAdapter(Slip)


def answer_row(procedure_id: str, question_id: str) -> str:
    """Return the name of the row with the answer to one question."""
    return f"answer/{procedure_id}/{question_id}"


def rule_row(procedure_id: str, rule_id: str) -> str:
    """Return the name of the row with what was said to one rule."""
    return f"rule/{procedure_id}/{rule_id}"


def fact_row(person: Person, fact: str) -> str:
    """Return the name of the row with one fact of *person*."""
    return f"fact/{person}/{fact}"


def older_fact_row(fact: str) -> str:
    """Return the name that the row of a fact had before people had roles."""
    return f"fact/{fact}"


def number_row(procedure_id: str) -> str:
    """Return the name of the row with the reserved receipt number."""
    return f"number/{procedure_id}"


def read_back_row(procedure_id: str) -> str:
    """Return the name of the row with how far the answers were read back."""
    return f"read_back/{procedure_id}"


def slip_row(procedure_id: str) -> str:
    """Return the name of the row with what the slip of a sealed application says."""
    return f"slip/{procedure_id}"


def visit_record(
    visit: VisitState, *, sealed: str = "", left: str = "", declined: tuple[str, ...] = ()
) -> bytes:
    """Return the ``visit`` row of *visit* as it is now, or with one more that is so."""
    filings = [(filing.procedure.id, filing) for filing in visit.filings]
    return VISIT.dump_json(
        VisitRecord(
            visit.opened_at,
            tuple(id for id, _ in filings),
            tuple(id for id, filing in filings if filing.is_sealed or id == sealed),
            visit.edition.pack_id,
            visit.replaces,
            tuple(id for id, filing in filings if filing.is_left or id == left),
            visit.withdraws,
            (*visit.declined, *declined),
        )
    )


def row_of(drafts: Drafts, visit: VisitSummary, editions: Editions) -> VisitRow:
    """Return what the list says of a half-done visit, in the words that it began with.

    A damaged edition is said when the visit is taken up; a damaged visit is
    listed as such. Neither takes the others away.
    """
    try:
        return _row_of(drafts, visit, editions)
    except StoreDamaged:
        log.error("a half-done visit is damaged")
        return VisitRow(visit.id, visit.opened_at, "", editions.newest(), is_damaged=True)


def _row_of(drafts: Drafts, visit: VisitSummary, editions: Editions) -> VisitRow:
    row = drafts.get(visit.id, "visit")
    record = VISIT.validate_json(row) if row else VisitRecord(visit.opened_at)
    try:
        edition = editions.of(record.pack)
    except PackDamaged:
        edition = editions.newest()
    known = {procedure.id: procedure.title_key for procedure in edition.catalogue.procedures}
    titles = tuple(known[id_] for id_ in record.procedures if id_ in known)
    people = VisitState(visit.id, visit.opened_at, edition)
    restore_people(people, drafts.all(visit.id))
    name = people.known(Role.APPLICANT, "name")
    return VisitRow(visit.id, visit.opened_at, name.display if name else "", edition, titles)


def restore(drafts: Drafts, visit_id: str, editions: Editions) -> VisitState:
    """Build a visit again from its rows, with the definitions that it began with.

    Raises:
        PackDamaged: those are not whole on this tablet; the rows stay.
        ProcedureGone: there is none any more for what is half-done; the rows stay.
    """
    rows = drafts.all(visit_id)
    record = VISIT.validate_json(rows["visit"])
    edition = editions.of(record.pack)
    known = {procedure.id: procedure for procedure in edition.catalogue.procedures}
    visit = VisitState(visit_id, record.opened_at, edition, record.replaces)
    visit.withdraws, visit.declined = record.withdraws, record.declined
    restore_people(visit, rows)
    for id_ in record.procedures:
        if id_ not in known and id_ not in record.sealed:
            raise ProcedureGone
        if id_ in known:
            procedure = as_filed(known[id_], visit.actor.kind if visit.actor else "")
            visit.filings.append(_filing(procedure, rows, record))
    visit.current = _place(visit)
    return visit


def restore_people(visit: VisitState, rows: dict[str, bytes]) -> None:
    """Give *visit* who came, whose card was read, and what is known of each."""
    visit.identity = _one(IDENTITY, rows.get("identity"))
    visit.actor = _one(ACTOR, rows.get("actor"))
    owner = rows.get("card_owner")
    visit.card_owner = owner.decode() if owner else None
    visit.facts = dict(_facts(_answers(rows, "fact/")))


def _facts(kept: dict[str, Answer]) -> Iterator[tuple[tuple[Person, str], Answer]]:
    """Yield the facts, those of older rows first, so that a newer one stands in their place."""
    for name, answer in sorted(kept.items(), key=lambda one: "/" in one[0]):
        person, _, fact = name.rpartition("/")
        older = Role.CARD_OWNER if answer.source is Source.CARD else Role.APPLICANT
        yield (person or older, fact), answer


def _place(visit: VisitState) -> int:
    """Return the procedure whose receipt number is still on the screen, else the open one."""
    for number, filing in enumerate(visit.filings):
        if filing.is_sealed and filing.slip is not None and not filing.is_left:
            return number
    return visit.first_open


def _filing(procedure: Procedure, rows: dict[str, bytes], record: VisitRecord) -> FilingState:
    filing = FilingState(procedure, _answers(rows, answer_row(procedure.id, "")))
    filing.rulings = _under(RULING, rows, rule_row(procedure.id, ""))
    number = rows.get(number_row(procedure.id))
    filing.number = number.decode() if number else None
    read_back = _one(READ_BACK, rows.get(read_back_row(procedure.id)))
    if read_back is not None:
        filing.read_back, filing.read_back_at = read_back.items, read_back.at
    filing.is_sealed = procedure.id in record.sealed
    filing.is_left = procedure.id in record.left
    filing.pages = pages_in(rows, procedure)
    filing.slip = _one(SLIP, rows.get(slip_row(procedure.id)))
    return filing


def _answers(rows: dict[str, bytes], prefix: str) -> dict[str, Answer]:
    return _under(ANSWER, rows, prefix)


def _under(adapter: TypeAdapter[T], rows: dict[str, bytes], prefix: str) -> dict[str, T]:
    """Return every row whose name begins with *prefix*, by the rest of it."""
    return {
        name.removeprefix(prefix): adapter.validate_json(value)
        for name, value in rows.items()
        if name.startswith(prefix)
    }


def _one(adapter: TypeAdapter[T], row: bytes | None) -> T | None:
    return None if row is None else adapter.validate_json(row)
