"""A tablet of November 2026 and the program of today read each other's decisions and news."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.tablet.line.replies import news_in
from sync.wire.hpke.suites import CLASSIC, open_bytes
from sync.wire.messages.decision import (
    DOMAIN,
    Decision,
    DecisionStatus,
    open_decision,
    seal_decision,
)
from sync.wire.messages.decision_body import NumberBody, read_body
from tests.sync.wire.frozen.formats import CITY_KEY, FORMATS, SEAL_KEY
from tests.sync.wire.frozen.tablet_2026_11 import OldStatus, read_decision, read_news

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SEAL_PUBLIC = X25519PrivateKey.from_private_bytes(SEAL_KEY).public_key().public_bytes_raw()
SAID = Decision(
    *("ab" * 16, "482739562284", DecisionStatus.REPLACED, "新しい受付番号は …"),
    *(datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC), 2),
    body=NumberBody(kind="replaced", number="345678922345"),
)


def inside(content: bytes) -> bytes:
    fields = json.loads(content)
    header, sealed = (base64.b64decode(fields[name]) for name in ("header", "sealed"))
    return open_bytes(CLASSIC, SEAL_KEY, sealed, DOMAIN + header)


def sealed(decision: Decision) -> bytes:
    return seal_decision(decision, FORMATS["device"], SEAL_PUBLIC, "a1", KEY)


@pytest.mark.parametrize("one", FORMATS["decisions"], ids=lambda one: one["name"])
def test_what_was_sealed_then_opens_now_and_is_said_in_the_same_bytes(one: dict[str, Any]) -> None:
    decision = open_decision(one["sealed"].encode(), SEAL_KEY, (CITY_KEY,))
    assert decision.body is None
    assert inside(one["sealed"].encode()) == one["plain"].encode()
    assert inside(sealed(decision)) == one["plain"].encode()


@pytest.mark.parametrize("one", FORMATS["decisions"], ids=lambda one: one["name"])
def test_the_copy_of_the_old_tablet_reads_what_its_time_sealed(one: dict[str, Any]) -> None:
    """Else the copy would prove nothing about the office of today."""
    read = read_decision(one["sealed"].encode(), SEAL_KEY, CITY_KEY.ed25519())
    said = json.loads(one["plain"])
    assert {name: read[name] for name in ("id", "number", "status", "message", "seq")} == {
        name: said[name] for name in ("id", "number", "status", "message", "seq")
    }


@pytest.mark.parametrize("status", DecisionStatus)
def test_an_old_tablet_reads_each_status_of_today(status: DecisionStatus) -> None:
    content = sealed(replace(SAID, status=status, body=None))
    assert read_decision(content, SEAL_KEY, CITY_KEY.ed25519())["status"] == OldStatus(status)


def test_an_old_tablet_reads_status_and_sentence_also_beside_a_body() -> None:
    """One that was put back to an older program: the office has not heard of it yet."""
    read = read_decision(sealed(SAID), SEAL_KEY, CITY_KEY.ed25519())
    assert (read["status"], read["message"]) == (OldStatus.REPLACED, SAID.message)


def test_a_body_is_read_as_it_was_sealed() -> None:
    assert open_decision(sealed(SAID), SEAL_KEY, (CITY_KEY,)) == SAID
    assert json.loads(inside(sealed(SAID)))["v"] == 2


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"kind": "booked", "slot": 1},
        {"kind": "replaced"},
        {"kind": "replaced", "number": "345678922345", "more": 1},
        {"kind": "replaced", "number": "https://elsewhere.example"},
        {"kind": ["replaced"], "number": "345678922345"},
    ],
)
def test_a_body_of_another_form_is_left_unread_and_the_decision_is_shown(body: object) -> None:
    assert read_body(body) is None


def test_an_old_tablet_takes_the_news_of_today() -> None:
    """Reception and office may add fields; those of then stay."""
    old = FORMATS["news_response"]
    today = news_in({**old, "more_of_tomorrow": {"a": 1}})
    assert read_news({**old, "more_of_tomorrow": 1})["unknown"] == list(today.unknown)
