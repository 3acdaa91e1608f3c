"""Collects what the copy in the resident's language says, before the answers are sealed."""

from datetime import date
from typing import Final

from field_app.document.copy_pdf import GlossedCopy, Pair
from field_app.document.inputs import Filing
from field_app.procedure.answers import shown
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.wareki import to_wareki
from field_app.procedure.kinds import KINDS
from field_app.state.filing import FilingState
from field_app.words.words import FALLBACK, Words

CONSENT: Final = "consent"


def glossed_copy(
    filing: Filing, answered: FilingState, japanese: Words, words: Words
) -> GlossedCopy | None:
    """Return the copy of *filing* in the language of *words*; None where that is Japanese."""
    if words.language == FALLBACK:
        return None

    def pair(key: str, **params: object) -> Pair:
        return Pair(japanese(key, **params), words(key, **params))

    def answer(question: Question) -> Pair:
        given = answered.answers[question.id]
        keys = KINDS[CONSENT].wording_keys(question) if question.kind == CONSENT else ()
        wording = [pair(key) for key in keys if ".p_" in key]
        said = [*wording, Pair(given.display, shown(question, given.value, words))]
        return Pair("\n".join(one.japanese for one in said), "\n".join(one.said for one in said))

    asked = {question.id: question for question in answered.procedure.questions}
    rows = [asked[given.question] for given in filing.answers]
    return GlossedCopy(
        number=filing.number,
        city=filing.place.city,
        at=filing.counter_accepted_at,
        heading=pair("document.s_copy"),
        title=pair(answered.procedure.title_key),
        warning=pair("document.p_copy"),
        rows=tuple((pair(one.label_key), answer(one)) for one in rows),
        after=_after(filing, japanese, words),
        note=words.machine_note,
        mark=japanese(filing.paper_mark_key) if filing.paper_mark_key else "",
        font=words.font,
    )


def _after(filing: Filing, japanese: Words, words: Words) -> tuple[Pair, ...]:
    """Return what comes next, as the slip says it."""
    kind, place = filing.handling.lower(), f"{filing.place.city}の窓口"
    due = filing.due

    def said(words: Words, day: str) -> tuple[str, str, str]:
        key = f"document.p_{'until' if due else 'then'}_{kind}"
        return (
            words(f"document.l_lead_{kind}"),
            words(key, place=place, day=day) if due else words(key, place=place),
            words("document.p_ask", phone=filing.place.phone, hours=filing.place.office_hours),
        )

    ours, theirs = said(japanese, to_wareki(due) if due else ""), said(words, _iso(due))
    return tuple(map(Pair, ours, theirs))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
