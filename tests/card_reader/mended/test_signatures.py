"""A signature that the card cut short is never taken for one, whoever asks for it."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from card_reader import CertificateKind, WrongSignature
from card_reader.algorithms import P384_SHA384, RSA_SHA256, refuse_wrong_signature
from card_reader.card import Card
from card_reader.channel import Channel
from card_reader.signing import sign_detached, sign_pdf
from card_reader.simulated import SimulatedDesk, SimulatedSource
from card_reader.simulated.chip import Habits
from card_reader.source import CardSource
from card_reader.tool import main as tool

DIGEST = hashlib.sha256(b"form").digest()
CUT = [0, 1, 128, 255]  # 0 is a bare 9000
KEYS = [
    (CertificateKind.SIGNATURE, "ABC123"),
    (CertificateKind.USER_AUTHENTICATION, "1234"),
]


def cutting(practice_keys: Path, answered: int, key: str = "taro") -> SimulatedDesk:
    desk = SimulatedDesk(practice_keys, Habits(signature_bytes=answered))
    desk.put(key)
    return desk


@pytest.mark.parametrize("answered", CUT)
def test_mended_30_a_cut_signature_makes_no_pdf_and_no_cms(
    practice_keys: Path, form: bytes, answered: int
) -> None:
    desk = cutting(practice_keys, answered)
    with SimulatedSource(desk).open() as card:
        with pytest.raises(WrongSignature):
            sign_pdf(card, "ABC123", form, reason=None, location=None, field=None)
        with pytest.raises(WrongSignature):
            sign_detached(card, "ABC123", form)
        assert card.tries().signature == 5


@pytest.mark.parametrize(("kind", "secret"), KEYS)
@pytest.mark.parametrize("answered", CUT)
def test_mended_30_the_library_returns_no_cut_signature(
    practice_keys: Path, answered: int, kind: CertificateKind, secret: str
) -> None:
    source = SimulatedSource(cutting(practice_keys, answered))
    with source.open() as card, pytest.raises(WrongSignature):
        card.sign_digest(kind, secret, DIGEST)
    source = SimulatedSource(cutting(practice_keys, min(answered, 95), "next"))
    with source.open() as card, pytest.raises(WrongSignature):
        card.sign_digest(kind, secret, bytes(48), algorithm=P384_SHA384)


class Flipping:
    """A line on which one bit of every long answer is another."""

    def __init__(self, desk: SimulatedDesk) -> None:
        self.desk = desk

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        answer = bytearray(self.desk.chip().transmit(apdu))
        if apdu[1] == 0x2A:
            answer[0] ^= 1
        return bytes(answer)


@pytest.mark.parametrize(("kind", "secret"), KEYS)
def test_mended_30_a_whole_signature_by_another_key_is_refused(
    desk: SimulatedDesk, kind: CertificateKind, secret: str
) -> None:
    desk.put("taro")
    with pytest.raises(WrongSignature):
        Card(Channel(Flipping(desk))).sign_digest(kind, secret, DIGEST)


def test_mended_30_what_is_checked_is_this_digest_under_this_key(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        certificate = card.signature_certificate("ABC123")
        made = card.sign_opened(DIGEST, certificate)
        refuse_wrong_signature(made, DIGEST, certificate)
        for signature, digest in ((made, bytes(32)), (made[:-1], DIGEST), (b"", DIGEST)):
            with pytest.raises(WrongSignature):
                refuse_wrong_signature(signature, digest, certificate)
        other = replace(certificate, der=card.authentication_certificate().der)
        with pytest.raises(WrongSignature):
            refuse_wrong_signature(made, DIGEST, other)
    assert certificate.status(datetime.now(UTC)) == "valid_dates"
    assert RSA_SHA256.digest_length == len(DIGEST)


@pytest.mark.parametrize("detached", [True, False])
def test_mended_30_the_tool_writes_no_file_of_a_cut_signature(
    practice_keys: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: bytes,
    detached: bool,
) -> None:
    source: CardSource = SimulatedSource(cutting(practice_keys, 0))
    monkeypatch.setattr(tool, "source", lambda *_: source)
    monkeypatch.setattr("sys.stdin", io.StringIO("ABC123\n"))
    paper, out = tmp_path / "paper.pdf", tmp_path / "signed"
    paper.write_bytes(form)
    arguments = ["sign", str(paper), "--out", str(out), "--secret-stdin"]
    assert tool.main([*arguments, *(["--detached"] if detached else [])]) == 24
    assert not out.exists()


@pytest.mark.parametrize("kind", ["signature_authority", "user_authentication_authority"])
def test_mended_40_an_authority_signs_with_no_other_key(desk: SimulatedDesk, kind: str) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card, pytest.raises(ValueError, match="no card holds"):
        card.sign_digest(CertificateKind(kind), "1234", DIGEST)
    assert not desk.chip().presented
