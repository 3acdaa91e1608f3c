"""Sealing binds header, content and signer; anything changed is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import OpenFailed, SignatureInvalid, WireError
from sync.wire.city import CityKey
from sync.wire.envelope import NO_PREVIOUS, Envelope, Header, open_envelope, seal, verify
from sync.wire.hpke.suites import SUITES, KeyPair, make_key, self_test

SIGN = Ed25519PrivateKey.generate()
KEYS = {suite: make_key(suite) for suite in SUITES}


def city_key(pair: KeyPair) -> CityKey:
    until = datetime.now(UTC) + timedelta(days=1)
    return CityKey(id="k1", suite=pair.suite, public=pair.public, not_after=until)


def header(suite: str) -> Header:
    at = datetime(2026, 11, 23, tzinfo=UTC).isoformat()
    return Header(suite, "ab" * 16, "tablet-1", 1, NO_PREVIOUS, "k1", at)


def sealed(suite: str) -> Envelope:
    return seal(b"an application", header(suite), city_key(KEYS[suite]), SIGN)


@pytest.mark.parametrize("suite", SUITES)
def test_open_returns_what_was_sealed(suite: str) -> None:
    envelope = Envelope.from_bytes(sealed(suite).to_bytes())
    verify(envelope, SIGN.public_key())
    assert open_envelope(envelope, KEYS[suite].private) == b"an application"


@pytest.mark.parametrize("suite", SUITES)
def test_open_refuses_a_changed_header(suite: str) -> None:
    envelope = sealed(suite)
    forged = replace(envelope, header=replace(envelope.header, seq=2))
    with pytest.raises(SignatureInvalid):
        verify(forged, SIGN.public_key())
    with pytest.raises(OpenFailed):
        open_envelope(forged, KEYS[suite].private)


@pytest.mark.parametrize("suite", SUITES)
def test_open_refuses_another_key(suite: str) -> None:
    with pytest.raises(OpenFailed):
        open_envelope(sealed(suite), make_key(suite).private)


def test_every_flipped_byte_is_refused() -> None:
    raw = sealed(SUITES[0]).to_bytes()
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(WireError):
            verify(Envelope.from_bytes(changed), SIGN.public_key())


@given(st.binary(max_size=400))
def test_reading_never_fails_otherwise_than_by_wire_error(content: bytes) -> None:
    with pytest.raises(WireError):
        Envelope.from_bytes(content)


def test_header_names_no_person_and_no_procedure() -> None:
    assert set(header(SUITES[0]).__dict__) == {
        "suite", "id", "device", "seq", "prev", "city_key", "at", "v", "blobs",
    }  # fmt: skip


def test_self_test_passes_on_this_machine() -> None:
    self_test()
