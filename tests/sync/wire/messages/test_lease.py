"""A key lease: from the city only, for 1 to 30 days, and never mistaken for a receipt."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from sync.errors import LeaseInvalid, ReceiptInvalid
from sync.wire.canonical import canonical
from sync.wire.city import NamedKey
from sync.wire.messages.lease import TYPE, Lease, Order, lease_fields, sign_lease, verify_lease
from sync.wire.receipt import Receipt, sign_receipt, verify_receipt

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
KNOWN = (NamedKey(kid="r1", public=KEY.public_key().public_bytes_raw()),)
LEASE = Lease("tablet-1", NOW, NOW + timedelta(days=7), Order.LOCK)


def signed(fields: dict[str, Any], typ: str = TYPE) -> str:
    header = {"alg": "Ed25519", "kid": "r1", "typ": typ}
    return jws.serialize_compact(
        header, canonical(fields), OKPKey.import_key(KEY), algorithms=["Ed25519"]
    )


def test_lease_is_believed_from_the_city_only() -> None:
    assert verify_lease(sign_lease(LEASE, "r1", KEY), KNOWN) == LEASE
    forged = sign_lease(LEASE, "r1", Ed25519PrivateKey.generate())
    for token in (forged, "", "a.b.c", "<html>login</html>"):
        with pytest.raises(LeaseInvalid):
            verify_lease(token, KNOWN)


def test_lease_and_receipt_are_never_taken_for_each_other() -> None:
    receipt = Receipt("ab" * 16, "cd" * 32, "tablet-1", 7, NOW, "e1", "durable")
    with pytest.raises(LeaseInvalid, match="no lease"):
        verify_lease(sign_receipt(receipt, "r1", KEY), KNOWN)
    with pytest.raises(ReceiptInvalid):
        verify_receipt(sign_lease(LEASE, "r1", KEY), KNOWN)
    with pytest.raises(LeaseInvalid, match="no lease"):
        verify_lease(signed(lease_fields(LEASE), typ="JWT"), KNOWN)


@pytest.mark.parametrize(
    "change",
    [
        {"order": "format"},
        {"device": 7},
        {"until": "2026-11-23T03:00:00+00:00"},
        {"until": "2027-11-23T03:00:00+00:00"},
        {"until": "2026-11-30T03:00:00"},
        {"until": "soon"},
        {"issued_at": None},
        {"extra": "x"},
    ],
)
def test_lease_with_an_odd_field_is_refused_though_the_city_signed_it(
    change: dict[str, Any],
) -> None:
    assert verify_lease(signed(lease_fields(LEASE)), KNOWN) == LEASE
    with pytest.raises(LeaseInvalid):
        verify_lease(signed({**lease_fields(LEASE), **change}), KNOWN)


@pytest.mark.parametrize("days", [0.9, 30.1, -7])
def test_sign_refuses_a_lease_of_under_one_or_over_thirty_days(days: float) -> None:
    with pytest.raises(ValueError, match="1 to 30 days"):
        sign_lease(replace(LEASE, until=NOW + timedelta(days=days)), "r1", KEY)
