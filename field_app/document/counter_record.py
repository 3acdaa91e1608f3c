"""Say on the form what happened at the counter: who came, what was shown, when it was read."""

from collections.abc import Iterator
from datetime import datetime

from field_app.document.inputs import (
    AskedTwice,
    EvidenceShown,
    Filing,
    IdentityDocument,
    PersonSeen,
)
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.wareki import day_text, in_both_calendars, to_wareki
from field_app.words.words import Words
from sync.wire.japan import JAPAN


def counter_record(filing: Filing, words: Words) -> Iterator[tuple[str, str]]:
    """Yield the label and the text of every row, in the order of the form."""
    identity, actor = filing.identity, filing.actor
    shown = [_document(one, words) for one in identity.documents]
    how = [words(f"document.l_{identity.method}"), *shown]
    if owner := filing.card_owner:
        how.append(words(f"document.l_owner_{owner}"))
    yield words("document.s_identity"), "\n".join(how)
    if identity.chip:
        yield words("document.s_chip"), words(f"document.l_chip_{identity.chip}")
    came = f"{words(f'document.l_actor_{actor.kind}')} {actor.name or ''}".strip()
    relation = f"（{actor.relation}）" if actor.relation else ""
    yield words("document.s_actor"), came + relation
    if filing.subject:
        yield words("document.s_about"), _whom(filing, filing.subject)
    if filing.visitor and filing.visitor.birth_date:
        yield words("document.s_visitors_birth"), day_text(filing.visitor.birth_date)
    if filing.delivered_by_messenger:
        yield words("document.s_delivered"), words("document.l_delivered")
    if actor.every_evidence:
        shown_by_actor = [_evidence(one, words) for one in actor.every_evidence]
        yield words("document.s_evidence"), "\n".join(shown_by_actor)
    if actor.scribe_reason:
        yield words("document.s_scribe"), _scribe(filing, actor.scribe_reason, words)
    for asked in filing.asked_twice:
        yield words("document.s_asked_twice"), f"{asked.sentence}\n{_yes(asked, words)}"
    if filing.read_back_at:
        yield words("document.s_read_back"), _moment(filing.read_back_at)
    by_visitor = filing.visitor is not None and filing.confirmation.signed_by is not Role.APPLICANT
    confirmed = "document.s_confirmed_visitor" if by_visitor else "document.s_confirmed"
    yield words(confirmed), _moment(filing.confirmation.at)


def _scribe(filing: Filing, reason: str, words: Words) -> str:
    """Return who wrote for the person and why, and how the person confirmed it before whom."""
    place, confirmation = filing.place, filing.confirmation
    writer = place.staff_name or place.staff
    seen_by = confirmation.witness
    return words(
        "document.p_scribe",
        staff=writer,
        reason=words(f"actor.s_reason_{reason}"),
        read=_moment(filing.read_back_at) if filing.read_back_at else "",
        confirmed=words(f"document.l_{confirmation.method}"),
        witness=writer if seen_by == place.staff else place.colleagues.get(seen_by, seen_by),
    )


def _whom(filing: Filing, subject: PersonSeen) -> str:
    """Return whom it is about: what that person is to the applicant, the name, the birth date."""
    born = day_text(subject.birth_date) if subject.birth_date else ""
    return "　".join(one for one in (filing.about, subject.name, born) if one)


def _document(shown: IdentityDocument, words: Words) -> str:
    kind = words(f"documents.s_{shown.type}")
    if shown.expires_on is None:
        return kind
    return f"{kind}（{words('document.l_expires', day=in_both_calendars(shown.expires_on))}）"


def _evidence(shown: EvidenceShown, words: Words) -> str:
    kind = words(f"actor.s_{shown.kind}")
    if shown.later_by:
        later = words("document.l_original_later", day=in_both_calendars(shown.later_by))
        return f"{kind}（{later}）"
    if shown.expires_on:
        return f"{kind}（{words('document.l_expires', day=in_both_calendars(shown.expires_on))}）"
    return kind


def _yes(asked: AskedTwice, words: Words) -> str:
    return words("document.l_said_yes", at=_moment(asked.at))


def _moment(at: datetime) -> str:
    day = at.astimezone(JAPAN)
    return f"{to_wareki(day.date())} {day:%H:%M}"
