"""The line to the card: answers in pieces, readers of little memory, no PIN ever repeated."""

import contextlib
from pathlib import Path

import pytest

from card_reader import (
    Card,
    CardError,
    CardRemoved,
    CardUnreadable,
    UnexpectedStatus,
    WrongPin,
    layout,
    secrets,
)
from card_reader.channel import Channel
from card_reader.pcsc.probe import largest_answer
from card_reader.simulated import SimulatedDesk
from card_reader.simulated.persons import BY_KEY
from card_reader.simulated.source import DeskTransport


class Script:
    """A card that gives the answers it was told, in order."""

    def __init__(self, *answers: str) -> None:
        self.answers = [bytes.fromhex(answer) for answer in answers]
        self.sent: list[bytes] = []

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        self.sent.append(bytes(apdu))
        return self.answers.pop(0)


class ShortReader:
    """A USB reader that breaks the line for every command of extended length."""

    def __init__(self, desk: SimulatedDesk) -> None:
        self.desk = desk

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        if len(apdu) >= 7 and apdu[4] == 0:
            raise CardRemoved
        return self.desk.chip().transmit(apdu)


def test_a_signature_asked_for_with_another_length_keeps_its_data() -> None:
    line = Script("9000", "6C04", "AABBCCDD9000")
    assert Channel(line).sign(layout.AUTH_KEY, b"\x30\x31") == b"\xaa\xbb\xcc\xdd"
    assert line.sent[1:] == [
        bytes.fromhex("802A0080023031" + "00"),
        bytes.fromhex("802A0080023031" + "04"),
    ]


def test_an_answer_in_pieces_is_put_together() -> None:
    line = Script("9000", "AABB6102", "CCDD9000")
    assert Channel(line).sign(layout.AUTH_KEY, b"\x30") == b"\xaa\xbb\xcc\xdd"
    assert line.sent[2] == bytes.fromhex("00C0000002")


@pytest.mark.parametrize("sw", ["6C04", "6700", "6F00", "6300", "63C2", "6982", "6A80"])
def test_a_pin_goes_to_the_card_once_whatever_it_answers(sw: str) -> None:
    line = Script("63C3", sw)
    with pytest.raises(CardError):
        Channel(line).verify(layout.SUPPORT_PIN, bytearray(b"1234"), last_try_confirmed=False)
    assert sum(b"1234" in apdu for apdu in line.sent) == 1


def test_an_unexpected_answer_names_status_and_command_only() -> None:
    with pytest.raises(UnexpectedStatus) as raised:
        Channel(Script("63C3", "6F00")).verify(0x11, bytearray(b"1234"), last_try_confirmed=False)
    assert (raised.value.sw, raised.value.ins) == (0x6F00, 0x20)
    assert "1234" not in str(raised.value) + repr(raised.value)


def test_a_file_that_claims_to_be_endless_is_refused() -> None:
    line = Script("9000", "FF2082FFF00000009000")
    with pytest.raises(CardUnreadable):
        Channel(line, takes_extended=False).read(layout.ATTRIBUTES)


def test_a_reader_of_short_commands_is_recognised_before_any_pin(practice_keys: Path) -> None:
    desk, person = SimulatedDesk(practice_keys), BY_KEY["long"]
    desk.put("long")
    line = ShortReader(desk)
    assert largest_answer(line, desk.chip().power_off) == 256
    assert all(head[1] != 0x20 for head in desk.chip().log)
    found = Card(Channel(line, takes_extended=False)).attributes_by_pin("1234")
    assert (found.name, found.address) == (person.name, person.address)


def test_only_a_my_number_card_can_tell_what_a_reader_takes(desk: SimulatedDesk) -> None:
    desk.put("other_card")
    assert largest_answer(ShortReader(desk), desk.chip().power_off) is None
    desk.put("taro")
    assert largest_answer(desk.chip(), desk.chip().power_off) == 65536


@pytest.mark.parametrize("secret", ["1234", "9999"])
def test_a_secret_is_wiped_also_when_the_card_refuses_it(desk: SimulatedDesk, secret: str) -> None:
    desk.put("taro")
    line = DeskTransport(desk, desk.insertion())
    channel = Channel(line)
    assert channel.select_df(layout.SUPPORT)
    typed = secrets.four_digits(secret)
    with contextlib.suppress(WrongPin):
        channel.verify(layout.SUPPORT_PIN, typed, last_try_confirmed=False)
    assert typed == bytearray(4)
