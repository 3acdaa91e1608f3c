"""Draw who came: the resident, family, or somebody who acts for them; and what they showed."""

from typing import Final

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.text_entry import TextEntry
from field_app.components.newest import newest
from field_app.components.text import Heading, Paragraph
from field_app.design.guard import component
from field_app.document.inputs import Actor
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.eligibility import EVIDENCE, has_evidence, needs_evidence
from field_app.screens.context import AppContext
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
    evidence, set_evidence = ft.use_state("")
    scribe, set_scribe = ft.use_state("")

    async def go_on() -> None:
        who, tie = newest(set_name, name), newest(set_relation, relation)
        await app.identity.came(actor_of(kind, who, tie, evidence, scribe))

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
    if needs_evidence(kind):
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
            Paragraph(words("actor.l_evidence"), bold=True),
            ChoiceCards(
                [Choice(one, words(f"actor.s_{one}")) for one in EVIDENCE[kind]],
                name="actor.evidence",
                value=evidence,
                on_change=set_evidence,
                columns=2,
            ),
        ]
    if kind == ActorKind.SELF:
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
            disabled=not has_evidence(kind, name, evidence),
            on_click=go_on,
            expand=1,
        ),
    )


def actor_of(kind: str, name: str, relation: str, evidence: str, scribe: str) -> Actor:
    """Return the actor as it is recorded; staff who write for the resident are a role."""
    if kind == ActorKind.SELF:
        role = ActorKind.STAFF_WRITES if scribe else ActorKind.SELF
        return Actor(role, scribe_reason=scribe or None)
    return Actor(ActorKind(kind), name.strip(), relation.strip() or None, evidence)
