"""Draw who came: the resident, family, or somebody who acts for them; and what they showed."""

from dataclasses import replace
from typing import Final

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.text_entry import TextEntry
from field_app.components.newest import newest
from field_app.components.text import Heading, Paragraph
from field_app.design.guard import component
from field_app.document.inputs import Actor, EvidenceShown
from field_app.flow.rules.standing import standing
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.eligibility import lacks, needed, offered
from field_app.screens.context import AppContext
from field_app.screens.frames.evidence_entries import EvidenceDraft, EvidenceEntries, original_by
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.screen import Screen

# The words of each role.
ROLES: Final = {
    "self": "self",
    "household": "household",
    "legal_representative": "legal_representative",
    "agent": "proxy",
    "messenger": "messenger",
    "submission_agent": "filing_agent",
}
REASONS: Final = ("hand", "sight", "language", "other")


@component
def ActorScreen() -> ft.Control:
    """Draw the roles, and only the fields that the chosen role needs."""
    app = ft.use_context(AppContext)
    words = app.words
    kind, set_kind = ft.use_state("")
    name, set_name = ft.use_state("")
    relation, set_relation = ft.use_state("")
    evidence, set_evidence = ft.use_state(EvidenceDraft())
    scribe, set_scribe = ft.use_state("")

    by = original_by()
    asked = needed(kind)
    lacking = lacks(kind, replace(standing(app.state.open_visit), shown=kinds_of(evidence)))

    async def go_on() -> None:
        who, tie = newest(set_name, name), newest(set_relation, relation)
        shown = newest(set_evidence, evidence).shown(by)
        await app.identity.came(actor_of(kind, who, tie, shown, scribe))

    content: list[ft.Control] = [
        Heading(words("actor.l_who")),
        ChoiceCards(
            [
                Choice(role, words(f"actor.s_{word}"), words(f"actor.l_{word}_hint"))
                for role, word in ROLES.items()
            ],
            name="actor.kind",
            value=kind,
            on_change=set_kind,
            columns=2,
        ),
    ]
    if asked:
        content += [
            TextEntry(
                name="actor.name", label=words("actor.s_name"), value=name, on_change=set_name
            ),
            TextEntry(
                name="actor.relation",
                label=words("actor.s_relation"),
                value=relation,
                on_change=set_relation,
            ),
            EvidenceEntries(
                offered(kind, app.state.open_visit.edition.catalogue.procedures),
                evidence,
                set_evidence,
            ),
        ]
    if kind:
        content += [
            Paragraph(words("actor.l_scribe_why"), bold=True),
            ChoiceCards(
                [
                    Choice("", words("actor.s_nobody_writes")),
                    *(Choice(one, words(f"actor.s_reason_{one}")) for one in REASONS),
                ],
                name="actor.scribe",
                value=scribe,
                on_change=set_scribe,
                columns=2,
            ),
        ]
    return StaffPage(
        content,
        title_key="actor.s_title",
        on_back=lambda: app.visits.show(Screen.IDENTITY),
        main=BigButton(
            words("actor.s_next"),
            name="actor.next",
            disabled=not kind or bool(asked and (lacking or not name.strip())),
            on_click=go_on,
            expand=1,
        ),
    )


def kinds_of(evidence: EvidenceDraft) -> frozenset[str]:
    """Return what was seen and what comes later."""
    return frozenset((*evidence.seen, *evidence.later))


def actor_of(
    kind: str, name: str, relation: str, shown: tuple[EvidenceShown, ...], scribe: str
) -> Actor:
    """Return the actor as it is recorded; staff who write for the resident are a role."""
    if kind == ActorKind.SELF:
        role = ActorKind.STAFF_WRITES if scribe else ActorKind.SELF
        return Actor(role, scribe_reason=scribe or None)
    return Actor(
        ActorKind(kind),
        name.strip(),
        relation.strip() or None,
        scribe_reason=scribe or None,
        shown=shown,
    )
