"""Commands and status words as types: every length, every status word, and no data in a repr."""

import hashlib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from card_reader import Card, CardUnreadable, CertificateKind, Pin, commands
from card_reader.apdu import INS_NAMES, INS_READ_BINARY, INS_VERIFY, Apdu, Response, StatusWord
from card_reader.channel import Channel
from card_reader.simulated import SimulatedDesk
from card_reader.simulated.chip import Habits
from card_reader.simulated.persons import BY_KEY

TARO = BY_KEY["taro"]
VECTORS = Path(__file__).with_name("vectors") / "commands.toml"
SESSIONS: list[dict[str, Any]] = tomllib.loads(VECTORS.read_text())["session"]
OK = StatusWord(0x9000)
DIGEST = hashlib.sha256(b"form").digest()
TASKS: dict[str, Callable[[Card], object]] = {
    "kind": Card.kind,
    "tries": Card.tries,
    "attributes_by_b": lambda card: card.attributes_by_verification_b(TARO.verification_b),
    "attributes_by_pin": lambda card: card.attributes_by_pin("1234"),
    "front": lambda card: card.front_by_verification_b(TARO.verification_b),
    "authentication_certificate": Card.authentication_certificate,
    "signature_certificate": lambda card: card.signature_certificate("ABC123"),
    "authenticate": lambda card: card.sign_digest(
        CertificateKind.USER_AUTHENTICATION, "1234", DIGEST
    ),
    "information": Card.support_information,
    "number_of_the_chip": Card.manufacturing_number,
    "change_pin": lambda card: card.change_pin(Pin.INPUT_SUPPORT, "1234", "0567"),
}
HABITS = {
    "as_measured": Habits(),
    "short_reader": Habits(takes_extended=False, takes_short_ef=False),
    "exact_length": Habits(exact_length=True, takes_extended=False),
}
LENGTHS = (0, 1, 4, 254, 255, 256, 257, 65534, 65535)
WANTED = (None, 1, 2, 254, 255, 256, 257, 65534, 65535, 65536)


class Recorder:
    """Keeps every command that goes to the desk's card."""

    def __init__(self, desk: SimulatedDesk) -> None:
        self._desk = desk
        self.sent: list[str] = []

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        self.sent.append(bytes(apdu).hex().upper())
        return self._desk.transmit(self._desk.insertion(), apdu)


@pytest.mark.parametrize("session", SESSIONS, ids=lambda one: f"{one['task']}-{one['habits']}")
def test_the_card_gets_the_recorded_commands(practice_keys: Path, session: dict[str, Any]) -> None:
    desk = SimulatedDesk(practice_keys, HABITS[session["habits"]])
    desk.put("taro")
    line = Recorder(desk)
    TASKS[session["task"]](Card(Channel(line)))
    assert line.sent == session["expect"]
    assert [head.hex().upper() for head in desk.chip().log] == [sent[:8] for sent in line.sent]


def decode(raw: bytes) -> tuple[bytes, int | None]:
    """Data and Le as ISO/IEC 7816-4 table 1 tells the seven cases apart; for this test alone."""
    body = raw[4:]
    if not body:
        return b"", None
    if body[0] or len(body) == 1:
        width = 1
    else:
        width, body = 2, body[1:]
    if len(body) == width:
        return b"", int.from_bytes(body, "big") or 256**width
    end = width + int.from_bytes(body[:width], "big")
    assert len(body) in (end, end + width)
    wanted = body[end:]
    return body[width:end], (int.from_bytes(wanted, "big") or 256**width) if wanted else None


@pytest.mark.parametrize("wanted", WANTED)
@pytest.mark.parametrize("length", LENGTHS)
def test_every_length_at_an_edge_is_encoded_and_read_back(length: int, wanted: int | None) -> None:
    data = bytes(at % 251 + 1 for at in range(length))
    apdu = Apdu(0x00, INS_READ_BINARY, 1, 2, data, wanted)
    encoded = bytes(apdu.encode())
    assert decode(encoded) == (data, wanted)
    extended = length > 255 or (wanted or 0) > 256
    assert apdu.is_extended is extended
    lc, le = (2, 2) if extended else (1, 1)
    size = 4 + extended + (lc + length if length else 0) + (le if wanted else 0)
    assert len(encoded) == size


@pytest.mark.parametrize(
    "fields",
    [
        {"cla": 256},
        {"ins": -1},
        {"p1": 256},
        {"p2": 256},
        {"le": 0},
        {"le": 65537},
        {"data": bytes(65536)},
    ],
)
def test_what_has_no_encoding_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"one byte each|at most|Le is"):
        Apdu(**{"cla": 0, "ins": 0xB0, "p1": 0, "p2": 0, **fields})


@pytest.mark.parametrize("ins", range(0x100))
def test_no_repr_shows_data(ins: int) -> None:
    secret = b"1234ABCD"
    apdu = Apdu(0x00, ins, 0, 0x91, bytearray(secret), 256)
    shown = repr(apdu) + str(apdu) + f"{apdu}" + repr([apdu]) + repr(Response(secret, OK))
    for form in (secret.decode(), secret.hex(), secret.hex(" "), repr(list(secret))):
        assert form.lower() not in shown.lower()
    assert apdu.name in shown
    assert apdu.name == INS_NAMES.get(ins, f"INS {ins:02X}")


def test_a_command_shows_its_name_and_lengths() -> None:
    assert repr(commands.verify(0x11, b"1234")) == "Apdu(00 20 00 91 VERIFY, 4 bytes)"
    assert repr(commands.read_whole(2)) == "Apdu(00 B0 82 00 READ BINARY, 0 bytes, Le 65536)"


def test_wiping_a_secret_wipes_it_in_its_command() -> None:
    secret = bytearray(b"1234")
    apdu = Apdu(0x00, INS_VERIFY, 0, 0x91, secret)
    encoded = apdu.encode()
    secret[:] = bytes(4)
    assert bytes(apdu.data) == bytes(4)
    assert encoded[5:] == b"1234"  # the channel wipes this copy


def test_every_status_word_is_read_as_the_standard_has_it() -> None:
    for value in range(0x10000):
        sw = StatusWord(value)
        assert (sw, str(sw), repr(sw), f"{sw}") == (value, *[f"{value:04X}"] * 3)
        high, low = divmod(value, 0x100)
        assert sw.is_success is (value == 0x9000)
        assert sw.gives_data is (value in {0x9000, 0x6282})
        assert sw.is_not_found is (value in {0x6A82, 0x6A88})
        assert sw.is_closed is (value == 0x6982)
        assert sw.is_blocked is (value in {0x63C0, 0x6983, 0x6984})
        assert sw.tries_left == (low - 0xC0 if high == 0x63 and 0xC0 <= low <= 0xCF else None)
        assert sw.bytes_waiting == ((low or 256) if high == 0x61 else None)
        assert sw.exact_length == ((low or 256) if high == 0x6C else None)
        assert Response.parse(b"data" + value.to_bytes(2, "big")) == Response(b"data", sw)


@pytest.mark.parametrize("value", [-1, 0x10000])
def test_a_status_word_has_16_bits(value: int) -> None:
    with pytest.raises(ValueError, match="16 bits"):
        StatusWord(value)


@pytest.mark.parametrize("raw", [b"", b"\x90"])
def test_a_response_without_a_status_word_is_unreadable(raw: bytes) -> None:
    with pytest.raises(CardUnreadable):
        Response.parse(raw)
