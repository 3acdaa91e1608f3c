"""Every task of the card, in fair weather and in foul; no try is ever used by accident."""

import hashlib
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from PIL import Image

from card_reader import (
    AnotherCard,
    Card,
    CardError,
    CardKind,
    CardRemoved,
    CertificateKind,
    LastTry,
    NotMyNumberCard,
    Pin,
    PinBlocked,
    PinFormat,
    PinMissing,
    PinTries,
    WrongPin,
    layout,
)
from card_reader.channel import Channel
from card_reader.same_card import SameCard
from card_reader.simulated import SimulatedDesk, SimulatedSource
from card_reader.simulated.chip import Habits
from card_reader.simulated.faults import Fault
from card_reader.simulated.issue import NUMBER_FILE
from card_reader.simulated.persons import BY_KEY, PERSONS

HABITS = [
    Habits(),
    Habits(takes_extended=False),
    Habits(takes_short_ef=False),
    Habits(takes_short_ef=False, takes_extended=False, blocked_sw=0x6983),
    Habits(reselect_clears=False, blocked_sw=0x63C0),
    Habits(takes_short_ef=False, short_ef_sw=0x6A82),
    Habits(longest_answer=256),
    Habits(longest_answer=100),
]
REAL = [one.key for one in PERSONS if one.is_my_number_card and not one.is_phone]


def headers(desk: SimulatedDesk, instruction: int) -> list[bytes]:
    return [head for head in desk.chip().log if head[1] == instruction]


def secrets_sent(desk: SimulatedDesk) -> int:
    """How many VERIFY commands there were beside the questions for the counter."""
    return len(headers(desk, 0x20))


def read_everything(card: Card) -> None:
    card.front_by_verification_b(BY_KEY["taro"].verification_b)
    card.attributes_by_pin("1234")


@pytest.mark.parametrize("habits", HABITS)
@pytest.mark.parametrize("key", REAL)
def test_attributes_come_by_verification_b(practice_keys: Path, key: str, habits: Habits) -> None:
    desk, person = SimulatedDesk(practice_keys, habits), BY_KEY[key]
    desk.put(key)
    with SimulatedSource(desk).open() as card:
        found = card.attributes_by_verification_b(
            person.verification_b, last_try_confirmed=key == "last_try"
        )
    assert (found.name, found.address) == (person.name, person.address)
    assert (found.birth_raw, found.sex) == (person.birth, person.sex)


@pytest.mark.parametrize("habits", HABITS)
def test_photo_and_expiry_come_as_png(practice_keys: Path, habits: Habits) -> None:
    desk = SimulatedDesk(practice_keys, habits)
    desk.put("taro")
    shares: list[float] = []
    with SimulatedSource(desk).open() as card:
        front = card.front_by_verification_b(BY_KEY["taro"].verification_b, progress=shares.append)
    assert Image.open(io.BytesIO(front.photo_png)).format == "PNG"
    assert front.expires_on == date(2031, 4, 3)
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


