"""Dates of the health report, day by day, and the order of what is urgent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509

from card_reader import Attributes, Certificate, CertificateAttributes, CertificateKind, PinTries
from card_reader.checks.health import NextStep, Term, health
from card_reader.checks.trust import generation_of, generations, verdict
from card_reader.simulated import SimulatedDesk, SimulatedSource, trust

FULL = PinTries(3, 5, 3, 10)
# 15:00 UTC is the next day in Japan.
UNTIL = datetime(2030, 4, 2, 15, 0, tzinfo=UTC)


def certificate(kind: CertificateKind = CertificateKind.USER_AUTHENTICATION) -> Certificate:
    start = UNTIL - timedelta(days=365 * 5)
    return Certificate(kind, b"", "", "", 1, start, UNTIL, None)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2030, 1, 2), "ends_later"),
        (date(2030, 1, 3), "renewal_open"),
        (date(2030, 4, 3), "renewal_open"),
        (date(2030, 4, 4), "ended"),
    ],
)
def test_renewal_opens_three_months_before_the_last_day(on: date, status: str) -> None:
    found = health(on, FULL, authentication=certificate())
    assert found.user_authentication == Term(date(2030, 4, 3), date(2030, 1, 3), status)
    assert found.insurance_until == date(2030, 7, 31)


def test_a_term_that_ends_on_the_31st_opens_on_a_day_that_exists() -> None:
    found = health(date(2030, 1, 1), FULL, card_expires_on=date(2030, 5, 31))
    assert found.card == Term(date(2030, 5, 31), date(2030, 2, 28), "ends_later")


def test_the_most_urgent_step_comes_first() -> None:
    on = date(2031, 1, 1)
    locked = replace(FULL, signature=0, input_support=1)
    everything = health(on, locked, authentication=certificate(), card_expires_on=date(2030, 1, 1))
    assert everything.next_step is NextStep.RENEW_CARD
    assert (everything.locked, everything.nearly_locked) == (("signature",), ("input_support",))
    assert health(on, locked, authentication=certificate()).next_step is NextStep.RENEW_CERTIFICATE
    assert health(on, locked).next_step is NextStep.RESET_PIN
    assert health(on, FULL).next_step is NextStep.NOTHING
    assert "10" not in repr(health(on, FULL).card)


@pytest.mark.parametrize(
    ("certified", "marks", "chip", "agrees"),
    [
        ("見本　太郎", "00000", "見本　太郎", True),
        ("見本辻　吉高", "001011", "見本辻\U000e0100　𠮷髙", True),
        ("見本辻　吉高", "000000", "見本辻\U000e0100　𠮷髙", False),
        ("見本　太郎", "", "見本　太郎", True),
        ("見本　太郎", "00000", "見本　花子", False),
        ("見本　太郎", "11111", "見本　太", False),
    ],
)
def test_stand_ins_are_no_move(certified: str, marks: str, chip: str, agrees: bool) -> None:
    written = CertificateAttributes(certified, "町", "", "", marks, "0")
    assert written.agrees_with(chip, "町") is agrees
    signature = replace(certificate(CertificateKind.SIGNATURE), attributes=written)
    attributes = Attributes(chip, "町", None, "", "1")
    found = health(date(2029, 1, 1), FULL, signature=signature, attributes=attributes)
    assert found.signature_probably_revoked is not agrees


def test_every_generation_is_told_apart_by_its_key_id() -> None:
    assert len({(row.kind, row.key_id) for row in generations()}) == len(generations()) == 6
    for row in (one for one in generations() if one.key_id):
        made = replace(certificate(CertificateKind(row.kind)), issuer_key_id=row.key_id + "00" * 16)
        assert generation_of(made) == row
    assert generation_of(certificate()) is None


def test_a_certificate_is_trusted_by_key_id_and_signature(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        found = card.authentication_certificate()
        authority = card.authority_certificate(CertificateKind.USER_AUTHENTICATION)
    signing, authentication = (
        x509.load_pem_x509_certificate(path.read_bytes())
        for path in trust(desk._authority.folder)  # the same authorities as the card's
    )
    assert authority.key_id == found.issuer_key_id
    assert verdict(found, [signing, authentication]) == "trusted"
    assert verdict(found, [signing]) == "unknown_issuer"
    assert verdict(replace(found, issuer_key_id=authority.key_id), []) == "unknown_issuer"
    stranger = replace(found, der=authority.der)
    assert verdict(replace(stranger, issuer_key_id=found.issuer_key_id), [signing]) == (
        "unknown_issuer"
    )
