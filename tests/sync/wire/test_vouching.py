"""Receipts, answers and requests: only the right key vouches for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import (
    OpenFailed,
    ReceiptInvalid,
    ReceiptKeyUnknown,
    SignatureInvalid,
    WireError,
)
from sync.wire.city import NamedKey
from sync.wire.hpke.suites import CLASSIC, make_key
from sync.wire.messages.decision import Decision, DecisionStatus, open_decision, seal_decision
from sync.wire.receipt import Receipt, sign_receipt, verify_receipt
from sync.wire.request import (
    Credentials,
    Request,
    RequestTooOld,
    authorise,
    check_body,
    check_head,
    read_credentials,
)

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
KNOWN = (NamedKey(kid="r1", public=KEY.public_key().public_bytes_raw()),)
RECEIPT = Receipt("ab" * 16, "cd" * 32, "tablet-1", 7, NOW, "e1", "durable")
ANSWER = Decision(
    "ab" * 16, "482739562284", DecisionStatus.RETURNED, "口座の番号を確かめてください", NOW, 1
)


def test_receipt_is_believed_from_the_city_only() -> None:
    assert verify_receipt(sign_receipt(RECEIPT, "r1", KEY), KNOWN) == RECEIPT
    forged = sign_receipt(RECEIPT, "r1", Ed25519PrivateKey.generate())
    for token in (forged, "", "a.b.c", "<html>login</html>"):
        with pytest.raises(ReceiptInvalid) as refused:
            verify_receipt(token, KNOWN)
        assert not isinstance(refused.value, ReceiptKeyUnknown)


def test_a_receipt_of_a_key_that_is_not_known_is_told_from_a_forged_one() -> None:
    with pytest.raises(ReceiptKeyUnknown):
        verify_receipt(sign_receipt(RECEIPT, "r2", Ed25519PrivateKey.generate()), KNOWN)


def test_answer_opens_on_its_tablet_only() -> None:
    tablet, other = make_key(CLASSIC), make_key(CLASSIC)
    sealed = seal_decision(ANSWER, "tablet-1", tablet.public, "r1", KEY)
    assert open_decision(sealed, tablet.private, KNOWN) == ANSWER
    with pytest.raises(OpenFailed):
        open_decision(sealed, other.private, KNOWN)
    stranger = (
        NamedKey(kid="r1", public=Ed25519PrivateKey.generate().public_key().public_bytes_raw()),
    )
    with pytest.raises(SignatureInvalid):
        open_decision(sealed, tablet.private, stranger)
    assert "口座" not in repr(ANSWER)


ASKED = Request("POST", "/v1/x", b"body")


@pytest.mark.parametrize(
    ("request_", "now", "refusal"),
    [
        (replace(ASKED, body=b"other"), NOW, SignatureInvalid),
        (replace(ASKED, target="/v1/answers?after=1"), NOW, SignatureInvalid),
        (replace(ASKED, method="DELETE"), NOW, SignatureInvalid),
        (ASKED, NOW + timedelta(minutes=11), RequestTooOld),
        (ASKED, NOW - timedelta(minutes=11), RequestTooOld),
    ],
)
def test_request_is_bound_to_what_it_asks(
    request_: Request, now: datetime, refusal: type[WireError]
) -> None:
    credentials = read_credentials(authorise(ASKED, device="tablet-1", key=KEY, at=NOW))
    check(credentials, ASKED, NOW)
    with pytest.raises(refusal):
        check(credentials, request_, now)
    changed = [
        replace(credentials, device="x"),
        replace(credentials, at="2026-11-23T03:00:01+00:00"),
        replace(credentials, nonce="x"),
        replace(credentials, sha256="00" * 32),
    ]
    for other in changed:
        with pytest.raises(SignatureInvalid):
            check_head(other, KEY.public_key(), ASKED, NOW)


def check(credentials: Credentials, asked: Request, now: datetime) -> None:
    """Check as the reception does: before the body is read, and after."""
    check_head(credentials, KEY.public_key(), asked, now)
    check_body(credentials, asked.body)
