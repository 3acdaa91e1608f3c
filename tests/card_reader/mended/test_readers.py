"""Readers and services that misbehave: nothing stays verified, nothing waits for ever."""

import json
import sys
import threading
import time
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from card_reader import (
    Cancelled,
    Card,
    CardBusy,
    CardError,
    CardMute,
    CertificateKind,
    NoCard,
    NotMyNumberCard,
    ReaderSilent,
    ServiceStopped,
    SeveralCards,
    WrongPin,
    layout,
)
from card_reader.channel import Channel
from card_reader.pcsc import PcscSource, line
from card_reader.pcsc.calls import Calls
from card_reader.simulated import SimulatedDesk
from card_reader.simulated.chip import Habits
from card_reader.simulated.persons import BY_KEY
from card_reader.source import never
from card_reader.tool.main import main
from tests.card_reader.mended.software_pcsc import SoftwarePcsc, SoftwareReader

B = BY_KEY["taro"].verification_b
AUTHENTICATION = CertificateKind.USER_AUTHENTICATION
Plug = Callable[..., SoftwarePcsc]


@pytest.fixture
def plug(practice_keys: Path, monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Start a service in software with one reader for each card; None is an empty reader."""

    def start(
        *keys: str | None, habits: Habits | None = None, carries: int = 1 << 17
    ) -> SoftwarePcsc:
        readers = []
        for number, key in enumerate(keys):
            desk = SimulatedDesk(practice_keys, habits)
            if key:
                desk.put(key)
            readers.append(SoftwareReader(f"reader {number}", desk, carries))
        service = SoftwarePcsc(readers)
        smartcard = ModuleType("smartcard")
        smartcard.__spec__ = ModuleSpec("smartcard", None)
        smartcard.scard = service  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "smartcard", smartcard)
        return service

    return start


def still_open(desk: SimulatedDesk) -> bool:
    """Whether the next program reads the attributes without a PIN."""
    channel = Channel(desk.chip())
    return channel.select_df(layout.SUPPORT) and bool(
        desk.chip().transmit(bytes.fromhex("00B0820000"))[:-2]
    )


def test_mended_31_no_pin_stays_verified_on_a_card_that_keeps_it(plug: Plug) -> None:
    service = plug("taro", habits=Habits(keeps_pins=True))
    desk = service.readers[0].desk
    with PcscSource().open() as card:
        card.attributes_by_pin("1234")
        assert still_open(desk), "the card keeps it over everything but power-off"
        desk.chip().warm_reset()
        assert still_open(desk)
    assert service.log[-1] == "power off"
    assert not still_open(desk)


def fail_behind_a_pin(card: Card) -> None:
    card.attributes_by_pin("1234")
    card.signature_certificate("WRONG99")


def test_mended_31_power_goes_off_also_when_the_work_fails(plug: Plug) -> None:
    service = plug("taro", habits=Habits(keeps_pins=True))
    with pytest.raises(WrongPin), PcscSource().open() as card:
        fail_behind_a_pin(card)
    assert service.log[-1] == "power off"
    assert not still_open(service.readers[0].desk)


def test_mended_31_who_signs_is_alone_with_the_card(
    plug: Plug, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "BUSY_S", 0.3)
    service = plug("taro")
    source = PcscSource()
    with source.open(exclusive=True), pytest.raises(CardBusy), source.open():
        pass
    with source.open(), pytest.raises(CardBusy), source.open(exclusive=True):
        pass
    with source.open(), source.open():
        pass
    assert service.log[0] == "exclusive"


def test_mended_31_a_program_that_lets_go_soon_is_waited_for(plug: Plug) -> None:
    service = plug("taro")
    reader = service.readers[0]
    reader.shared = 1
    threading.Timer(0.3, lambda: setattr(reader, "shared", 0)).start()
    with PcscSource().open(exclusive=True) as card:
        assert card.kind()


@pytest.mark.parametrize("carries", [1 << 17, 256, 255, 200])
def test_mended_32_readers_of_short_answers_are_known_before_any_pin(
    plug: Plug, carries: int
) -> None:
    service = plug("long", carries=carries)
    person, source = BY_KEY["long"], PcscSource()
    for _ in range(2):
        with source.open() as card:
            found = card.attributes_by_pin("1234")
            front = card.front_by_verification_b(person.verification_b)
            assert card.signature_certificate("ABC123").serial
            assert len(card.sign_digest(AUTHENTICATION, "1234", bytes(32))) == 256
        assert (found.name, found.address) == (person.name, person.address)
        assert front.photo_png
    sent = service.readers[0].sent
    first_pin = next(n for n, apdu in enumerate(sent) if apdu[1] == 0x20)
    lost = [n for n, apdu in enumerate(sent) if apdu[1] == 0xB0 and apdu[2] == 0x8B]
    assert lost, "the probe reads a large free file"
    assert max(lost) < first_pin
    assert len(service.readers[0].desk.chip().presented) == 8


@pytest.mark.parametrize("habits", [Habits(takes_short_ef=False), Habits(takes_extended=False)])
def test_mended_32_a_card_of_short_commands_is_read_as_well(plug: Plug, habits: Habits) -> None:
    plug("taro", habits=habits, carries=255)
    with PcscSource().open() as card:
        assert card.attributes_by_verification_b(B).name == BY_KEY["taro"].name
        assert card.front_by_verification_b(B).photo_png


def test_mended_37_a_card_that_is_not_ready_after_power_up_is_asked_again(plug: Plug) -> None:
    service = plug("taro", habits=Habits(starts_slowly=True))
    source = PcscSource()
    for _ in range(2):
        with source.open() as card:
            assert card.kind()
            assert card.attributes_by_pin("1234").name
    service.readers[0].desk.chip().power_off()
    assert Card(Channel(service.readers[0].desk.chip())).tries().signature == 5


def test_mended_37_only_the_first_select_is_repeated() -> None:
    class Broken:
        def __init__(self) -> None:
            self.sent = 0

        def transmit(self, _: bytes | bytearray) -> bytes:
            self.sent += 1
            return bytes.fromhex("6F00")

    broken = Broken()
    with pytest.raises(CardError):
        Card(Channel(broken)).attributes_by_pin("1234")
    assert broken.sent == 2


def test_mended_34_a_pause_of_the_service_does_not_end_the_waiting(plug: Plug) -> None:
    service = plug(None)
    asked = iter(range(10**6))

    def pause() -> None:
        now = next(asked)
        service.runs = now not in (2, 3)
        if now == 5:
            service.readers[0].desk.put("taro")

    service.on_list = pause
    service.SCardEstablishContext = lambda _: (0, object())  # type: ignore[method-assign]
    assert PcscSource().wait_for_card(20, never).has_card


def test_mended_34_watching_goes_on_behind_a_pause(
    plug: Plug, capsys: pytest.CaptureFixture[str]
) -> None:
    service = plug("taro")
    asked = iter(range(10**6))
    service.SCardEstablishContext = lambda _: (0, object())  # type: ignore[method-assign]
    service.on_list = lambda: setattr(service, "runs", next(asked) != 2)
    assert main(["watch", "--seconds", "1.5", "--json"]) == 0
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert events[:3] == ["put", "taken", "put"]
    service.on_list = lambda: setattr(service, "runs", False)
    assert main(["watch", "--seconds", "1.5"]) == 10


def test_mended_34_a_service_that_stays_away_is_said_at_the_end(plug: Plug) -> None:
    service = plug(None)
    service.runs = False
    with pytest.raises(ServiceStopped):
        PcscSource().wait_for_card(0.3, never)
    with pytest.raises(Cancelled):
        PcscSource().wait_for_card(60, lambda: True)


def test_mended_34_a_reader_that_never_answers_is_given_up(
    plug: Plug, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ANSWER_S", 0.2)
    service = plug("taro")
    service.readers[0].hangs = hanging = threading.Event()
    try:
        with pytest.raises(ReaderSilent), PcscSource().open() as card:
            card.kind()
    finally:
        hanging.set()


def test_mended_34_a_command_that_was_not_begun_is_never_sent() -> None:
    calls, busy, sent = Calls(), threading.Event(), list[int]()
    calls.finish(lambda: busy.wait(30), 0.01)
    with pytest.raises(ReaderSilent):
        calls.run(lambda: sent.append(1), 0.01, never)
    busy.set()
    assert calls.run(lambda: sent, 30, never) == []
    calls.close()


def test_mended_34_a_reader_that_never_answers_can_be_stopped(plug: Plug) -> None:
    service = plug("taro")
    stopped = threading.Event()
    with PcscSource().open(cancelled=stopped.is_set) as card:
        assert card.kind()
        service.readers[0].hangs = hanging = threading.Event()
        threading.Timer(0.2, stopped.set).start()
        with pytest.raises(Cancelled):
            card.attributes_by_pin("1234")
        with pytest.raises(Cancelled):
            card.kind()
    assert service.log[-1] != "power off", "the hanging call still holds the card"
    hanging.set()
    end = time.monotonic() + 10
    while service.log[-1] != "power off":
        assert time.monotonic() < end, "it is let go once the reader answers"
        time.sleep(0.01)


@pytest.mark.parametrize(
    "keys", [("other_card", "taro"), ("taro", "other_card"), ("other_card", "phone")]
)
def test_mended_35_another_smart_card_does_not_block(plug: Plug, keys: tuple[str, str]) -> None:
    plug(*keys)
    source = PcscSource()
    fitting = f"reader {next(n for n, key in enumerate(keys) if key != 'other_card')}"
    assert source.wait_for_card(5, never).name == fitting
    with source.open() as card:
        assert card.kind()


def test_mended_35_a_card_that_is_always_there_is_told_once_and_passed_over(plug: Plug) -> None:
    service = plug("other_card", None)
    source = PcscSource()
    with pytest.raises(NotMyNumberCard):
        source.wait_for_card(60, never)
    asked = iter(range(10**6))
    service.on_list = lambda: service.readers[1].desk.put("taro") if next(asked) == 2 else None
    assert source.wait_for_card(20, never).name == "reader 1"
    service.on_list = lambda: None
    service.readers[1].desk.remove()
    service.readers[0].desk.put("other_card")  # another one, as far as the reader can tell
    with pytest.raises(NotMyNumberCard):
        source.wait_for_card(60, never)


def test_mended_35_the_tool_waits_past_another_smart_card(
    plug: Plug, capsys: pytest.CaptureFixture[str]
) -> None:
    service = plug("other_card", None)
    asked = iter(range(10**6))
    service.on_list = lambda: service.readers[1].desk.put("taro") if next(asked) == 3 else None
    assert main(["pins", "--wait", "20", "--json", "--secret-stdin"]) == 0
    assert json.loads(capsys.readouterr().out)["signature"] == 5
    plug("other_card", None)
    assert main(["pins", "--wait", "0.2", "--secret-stdin"]) == 20


def test_mended_35_a_wrong_card_is_told_and_two_right_ones_are_asked_about(plug: Plug) -> None:
    plug("taro", "long")
    with pytest.raises(SeveralCards):
        PcscSource().wait_for_card(5, never)
    with pytest.raises(SeveralCards), PcscSource().open():
        pass
    plug("other_card", "other_card")
    with pytest.raises(NotMyNumberCard), PcscSource().open():
        pass
    plug("other_card")  # the only reader: the caller finds out what it is
    assert PcscSource().wait_for_card(60, never).name == "reader 0"
    plug(None, None)
    with pytest.raises(NoCard):
        PcscSource().wait_for_card(0, never)


def test_mended_35_a_card_that_cannot_be_looked_at_is_tried_by_the_caller(plug: Plug) -> None:
    service = plug("other_card", "taro")
    service.readers[1].connect_code = 0x80100066
    source = PcscSource()
    assert source.wait_for_card(5, never).name == "reader 1"
    with pytest.raises(CardMute), source.open():
        pass
