"""Say before the first question who may file, what to bring, what it costs, how long it takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from field_app.procedure.city.layer import CityLayer
from field_app.procedure.city.patch import fee_note_key, window_key
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.procedure.eligibility import needed
from field_app.procedure.pages import pages

# How long a page of questions takes with somebody who reads slowly; rounded up to five minutes.
MINUTES_A_PAGE: Final = 1
ROUND: Final = 5
Said = Callable[..., str]


@dataclass(frozen=True)
class PreparationPart:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Preparation:
    """What is told of a procedure before it begins; nothing of it is about a person."""

    title: str
    summary: str
    parts: tuple[PreparationPart, ...]


def preparation(procedure: Procedure, city: CityLayer, words: Said) -> Preparation:
    """Return what to know of *procedure* in *city*, in the language of *words*."""
    parts = (
        ("who", _who(procedure, words)),
        ("bring", _bring(procedure, words)),
        ("fee", fee_lines(procedure, city, words)),
        ("time", _time(procedure, words)),
        ("unverified", iter(procedure.unverified)),
        ("ask", iter([_ask(procedure, city, words)])),
    )
    told = (PreparationPart(words(f"prepare.s_{id}"), tuple(lines)) for id, lines in parts)
    return Preparation(
        words(procedure.title_key),
        words(procedure.summary_key),
        tuple(part for part in told if part.lines),
    )


def fee_lines(procedure: Procedure, city: CityLayer, words: Said) -> Iterator[str]:
    """Yield the fee, and what the city says beside it; a city may say that alone."""
    remark = fee_remark(procedure, city, words)
    fee = city.fees.get(procedure.fee_key or "", 0)
    if fee:
        each = "hand_over.l_yen_each" if procedure.fee_times else "hand_over.l_yen"
        told = words(each, yen=f"{fee:,}")
        yield words("prepare.l_fee_sometimes", fee=told) if procedure.fee_when else told
    elif not remark:
        yield words("hand_over.s_free")
    if remark:
        yield remark


def fee_remark(procedure: Procedure, city: CityLayer, words: Said) -> str:
    """Return what the city says beside a fee; where it has not said it, that it has to be asked."""
    if city.patch(procedure.id).fee_note:
        return words(fee_note_key(procedure.id))
    is_known = city.has_fee_of(procedure) and not procedure.fee_varies
    return "" if is_known else words("prepare.l_fee_unknown")


def due_line(procedure: Procedure, words: Said) -> str:
    """Return by when the city answers, or by when to come where it is prepared only."""
    if procedure.due_days is None:
        return ""
    key = "prepare.l_come_within" if procedure.handling == "C" else "prepare.l_due"
    return words(key, days=procedure.due_days)


def window_name(procedure: Procedure, city: CityLayer, words: Said) -> str:
    """Return the counter that *procedure* belongs to; empty where the city named none."""
    return words(window_key(procedure.id)) if city.window_of(procedure.id) else ""


def _ask(procedure: Procedure, city: CityLayer, words: Said) -> str:
    """Return whom to ask: the counter of the procedure, or the city."""
    who = "　".join(one for one in (city.name, window_name(procedure, city, words)) if one)
    phone, hours = city.reached_at(procedure.id)
    return f"{who}　{phone}（{hours}）"


def _who(procedure: Procedure, words: Said) -> Iterator[str]:
    """Yield who may file, each with what is shown beside the applicant's own."""
    for kind in procedure.may_file:
        if kind is ActorKind.STAFF_WRITES:
            continue
        shown = [
            words("actor.l_or").join(words(f"actor.s_{one}") for one in need.one_of)
            for need in needed(kind, procedure.evidence)
        ]
        who = words(f"document.l_actor_{kind}")
        more = words("board.s_between").join(dict.fromkeys(shown))
        yield f"{who}{words('prepare.l_also', things=more)}" if more else who


def _bring(procedure: Procedure, words: Said) -> Iterator[str]:
    yield words(f"prepare.l_identity_{procedure.identity}")
    yield from (words(procedure.bring_key(thing)) for thing in procedure.bring)
    if not procedure.bring:
        yield words("prepare.l_no_papers")


def _time(procedure: Procedure, words: Said) -> Iterator[str]:
    count = len(pages(procedure, procedure.questions))
    minutes = -(-count * MINUTES_A_PAGE // ROUND) * ROUND
    yield words("prepare.l_questions", count=count, minutes=minutes)
    if due := due_line(procedure, words):
        yield due
