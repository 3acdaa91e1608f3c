"""要介護認定, the longest form: few pages for who has a card, and what each person is asked."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.answers import UNKNOWN
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from tests.field_app.flow.test_witness import PASSPHRASE, PERSON, PIN, STAFF, opened

PROCEDURE = "kaigo_nintei"
MOST_PAGES = 20
EVERYTHING: dict[str, Any] = {
    "name": "見本　介子",
    "name_kana": "ミホン　カイコ",
    "birth_date": "1945-04-03",
    "address": {"postal": "", "text": "見本市1"},
    "phone": "0977211111",
    "filer_address": {"postal": "", "text": "見本市2"},
    "filer_phone": UNKNOWN,
    "agent_kind": "care_manager",
    "agent_name": "見本居宅介護支援",
    "insured_number": UNKNOWN,
    "change_reason": "転んでから歩けない",
    "previous_level": "support2",
    "previous_until": "2026-12-31",
    "moved_in": "yes",
    "moved_from": "出窓市",
    "health_insurance": "employee",
    "insurer_name": "見本健康保険組合",
    "insurer_symbol": UNKNOWN,
    "disease": "stroke",
    "hospital": "見本医院",
    "doctor": UNKNOWN,
    "hospital_place": UNKNOWN,
    "last_visit": "month",
    "stay": "hospital",
    "stay_name": "見本病院",
    "stay_address": UNKNOWN,
    "contact_name": "見本　太郎",
    "contact_relation": "長男",
    "contact_phone": "0977211111",
    "visit_days": ["mon", "thu"],
    "visit_time": "any",
    "attended": "yes",
    "consent": "agree",
}


async def pages_to_check(app: App, given: Mapping[str, Any]) -> list[str]:
    """Answer as a resident does, a page at a time; return the pages that were seen."""
    seen: list[str] = []
    await app.filing.start(Source.RESIDENT)
    while app.state.screen in (Screen.QUESTION, Screen.RULE):
        if rule := app.filing.rule():
            seen.append(rule.rule.id)
            await app.filing.accept_rule()
            continue
        page = app.filing.page()
        seen.append(page.id)
        if page.group is not None:
            await app.filing.answer_page(
                {one.id: given.get(one.id) for one in app.filing.on_page()}
            )
        elif given.get(page.id) == UNKNOWN:
            await app.filing.answer_unknown()
        else:
            await app.filing.answer(given.get(page.id))
        assert app.state.problem is None, app.filing.filing.refused
    return seen


async def came(app: App, actor: Actor) -> None:
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    await app.identity.accept_interview()
    await app.identity.came(actor)
    await app.visits.choose((PROCEDURE,))
    assert app.state.problem is None


async def with_card(app: App, procedure: str) -> None:
    """Begin a visit of a person who came alone with a card."""
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    assert app.practice is not None
    app.practice.put(PERSON)
    await app.identity.wait_for_card(CardWay.PIN)
    await app.identity.read_by_pin(PIN)
    await app.identity.accept_card(face_compared=True)
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose((procedure,))


@pytest.mark.parametrize("application", ["new", "renewal", "change"])
def test_a_card_holder_sees_at_most_twenty_pages(parts: Services, application: str) -> None:
    app = opened(parts)

    async def story() -> None:
        await with_card(app, PROCEDURE)
        left = app.filing.open_count()
        seen = await pages_to_check(app, EVERYTHING | {"application": application})
        assert app.state.screen is Screen.CHECK
        assert len(seen) == len(set(seen))
        assert left <= len(seen) <= MOST_PAGES
        assert "filer" not in seen
        assert "agent" not in seen
        assert {"name", "birth_date", "address"} <= {
            id for id, answer in app.filing.filing.answers.items() if answer.source is Source.CARD
        }

    asyncio.run(story())


@pytest.mark.parametrize("reason", ["lost", "damaged", "other"])
def test_a_reissue_takes_a_card_holder_at_most_six_pages(parts: Services, reason: str) -> None:
    app = opened(parts)
    given = {"phone": UNKNOWN, "cards": ["insured", "limit"], "reason_text": "水にぬれた"}
    given["insured_number"] = UNKNOWN

    async def story() -> None:
        await with_card(app, "kaigo_saikofu")
        where = {"reason": reason, "send_to": "other", "send_address": EVERYTHING["address"]}
        seen = await pages_to_check(app, given | where)
        assert app.state.screen is Screen.CHECK
        assert len(seen) <= 6
        assert "person" not in seen

    asyncio.run(story())


@pytest.mark.parametrize(
    ("actor", "birth_date", "pages"),
    [
        (ActorKind.SELF, "1945-04-03", set()),
        (ActorKind.SELF, "1975-04-03", {"disease"}),
        (ActorKind.HOUSEHOLD, "1945-04-03", {"filer"}),
        (ActorKind.SUBMISSION_AGENT, "1945-04-03", {"filer", "agent"}),
        (ActorKind.STAFF_WRITES, "1945-04-03", set()),
    ],
)
def test_each_person_is_asked_what_the_form_wants_of_them(
    parts: Services, actor: ActorKind, birth_date: str, pages: set[str]
) -> None:
    app = opened(parts)

    async def story() -> None:
        reason = "hand" if actor is ActorKind.STAFF_WRITES else None
        await came(app, Actor(actor, "見本　来子", "長女", "agent_id", scribe_reason=reason))
        given = EVERYTHING | {"application": "new", "birth_date": birth_date}
        seen = await pages_to_check(app, given)
        assert app.state.screen is Screen.CHECK
        assert {"filer", "agent", "disease"} & {*seen} == pages
        assert "previous" not in seen
        assert len(seen) <= MOST_PAGES

    asyncio.run(story())
