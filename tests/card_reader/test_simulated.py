"""The practice card plays what the fact sheet says, and its control port is for this machine."""

import hashlib
import io
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1
from PIL import Image

from card_reader.simulated import SimulatedDesk, SimulatedSource, images, trust
from card_reader.simulated.__main__ import command, main
from card_reader.simulated.persons import PERSONS

JPKI = "00A4040C0AD392F000260100000001"
SUPPORT = "00A4040C0AD3921000310001010408"
# DigestInfo of SHA-1. Source: RFC 8017 §9.2, note 1.
SHA1_INFO = "3021300906052b0e03021a05000414"


def talk(desk: SimulatedDesk, *apdus: str) -> bytes:
    """Return the answer to the last of the commands."""
    return [desk.chip().transmit(bytes.fromhex(apdu)) for apdu in apdus][-1]


def test_the_manufacturing_record_is_free(desk: SimulatedDesk) -> None:
    desk.put("taro")
    answer = talk(desk, "00A4040C0AD3921000310001010100", "00B2010C00")
    assert answer.endswith(b"\x90\x00")
    assert b"PRACTICE" in answer
    assert talk(desk, "00B2020C00") == b"\x6a\x83"


def test_the_card_pads_and_signs_what_it_is_given(desk: SimulatedDesk, practice_keys: Path) -> None:
    desk.put("taro")
    info = bytes.fromhex(SHA1_INFO) + hashlib.sha1(b"x", usedforsecurity=False).digest()
    sign = f"802A0080{len(info):02x}{info.hex()}00"
    assert talk(desk, JPKI, "00A4020C020017", sign) == b"\x69\x82"
    signature = talk(desk, "00A4020C020018", "00200080043" + "1323334", "00A4020C020017", sign)
    pem = (practice_keys / "taro-authentication.pem").read_bytes()
    key = x509.load_pem_x509_certificate(pem).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signature[:-2], b"x", padding.PKCS1v15(), SHA1())  # noqa: S303


def test_the_authorities_issued_every_certificate(desk: SimulatedDesk, practice_keys: Path) -> None:
    signing, authentication = (
        x509.load_pem_x509_certificate(path.read_bytes()) for path in trust(practice_keys)
    )
    for key in ("taro", "itaiji", "expired"):
        desk.put(key)
        for kind, issuer in (("signature", signing), ("authentication", authentication)):
            pem = (practice_keys / f"{key}-{kind}.pem").read_bytes()
            x509.load_pem_x509_certificate(pem).verify_directly_issued_by(issuer)


def test_every_person_is_named_and_every_key_survives_a_restart(
    desk: SimulatedDesk, practice_keys: Path
) -> None:
    shown = desk.persons()
    assert len({person.key for person in shown}) == len(PERSONS) == 19
    assert all(person.title and person.hint for person in shown)
    desk.put("taro")
    before = (practice_keys / "taro-signature.pem").read_bytes()
    SimulatedDesk(practice_keys).put("taro")
    assert (practice_keys / "taro-signature.pem").read_bytes() == before
    assert (practice_keys / "taro-signature.key").stat().st_mode & 0o077 == 0


def test_invented_names_look_invented() -> None:
    for person in PERSONS:
        if person.is_my_number_card:
            assert person.name.startswith(("見本", "ＭＩＨＯＮ"))
            assert person.address.startswith("見本県見本市")


def test_the_name_in_the_chip_is_a_drawn_picture() -> None:
    short, long = (Image.open(io.BytesIO(images.text(text))) for text in ("見本", "見本　太郎"))
    assert (short.format, short.mode) == ("PNG", "1")
    assert long.width > short.width
    assert len({images.text(text) for text in ("見本", "太郎", "𠮷髙", "辻", "龘")}) == 5


def test_commands_of_the_control_port(desk: SimulatedDesk) -> None:
    assert command(desk, "put taro") == {"current": "taro"}
    assert command(desk, "fail remove 3") == {"current": "taro"}
    assert command(desk, "remove") == {"current": None}
    assert len(command(desk, "persons")["persons"]) == len(PERSONS)
    for wrong in ("", "put", "put nobody", "fail rain 3", "fail remove x", "block", "log"):
        assert "error" in command(desk, wrong)


def test_troubles_of_the_control_port_reach_the_card(desk: SimulatedDesk) -> None:
    command(desk, "put taro")
    assert command(desk, "block signature") == {"current": "taro"}
    assert command(desk, "real-time on") == {"current": "taro"}
    with SimulatedSource(desk).open() as card:
        assert card.tries().signature == 0
    assert command(desk, "real-time off") == {"current": "taro"}
    for wish, closed in (("keeps", False), ("clears", True)):
        command(desk, f"select {wish}")
        read = ("00200091" + "0431323334", SUPPORT, "00B0820000")
        assert (talk(desk, SUPPORT, *read)[-2:] == b"\x69\x82") is closed


@pytest.mark.parametrize("place", ["0.0.0.0:5000", "localhost", "127.0.0.1:x"])
def test_the_control_port_is_for_this_machine_only(
    practice_keys: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    arguments = ["demado", "--folder", str(practice_keys), "--control", place]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit):
        main()
