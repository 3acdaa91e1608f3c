"""The enrolment QR is read strictly; the keys' fingerprint is the same on both sides."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.sample_city.tls import make_certificates
from sync.wire.messages.enrolment_code import (
    ALPHABET,
    EnrolmentCode,
    EnrolmentCodeExpired,
    EnrolmentCodeInvalid,
    ca_fingerprint,
    key_fingerprint,
)

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CODE = EnrolmentCode(
    "https://reception.example:8443", "ab" * 32, "ABCDEFGHJKLM", NOW + timedelta(minutes=10)
)
TEXT = CODE.to_text()


def test_a_code_comes_back_from_its_text() -> None:
    assert EnrolmentCode.parse(TEXT, NOW) == CODE
    assert "ABCDEFGHJKLM" not in repr(CODE)


def test_a_code_ends_after_its_time() -> None:
    assert EnrolmentCode.parse(TEXT, CODE.expires_at - timedelta(seconds=1)) == CODE
    with pytest.raises(EnrolmentCodeExpired):
        EnrolmentCode.parse(TEXT, CODE.expires_at)


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("DEMADO-ENROL-1", "DEMADO-ENROL-2", "text"),
        (" ab", "  ab", "text"),
        (":8443", ":8443\n", "url"),
        (":8443", ":8443 x", "text"),
        (":8443", ":8443" + "1" * 400, "text"),
        ("ABCDEFGHJKLM", "ABCDEFGHJKL0", "code"),
        ("ABCDEFGHJKLM", "abcdefghjklm", "code"),
        ("ABCDEFGHJKLM", "ABCDEFGHJKL", "code"),
        ("ab" * 32, "AB" * 32, "ca"),
        ("ab" * 32, "ab" * 31, "ca"),
        ("+00:00", "", "expiry"),
        ("2026-", "soon-", "expiry"),
        ("T03:10:00", "T03:10", "text"),
        ("https://", "http://", "url"),
        ("https://", "https://user:secret@", "url"),
        (":8443", ":8443/", "url"),
        (":8443", ":8443?x=1", "url"),
        (":8443", ":99999", "url"),
        ("reception.example", "", "url"),
        ("reception.example", "受付.example", "url"),
    ],
)
def test_a_changed_text_is_refused_naming_the_part(before: str, after: str, part: str) -> None:
    assert before in TEXT
    with pytest.raises(EnrolmentCodeInvalid) as refused:
        EnrolmentCode.parse(TEXT.replace(before, after, 1), NOW)
    assert refused.value.part == part


@given(st.text(max_size=450))
def test_any_other_text_is_refused_as_a_fact(text: str) -> None:
    with pytest.raises(EnrolmentCodeInvalid):
        EnrolmentCode.parse(text, NOW)


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="utf-8"))
def test_a_single_wrong_sign_is_read_exactly_or_refused(at: int, sign: str) -> None:
    text = TEXT[:at] + sign + TEXT[at + 1 :]
    try:
        assert EnrolmentCode.parse(text, NOW).to_text() == text
    except (EnrolmentCodeInvalid, EnrolmentCodeExpired):
        assert text != TEXT


def test_a_code_fits_its_own_city_only(tmp_path: Path) -> None:
    make_certificates(tmp_path / "a")
    make_certificates(tmp_path / "b")
    own, other = ((tmp_path / name / "ca.pem").read_text() for name in "ab")
    code = replace(CODE, ca_sha256=ca_fingerprint(own))

    code.refuse_another_city(CODE.reception_url, own)

    with pytest.raises(EnrolmentCodeInvalid, match="ca"):
        code.refuse_another_city(CODE.reception_url, other)
    with pytest.raises(EnrolmentCodeInvalid, match="url"):
        code.refuse_another_city("https://127.0.0.1:8443", own)
    with pytest.raises(EnrolmentCodeInvalid, match="ca"):
        code.refuse_another_city(CODE.reception_url, "no certificate")


def test_fingerprint_is_four_groups_without_look_alikes_and_depends_on_both_keys() -> None:
    shown = key_fingerprint(bytes(32), bytes(32))
    assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", shown)
    assert not set("01IO") & set(ALPHABET)
    assert len(set(ALPHABET)) == 32
    others = {key_fingerprint(bytes(31) + b"\1", bytes(32)), key_fingerprint(bytes(32), b"\1" * 32)}
    assert len(others | {shown}) == 3


def test_fingerprint_is_the_digests_first_eighty_bits() -> None:
    """SHA-256 of 64 zero bytes begins F5A5FD42D16A20302798 (sha256sum)."""
    signs = key_fingerprint(bytes(32), bytes(32)).replace("-", "")
    bits = "".join(f"{ALPHABET.index(sign):05b}" for sign in signs)
    assert f"{int(bits, 2):020X}" == "F5A5FD42D16A20302798"
