"""A visit with cards that cut signatures, are out of date, or have no PIN at all."""

import asyncio
import sys
from dataclasses import replace
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from card_reader.pcsc import PcscSource
from card_reader.simulated.chip import Habits
from field_app.document.inputs import Actor, ConfirmationMethod
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.screens.frames.card_phase import CardPhase, entry_phase, is_uncounted, phase
from field_app.state.card import CardStep, CardWay, TriesSeen
from field_app.state.screen import Screen
from tests.card_reader.mended.software_pcsc import SoftwarePcsc, SoftwareReader
from tests.field_app.flow.test_witness import ANSWERS, PASSPHRASE, PIN, STAFF, opened, said
from tests.field_app.flow.walk import answer_all


@pytest.fixture
def software(parts: Services, monkeypatch: pytest.MonkeyPatch) -> SoftwarePcsc:
    """The practice desk as a card in a PC/SC reader."""
    assert parts.practice is not None
    service = SoftwarePcsc([SoftwareReader("reader", parts.practice)])
    smartcard = ModuleType("smartcard")
    smartcard.__spec__ = ModuleSpec("smartcard", None)
    smartcard.scard = service  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "smartcard", smartcard)
    return service


async def until_signature(app: App, person: str) -> None:
    """One visit with *person*'s card, to the page that asks for the password."""
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    app.practice.put(person)
    await app.identity.wait_for_card(CardWay.PIN)
    await app.identity.read_by_pin(PIN)
    await app.identity.accept_card(face_compared=True)
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose(("card_kenko",))
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, ANSWERS)
    await app.confirm.choose(ConfirmationMethod.CARD_SIGNATURE)


def shown(app: App) -> Screen:
    return app.state.screen


def problem(app: App) -> str | None:
    return app.state.problem.message_key if app.state.problem else None


def test_mended_30_a_cut_signature_is_told_and_nothing_is_sealed(
    parts: Services, software: SoftwarePcsc
) -> None:
    assert parts.practice is not None
    practice = parts.practice
    app = opened(replace(parts, cards=PcscSource()))

    async def visit() -> None:
        await until_signature(app, "taro")
        practice.take_habits(Habits(signature_bytes=0, keeps_pins=True))
        await app.confirm.sign_with_card("ABC123")
        assert problem(app) == "card.p_wrong_signature"
        assert shown(app) is Screen.CARD_SIGNATURE
        assert parts.outbox.items() == []
        practice.take_habits(Habits(keeps_pins=True))
        await app.confirm.sign_with_card("ABC123")
        assert shown(app) is Screen.SEALED

    asyncio.run(visit())
    assert software.log.count("exclusive") == 2, "the two signatures, and no reading"
    assert software.log.count("power off") == len(software.log) // 2
    assert software.log[-1] == "power off"


def test_mended_40_a_certificate_that_is_over_is_told_and_signs_nothing(parts: Services) -> None:
    app = opened(parts)

    async def visit() -> None:
        await until_signature(app, "expired")
        await app.confirm.sign_with_card("ABC123")

    asyncio.run(visit())
    assert problem(app) == "card.p_certificate_expired"
    assert parts.outbox.items() == []
    assert said(parts)[-1] == ("card_read", {"task": "signature", "result": "expired"})


def test_mended_33_a_card_without_a_number_is_not_asked_for_it(parts: Services) -> None:
    app = opened(parts)

    async def visit() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.begin()
        for person, way, expected in (
            ("face", CardWay.PIN, CardPhase.MISSING),
            ("face", CardWay.VERIFICATION_B, CardPhase.ENTER),
            ("child", CardWay.PIN, CardPhase.ENTER),
            ("locked", CardWay.PIN, CardPhase.BLOCKED),
        ):
            app.practice.put(person)
            await app.identity.wait_for_card(way)
            assert phase(app.state) is expected, person
        app.practice.put("child")
        app.state.card_step = CardStep(CardWay.SIGNATURE)
        await app.confirm.wait_for_card()
        assert phase(app.state) is CardPhase.MISSING

    asyncio.run(visit())


def test_mended_38_a_counter_that_is_not_told_needs_a_second_yes() -> None:
    seen = TriesSeen(None, None, None, None, unknown=frozenset({"input_support"}))
    step = CardStep(CardWay.PIN, reader_ready=True, tries=seen)
    assert is_uncounted(step)
    assert entry_phase(step) is CardPhase.LAST_TRY
    step.last_try_confirmed = True
    assert entry_phase(step) is CardPhase.ENTER
    assert entry_phase(CardStep(CardWay.SIGNATURE, tries=seen)) is CardPhase.ENTER


def test_mended_34_a_reading_that_is_stopped_ends(parts: Services) -> None:
    app = opened(parts)

    async def visit() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.begin()
        app.practice.put("taro")
        await app.identity.wait_for_card(CardWay.PIN)
        begin = app.identity.touch.begin

        def stop_at_once() -> None:
            begin()
            app.identity.touch.stop()

        object.__setattr__(app.identity.touch, "begin", stop_at_once)
        await app.identity.read_by_pin(PIN)

    asyncio.run(visit())
    assert problem(app) == "card.p_cancelled"
    assert parts.practice is not None
    assert not parts.practice.chip().presented
    assert not app.state.card_step.reader_ready
