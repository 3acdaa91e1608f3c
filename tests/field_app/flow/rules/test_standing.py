"""Who may file is looked at anew whenever who came changes, and once more before the seal."""

import asyncio
from datetime import date
from typing import Any

import pytest

from field_app.document.inputs import Actor, EvidenceShown, IdentityDocument
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.flow.rules.standing import MayNotFile
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from sync.wire.package import Package
from tests.field_app.flow.rules.test_rules import at, packages, seal
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened

__all__ = ["packages"]

PASSPORT = IdentityDocument("passport", date(2030, 1, 1), True)
PENSION = IdentityDocument("pension", None, False)
INSURANCE = IdentityDocument("insurance", None, False)
SON = Actor(ActorKind.HOUSEHOLD, "見本　一郎", "息子", shown=(EvidenceShown("agent_id"),))
LATER = date(2026, 12, 7)
AGENT = Actor(
    ActorKind.AGENT,
    "見本　代",
    "知人",
    scribe_reason="hand",
    shown=(
        EvidenceShown("power_of_attorney", later_by=LATER),
        EvidenceShown("agent_id", date(2030, 1, 1)),
    ),
)
BUS: dict[str, Any] = {
    "name": "見本　太郎", "birth_date": "1945-04-03", "address": "見本市", "phone": "0977211111",
    "books": 1, "receive": "branch", "pay": "cash",
}  # fmt: skip


async def begin(app: App, actor: Actor, *procedures: str) -> None:
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    await app.identity.accept_interview()
    await app.identity.came(actor)
    await app.visits.choose(procedures)


async def answer(app: App, typed_by: Source = Source.RESIDENT) -> None:
    await app.filing.start(typed_by)
    while at(app) is Screen.QUESTION:
        await app.filing.answer(BUS[app.filing.question().id])
        assert app.state.problem is None


def may_not(app: App) -> bool:
    problem = app.state.problem
    return problem is not None and problem.message_key == MayNotFile.message_key


def test_story_09_what_was_begun_is_looked_at_again_when_who_came_changes(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await begin(app, Actor(ActorKind.SELF), "card_kenko")
        await app.filing.start(Source.STAFF)
        await app.identity.came(SON)
        assert at(app) is Screen.PROCEDURES
        await app.visits.choose(("card_kenko",))
        assert may_not(app)
        assert at(app) is Screen.PROCEDURES, "staff see the reason beside it"
        await app.visits.choose(("keiro_bus",))
        assert [one.procedure.id for one in app.state.open_visit.filings] == ["keiro_bus"]
        await answer(app, Source.STAFF)
        await app.filing.begin_read_back()
        while at(app) is Screen.READ_BACK:
            await app.filing.confirm_read_back()
        await app.identity.came(Actor(ActorKind.SUBMISSION_AGENT, "見本", shown=SON.shown))
        await app.confirm.confirm_spoken(PASSPHRASE)
        assert may_not(app)
        assert packages == []
        await app.identity.came(SON)
        await seal(app)

    asyncio.run(story())
    assert len(packages) == 1


def test_a_visit_whose_procedure_may_not_be_filed_any_more_resumes_at_the_choice(
    parts: Services,
) -> None:
    first, second = opened(parts), opened(parts)

    async def story() -> None:
        await begin(first, Actor(ActorKind.SELF), "card_kenko")
        await first.identity.came(SON)
        await second.staff.sign_in(STAFF, PASSPHRASE)
        (row,) = second.state.visits
        await second.visits.resume(row.id)
        assert at(second) is Screen.PROCEDURES

    asyncio.run(story())


@pytest.mark.parametrize("shown", [(), (EvidenceShown("agent_id"),)])
def test_nothing_is_chosen_without_the_evidence(
    parts: Services, shown: tuple[EvidenceShown, ...]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await begin(app, Actor(ActorKind.AGENT, "見本　代", shown=shown), "keiro_bus")
        assert may_not(app)
        assert app.state.open_visit.filings == []

    asyncio.run(story())


def test_evidence_and_the_scribe_reach_the_clerk(parts: Services, packages: list[Package]) -> None:
    app = opened(parts)

    async def story() -> None:
        await begin(app, AGENT, "keiro_bus")
        await answer(app)
        await seal(app)

    asyncio.run(story())
    document = packages[0].document
    assert document["evidence"] == [
        {"kind": "power_of_attorney", "expires_on": None, "state": "later", "due": "2026-12-07"},
        {"kind": "agent_id", "expires_on": "2030-01-01", "state": "seen", "due": None},
    ]
    scribe = document["scribe"]
    assert (scribe["reason"], scribe["confirmed"], scribe["witness"]) == ("hand", "spoken", STAFF)
    assert scribe["read_back_at"] == document["read_back_at"]


def test_a_messenger_brings_a_finished_form_and_is_asked_whose_it_is(
    parts: Services, packages: list[Package]
) -> None:
    first, second = opened(parts), opened(parts)
    actor = Actor(ActorKind.MESSENGER, "見本　使", "隣人", shown=(EvidenceShown("agent_id"),))

    async def story() -> None:
        await begin(first, actor, "kyufukin")
        assert [one.id for one in first.filing.questions()] == ["name"]
        await second.staff.sign_in(STAFF, PASSPHRASE)
        (row,) = second.state.visits
        await second.visits.resume(row.id)
        assert [one.id for one in second.filing.questions()] == ["name"], "after a restart as well"
        await answer(second)
        await seal(second)

    asyncio.run(story())
    document = packages[0].document
    assert document["delivered_by_messenger"] is True
    assert [one["question"] for one in document["answers"]] == ["name"]
    assert document["actor"]["kind"] == "messenger"


@pytest.mark.parametrize(
    ("documents", "said", "compared"),
    [
        ((PASSPORT,), True, True),
        ((PASSPORT,), False, False),
        ((PENSION, INSURANCE), True, False),
    ],
)
def test_a_face_was_compared_only_where_it_was(
    parts: Services, documents: tuple[IdentityDocument, ...], said: bool, compared: bool
) -> None:
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.begin()
        await app.identity.accept_documents(documents, face_compared=said)
        record = app.state.open_visit.identity
        assert record is not None
        assert record.face_compared is compared

    asyncio.run(story())
