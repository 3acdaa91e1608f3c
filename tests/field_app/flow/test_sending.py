"""The list of what was sealed and the question by number: all of it, read no more than needed."""

import asyncio
from datetime import UTC, datetime

import flet as ft
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from field_app.flow.base.services import Services
from field_app.screens.delivery.outbox import why_not
from field_app.state.screen import Screen
from field_app.state.sending import LineState, LineStatus
from field_app.words.problem import Problem
from field_app.words.words import LANGUAGES, Words
from sync.tablet.delivery.decisions import DecisionShelf, ReceivedDecisions
from sync.wire.messages.decision import (
    CertificateWord,
    Decision,
    DecisionStatus,
    seal_decision,
)
from tests.field_app.components.drawing import drawn
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened
from tests.sync.city import named
from tests.sync.tablet.desk import PACKAGE

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()


def stuck(parts: Services, count: int) -> list[str]:
    """Seal so many, which the courier leaves alone."""
    put, reserve = parts.outbox.put, parts.outbox.reserve_number
    ids = [put(reserve(NOW.date()), PACKAGE).id for _ in range(count)]
    for id in ids:
        parts.outbox.quarantine(id, "sync.p_other_bytes")
    return ids


def answer(parts: Services, id: str, seq: int, status: DecisionStatus) -> None:
    """Lay down what the city says of one."""
    enrolled, number = parts.enrolled, parts.outbox.item(id).number
    enrolled.city = enrolled.city.model_copy(update={"answer_keys": (named("a1", KEY),)})
    said = Decision(id, number, status, "", NOW, seq)
    sealed = seal_decision(said, enrolled.id, enrolled.seal_public, "a1", KEY)
    DecisionShelf(parts.store, enrolled).put(sealed)


def test_a_stuck_one_is_shown_and_found_behind_a_thousand_that_went(parts: Services) -> None:
    (first,) = stuck(parts, 1)
    parts.store.rows(
        "insert into outbox (seq, id, number, digest, state, size, sealed_at)"
        " with recursive n(v) as (select 2 union all select v + 1 from n where v < 1100)"
        " select v, 'id' || v, 'number' || v, digest, 'durable', 1, sealed_at from n, outbox"
    )
    app, number = opened(parts), parts.outbox.item(first).number

    async def look() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.sending.open_list()
        await app.sending.find(number)

    asyncio.run(look())
    assert len(app.state.sent) == 1000
    assert app.state.sent[0].id == first
    assert app.state.sent[1].number == "number1100", "the others, newest first"
    assert app.state.found == app.state.sent[0]


@pytest.mark.parametrize("screen", [Screen.OUTBOX, Screen.LOOKUP])
def test_an_answer_that_is_shown_is_not_opened_again_until_a_newer_one_comes(
    parts: Services, monkeypatch: pytest.MonkeyPatch, screen: Screen
) -> None:
    first, second = stuck(parts, 2)
    for id in (first, second):
        answer(parts, id, 1, DecisionStatus.RECEIVED)
    asked: list[str] = []
    open_one = ReceivedDecisions.open

    def counted(answers: ReceivedDecisions, id: str) -> Decision | None:
        asked.append(id)
        return open_one(answers, id)

    monkeypatch.setattr(ReceivedDecisions, "open", counted)
    app = opened(parts)

    async def look() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.sending.open_list()
        await app.sending.find(parts.outbox.item(first).number)
        app.state.go(screen)
        asked.clear()
        shown = app.state.sent, app.state.found
        for _ in range(3):
            await app.sending.refresh()
        assert asked == []
        assert all(one is other for one, other in zip(shown, look_at(), strict=True)), "redrawn"
        answer(parts, first, 2, DecisionStatus.ACCEPTED)
        await app.sending.refresh()

    def look_at() -> tuple[object, object]:
        return app.state.sent, app.state.found

    asyncio.run(look())
    assert asked == [first]
    row = app.state.found if screen is Screen.LOOKUP else app.state.sent[1]
    assert row is not None
    assert (row.id, row.decision_status) == (first, "accepted")


async def test_the_list_says_that_somebody_stopped_the_sending() -> None:
    words, stopped = Words("ja", strict=True), Problem("sync.p_sending_stopped")
    assert why_not(words, LineStatus(LineState.ONLINE)) == []
    line = LineStatus(LineState.ONLINE, problem=stopped)
    async with drawn(lambda: ft.Column(why_not(words, line)), side="staff") as page:
        assert words("sync.p_sending_stopped") in page.texts()


def test_what_another_tablet_sealed_is_listed_and_found_once_the_city_sends_it(
    parts: Services,
) -> None:
    (own,) = stuck(parts, 1)
    enrolled, number = parts.enrolled, "222222222222"
    enrolled.city = enrolled.city.model_copy(update={"answer_keys": (named("a1", KEY),)})
    said = Decision("cd" * 16, number, DecisionStatus.RETURNED, "口座", NOW, 3)
    sealed = seal_decision(said, enrolled.id, enrolled.seal_public, "a1", KEY)
    DecisionShelf(parts.store, enrolled).put(sealed)
    app = opened(parts)

    async def look() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.sending.open_list()
        await app.sending.find(number)

    asyncio.run(look())
    assert [row.id for row in app.state.sent] == ["cd" * 16, own]
    assert app.state.found == app.state.sent[0]
    assert app.state.found is not None
    assert app.state.found.from_elsewhere
    assert app.state.found.decision_status == "returned"


@pytest.mark.parametrize("word", CertificateWord)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_the_city_found_of_the_certificate_is_told(
    parts: Services, word: CertificateWord, language: str
) -> None:
    (id,) = stuck(parts, 1)
    enrolled, number = parts.enrolled, parts.outbox.item(id).number
    enrolled.city = enrolled.city.model_copy(update={"answer_keys": (named("a1", KEY),)})
    said = Decision(id, number, DecisionStatus.ACCEPTED, "", NOW, 1, certificate=word)
    DecisionShelf(parts.store, enrolled).put(
        seal_decision(said, enrolled.id, enrolled.seal_public, "a1", KEY)
    )
    app = opened(parts)
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.sending.open_list()
    assert [row.certificate for row in app.state.sent] == [word]
    assert Words(language, strict=True)(f"outbox.p_certificate_{app.state.sent[0].certificate}")
