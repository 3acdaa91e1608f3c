"""Counters that cards tell in their own way, and PINs that a card never had."""

from datetime import date
from pathlib import Path

import pytest

from card_reader import PinBlocked, PinMissing, TriesUnknown, WrongPin, layout
from card_reader.checks.health import NextStep, health
from card_reader.pins import Pin
from card_reader.simulated import SimulatedDesk, SimulatedSource
from card_reader.simulated.chip import Habits
from card_reader.simulated.persons import BY_KEY

ON = date(2026, 11, 28)
FULL = {"user_authentication": 3, "signature": 5, "input_support": 3, "verification_b": 10}


def desk_with(keys: Path, person: str, habits: Habits | None = None) -> SimulatedDesk:
    desk = SimulatedDesk(keys, habits)
    desk.put(person)
    return desk


def test_mended_38_a_card_that_wants_le_is_asked_with_le(practice_keys: Path) -> None:
    desk = desk_with(practice_keys, "taro", Habits(counter_sw=0x6700))
    with SimulatedSource(desk).open() as card:
        assert card.tries().left() == FULL
        assert card.attributes_by_pin("1234").name
    assert len(desk.chip().presented) == 1


@pytest.mark.parametrize("sw", [0x6300, 0x6700, 0x6D00, 0x6A86, 0x6F00])
@pytest.mark.parametrize("short_ef", [True, False])
def test_mended_38_one_counter_that_is_not_told_hides_no_other(
    practice_keys: Path, sw: int, short_ef: bool
) -> None:
    odd = Habits(
        counter_sw=sw,
        counter_takes_le=False,
        counter_silent=layout.SUPPORT_PIN,
        takes_short_ef=short_ef,
    )
    desk = desk_with(practice_keys, "taro", odd)
    with SimulatedSource(desk).open() as card:
        tries = card.tries()
        assert tries.left() == {**FULL, "input_support": None}
        assert tries.unknown == {"input_support"}
        assert tries.missing == frozenset()
        with pytest.raises(TriesUnknown):
            card.attributes_by_pin("1234")
        assert not desk.chip().presented, "nobody knows whether it is the last try"
        with pytest.raises(WrongPin):
            card.attributes_by_pin("9999", last_try_confirmed=True)
        assert card.attributes_by_pin("1234", last_try_confirmed=True).name
    assert len(desk.chip().presented) == 2


def test_mended_38_a_pin_that_is_verified_already_needs_no_second_yes(practice_keys: Path) -> None:
    desk = desk_with(practice_keys, "taro", Habits(counter_sw=0x9000, counter_takes_le=False))
    with SimulatedSource(desk).open() as card:
        assert card.tries().unknown == frozenset()
        assert card.attributes_by_pin("1234").name


@pytest.mark.parametrize("blocked_sw", [0x6984, 0x6983, 0x63C0])
def test_mended_33_a_childs_card_has_no_signature_and_is_not_locked(
    practice_keys: Path, blocked_sw: int
) -> None:
    desk = desk_with(practice_keys, "child", Habits(blocked_sw=blocked_sw))
    with SimulatedSource(desk).open() as card:
        tries = card.tries()
        assert tries.left() == {**FULL, "signature": None}
        assert tries.missing == {"signature"}
        with pytest.raises(PinMissing):
            card.signature_certificate("ABC123")
        with pytest.raises(PinMissing):
            card.change_pin(Pin.SIGNATURE, "ABC123", "NEW456")
        assert card.attributes_by_pin("1234").name == BY_KEY["child"].name
        assert health(ON, tries).next_step is NextStep.NOTHING


def test_mended_33_a_card_without_pins_is_not_called_locked(practice_keys: Path) -> None:
    desk = desk_with(practice_keys, "face")
    with SimulatedSource(desk).open() as card:
        tries = card.tries()
        assert tries.missing == {"user_authentication", "signature", "input_support"}
        assert tries.left() == {**dict.fromkeys(FULL), "verification_b": 10}
        for work in (
            lambda: card.attributes_by_pin("1234"),
            lambda: card.signature_certificate("ABC123"),
            lambda: card.authentication_certificate("1234"),
            lambda: card.change_pin(Pin.INPUT_SUPPORT, "1234", "5678"),
        ):
            with pytest.raises(PinMissing):
                work()
        assert not desk.chip().presented
        assert health(ON, tries).locked == ()
        assert card.attributes_by_verification_b(BY_KEY["face"].verification_b).name


def test_mended_33_a_card_that_is_locked_is_still_called_locked(practice_keys: Path) -> None:
    desk = desk_with(practice_keys, "locked")
    desk.block(Pin.SIGNATURE)
    with SimulatedSource(desk).open() as card:
        tries = card.tries()
        assert tries.missing == frozenset()
        assert (tries.signature, tries.input_support, tries.user_authentication) == (0, 0, 0)
        with pytest.raises(PinBlocked):
            card.signature_certificate("ABC123")
        with pytest.raises(PinBlocked):
            card.attributes_by_pin("1234")
        assert health(ON, tries).next_step is NextStep.RESET_PIN


def test_mended_33_a_card_that_does_not_say_what_was_issued_is_believed(
    practice_keys: Path,
) -> None:
    desk = desk_with(practice_keys, "child")
    said = desk.chip().applications[layout.JPKI].files.pop(layout.ISSUED_CERTIFICATES)
    with SimulatedSource(desk).open() as card:
        assert card.tries().signature == 0
        with pytest.raises(PinBlocked):
            card.signature_certificate("ABC123")
    desk.chip().applications[layout.JPKI].files[layout.ISSUED_CERTIFICATES] = said
