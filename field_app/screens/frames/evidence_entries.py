"""Draw what somebody who acts for another has shown, and what original comes later."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.date_entry import DateEntry
from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.document.inputs import EvidenceShown
from field_app.platform.clock import local_date
from field_app.procedure.computed.deadline import deadline
from field_app.procedure.definition.evidence import EVIDENCE_KINDS, LATER
from field_app.procedure.definition.typed_date import parse_date
from field_app.procedure.definition.wareki import in_both_calendars
from field_app.screens.context import AppContext, StateContext

# An original that was not at hand is shown within this many days.
ORIGINAL_DAYS: Final = 14


@dataclass(frozen=True)
class EvidenceDraft:
    """What is chosen on the page so far."""

    seen: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    expiry: tuple[tuple[str, str], ...] = ()

    def shown(self, by: date) -> tuple[EvidenceShown, ...]:
        """Return it as it is recorded; an original that is not here is due *by* that day."""
        expires_on = parse_date(dict(self.expiry)) if self.expiry else None
        seen = [
            EvidenceShown(kind, expires_on if kind == "agent_id" else None) for kind in self.seen
        ]
        later = [EvidenceShown(kind, None, by) for kind in self.later if kind not in self.seen]
        return (*seen, *later)


def original_by() -> date:
    """Return the last day for an original, by the calendar of the visit's city."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    closed = state.open_visit.edition.city.closed
    return deadline(local_date(app.services.now()), ORIGINAL_DAYS, closed)


@component
def EvidenceEntries(
    wanted: tuple[str, ...],
    draft: EvidenceDraft,
    on_change: Callable[[Callable[[EvidenceDraft], EvidenceDraft]], None],
) -> ft.Control:
    """Draw *wanted* twice: what was seen, and what comes later with its day."""
    words = ft.use_context(AppContext).words
    kinds = [kind for kind in EVIDENCE_KINDS if kind in wanted]

    def cards(name: str, of: list[str], values: tuple[str, ...]) -> ft.Control:
        def change(chosen: tuple[str, ...]) -> None:
            on_change(lambda now: _with(now, name, tuple(chosen)))

        return ChoiceCards(
            [Choice(kind, words(f"actor.s_{kind}")) for kind in of],
            name=f"actor.{name}",
            values=values,
            on_change_many=change,
            columns=2,
        )

    content = [
        Paragraph(words("actor.l_evidence"), bold=True),
        cards("seen", [*kinds], draft.seen),
    ]
    if "agent_id" in draft.seen:
        content.append(
            DateEntry(
                name="actor.expires",
                label=f"{words('actor.s_agent_id')}　{words('documents.s_expires_on')}",
                hint=words("documents.l_no_expiry"),
                value=dict(draft.expiry),
                on_change=lambda typed: on_change(
                    lambda now: replace(now, expiry=tuple(typed.items()))
                ),
            )
        )
    late = [kind for kind in kinds if kind in LATER and kind not in draft.seen]
    if late:
        day = in_both_calendars(original_by())
        content += [
            Paragraph(words("actor.l_later", day=day), bold=True),
            cards("later", [*late], draft.later),
        ]
    return ft.Column(content, spacing=16, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _with(now: EvidenceDraft, name: str, chosen: tuple[str, ...]) -> EvidenceDraft:
    return replace(now, seen=chosen) if name == "seen" else replace(now, later=chosen)