def test_four_attributes_take_four_commands(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        before = len(desk.chip().log)
        card.attributes_by_pin("1234")
        assert len(desk.chip().log) - before == 4


def test_counters_are_read_without_a_try(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        for _ in range(5):
            tries = card.tries()
    assert tries.left() == {
        "user_authentication": 3, "signature": 5, "input_support": 3, "verification_b": 10,
    }  # fmt: skip


def test_a_wrong_pin_costs_one_try_and_says_how_many_are_left(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        with pytest.raises(WrongPin) as wrong:
            card.attributes_by_pin("9999")
        assert wrong.value.tries_left == 2
        assert card.tries().input_support == 2
        card.attributes_by_pin("１２３４")
        assert card.tries().input_support == 3


@pytest.mark.parametrize("text", ["", "123", "12345", "12a4", "１２３", "   ", "١٢٣٤"])
def test_a_pin_of_wrong_form_is_never_sent(desk: SimulatedDesk, text: str) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        before = secrets_sent(desk)
        with pytest.raises(PinFormat):
            card.attributes_by_pin(text)
    assert secrets_sent(desk) == before


def test_the_last_try_needs_an_explicit_yes(desk: SimulatedDesk) -> None:
    desk.put("last_try")
    with SimulatedSource(desk).open() as card:
        with pytest.raises(LastTry):
            card.attributes_by_pin("9999")
        assert (layout.SUPPORT, layout.SUPPORT_PIN) not in desk.chip().asked_for
        assert card.tries().input_support == 1
        with pytest.raises(PinBlocked):
            card.attributes_by_pin("9999", last_try_confirmed=True)
        with pytest.raises(PinBlocked):
            card.attributes_by_pin("1234", last_try_confirmed=True)


def test_a_locked_pin_is_not_sent_and_other_ways_stay_open(desk: SimulatedDesk) -> None:
    desk.put("locked")
    with SimulatedSource(desk).open() as card:
        assert card.tries().input_support == 0
        with pytest.raises(PinBlocked):
            card.attributes_by_pin("1234", last_try_confirmed=True)
        assert (layout.SUPPORT, layout.SUPPORT_PIN) not in desk.chip().asked_for
        assert card.attributes_by_verification_b(BY_KEY["locked"].verification_b).name


def test_a_card_without_pins_says_so_and_is_read_by_verification_b(desk: SimulatedDesk) -> None:
    desk.put("pinless")
    with SimulatedSource(desk).open() as card:
        tries = card.tries()
        assert (tries.signature, tries.input_support, tries.verification_b) == (None, None, 10)
        with pytest.raises(PinMissing):
            card.signature_certificate("ABC123")
        assert card.attributes_by_verification_b(BY_KEY["pinless"].verification_b).name


def test_another_card_is_recognised(desk: SimulatedDesk) -> None:
    desk.put("other_card")
    with SimulatedSource(desk).open() as card, pytest.raises(NotMyNumberCard):
        card.kind()


@pytest.mark.parametrize("commands", range(7))
def test_a_card_taken_away_in_the_middle_costs_no_try(desk: SimulatedDesk, commands: int) -> None:
    desk.put("taro")
    source = SimulatedSource(desk)
    desk.fail(Fault.LOSE_ANSWER, commands)
    with source.open() as card, pytest.raises(CardRemoved):
        read_everything(card)
    desk.put("taro")
    with source.open() as card:
        assert (card.tries().input_support, card.tries().verification_b) == (3, 10)
        assert card.kind()


@pytest.mark.parametrize("kind", [CertificateKind.SIGNATURE, CertificateKind.USER_AUTHENTICATION])
def test_signatures_verify_with_the_cards_certificate(
    desk: SimulatedDesk, kind: CertificateKind
) -> None:
    desk.put("taro")
    text = "申請します".encode()
    secret = "abc123" if kind is CertificateKind.SIGNATURE else "1234"
    with SimulatedSource(desk).open() as card:
        signature = card.sign_digest(kind, secret, hashlib.sha256(text).digest())
        found = (
            card.signature_certificate("ABC123")
            if kind is CertificateKind.SIGNATURE
            else card.authentication_certificate()
        )
    key = x509.load_der_x509_certificate(found.der).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signature, text, padding.PKCS1v15(), SHA256())
    assert found.status(datetime.now(UTC)) == "valid_dates"


def test_the_certificate_tells_stand_ins_from_the_chips_own_text(desk: SimulatedDesk) -> None:
    desk.put("itaiji")
    with SimulatedSource(desk).open() as card:
        found = card.signature_certificate("ABC123").attributes
        chip = card.attributes_by_verification_b(BY_KEY["itaiji"].verification_b)
    assert found is not None
    assert chip.name == "見本辻󠄀　𠮷髙"
    assert (found.name, found.name_substitutes) == ("見本辻　吉高", "001011")
    assert (found.address[6], found.address_substitutes[6]) == ("辻", "1")
    assert len(found.address) == len(found.address_substitutes)


def test_an_expired_certificate_is_called_expired(desk: SimulatedDesk) -> None:
    desk.put("expired")
    with SimulatedSource(desk).open() as card:
        assert card.authentication_certificate().status(datetime.now(UTC)) == "expired"


@pytest.mark.parametrize("habits", HABITS)
def test_no_flow_asks_for_the_individual_number(practice_keys: Path, habits: Habits) -> None:
    desk, person = SimulatedDesk(practice_keys, habits), BY_KEY["taro"]
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        card.kind()
        card.tries()
        card.attributes_by_pin("1234")
        card.attributes_by_verification_b(person.verification_b)
        card.front_by_verification_b(person.verification_b)
        card.authentication_certificate()
        card.signature_certificate("ABC123")
        card.sign_digest(CertificateKind.USER_AUTHENTICATION, "1234", bytes(32))
    assert desk.chip().asked_for == {
        (layout.JPKI, layout.TOKEN),
        (layout.JPKI, layout.ISSUED_CERTIFICATES),
        (layout.JPKI, layout.AUTH_CERTIFICATE),
        (layout.JPKI, layout.AUTH_PIN),
        (layout.JPKI, layout.SIGN_CERTIFICATE),
        (layout.JPKI, layout.SIGN_PIN),
        (layout.SUPPORT, layout.ATTRIBUTES),
        (layout.SUPPORT, layout.SUPPORT_PIN),
        (layout.SUPPORT, layout.SUPPORT_B),
        (layout.VISUAL, layout.FRONT),
        (layout.VISUAL, layout.VISUAL_B),
    }


def test_the_practice_card_would_notice_such_a_read(desk: SimulatedDesk) -> None:
    desk.put("taro")
    line = Channel(desk.chip())
    line.select_df(layout.SUPPORT)
    line.verify(layout.SUPPORT_PIN, bytearray(b"1234"), last_try_confirmed=False)
    line.read(NUMBER_FILE)
    assert (layout.SUPPORT, NUMBER_FILE) in desk.chip().asked_for


def test_nothing_personal_is_in_any_repr(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        found = card.attributes_by_pin("1234")
        front = card.front_by_verification_b(BY_KEY["taro"].verification_b)
        certificate = card.signature_certificate("ABC123")
    shown = repr((found, front, certificate))
    for value in ("見本", "1945", "出窓町"):
        assert value not in shown


class Answering:
    """A card that answers every command with the same status word."""

    def __init__(self, sw: int) -> None:
        self.sw = sw
        self.count = 0

    def transmit(self, _: bytes | bytearray) -> bytes:
        self.count += 1
        if self.count > 50:
            raise CardRemoved
        return self.sw.to_bytes(2, "big")


def test_every_status_word_ends_in_a_card_error() -> None:
    for sw in range(0x10000):
        line = Answering(sw)
        with pytest.raises(CardError):
            Card(Channel(line)).attributes_by_pin("1234")
        assert line.count <= 51


def test_a_pin_is_changed_and_the_old_one_is_gone(practice_keys: Path) -> None:
    desk = SimulatedDesk(practice_keys)
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        card.change_pin(Pin.INPUT_SUPPORT, "1234", "0567")
        assert card.attributes_by_pin("0567").name == BY_KEY["taro"].name
        with pytest.raises(WrongPin):
            card.attributes_by_pin("1234")
        card.change_pin(Pin.SIGNATURE, "ABC123", "wind0w")
        assert card.signature_certificate("WIND0W").serial
        assert card.tries().signature == 5


@pytest.mark.parametrize("new", ["", "ABCDEF", "123456", "A1", "ABC-123", "A" * 17 + "1"])
def test_a_new_password_that_breaks_its_rules_is_never_sent(desk: SimulatedDesk, new: str) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card, pytest.raises(PinFormat):
        card.change_pin(Pin.SIGNATURE, "ABC123", new)
    assert not headers(desk, 0x20)
    assert not headers(desk, 0x24)


def test_what_is_free_is_read_without_a_pin(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        assert card.applications() == {
            "jpki": True,
            "input_support": True,
            "visual": True,
            "residents": False,
            "common": True,
            "driving_licence": False,
            "residence": False,
        }
        assert card.manufacturing_number() == "PRACTICE000"
        assert card.support_information().version == 1
        for kind in (CertificateKind.SIGNATURE, CertificateKind.USER_AUTHENTICATION):
            assert card.authority_certificate(kind).key_id
    assert not headers(desk, 0x20)


def test_a_phone_is_recognised_and_keeps_its_certificate_behind_its_pin(
    desk: SimulatedDesk,
) -> None:
    desk.put("phone")
    with SimulatedSource(desk).open() as card:
        assert card.kind() is CardKind.PHONE
        assert card.tries() == PinTries(3, 5, None, None)
        with pytest.raises(PinMissing):
            card.authentication_certificate()
        assert card.authentication_certificate("1234").serial


def test_a_number_typed_for_one_card_never_reaches_another(desk: SimulatedDesk) -> None:
    same = SameCard()
    for key in ("taro", "taro"):
        desk.put(key)
        with SimulatedSource(desk).open() as card:
            same.check(card)
    desk.put("long")
    with SimulatedSource(desk).open() as card, pytest.raises(AnotherCard):
        same.check(card)
    assert not desk.chip().presented
    assert "PRACTICE" not in repr(same)


def test_a_phone_that_names_no_chip_is_not_taken_for_another(desk: SimulatedDesk) -> None:
    same = SameCard()
    for _ in range(2):
        desk.put("phone")
        with SimulatedSource(desk).open() as card:
            same.check(card)
    desk.put("taro")
    with SimulatedSource(desk).open() as card, pytest.raises(AnotherCard):
        same.check(card)
