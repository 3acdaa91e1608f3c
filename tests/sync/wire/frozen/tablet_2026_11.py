"""How a tablet of November 2026 read the city's decisions and news: a copy that never changes.

A later office must be read by it. Nothing here is imported from the program but what opens
the seal, which has vectors of its own.
"""

import base64
import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.wire.hpke.suites import CLASSIC, open_bytes

DOMAIN = b"demado-answer-v1"


class OldStatus(StrEnum):
    """Every status that it knew; another one made the decision unreadable."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLACED = "replaced"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def read_decision(content: bytes, device_seal: bytes, city: Ed25519PublicKey) -> dict[str, Any]:
    """Return what it showed of a sealed decision; any exception: it showed nothing."""
    fields = json.loads(content)
    header, sealed, signature = (
        base64.b64decode(fields[name], validate=True) for name in ("header", "sealed", "signature")
    )
    said = json.loads(header)
    assert said.get("v") == 1
    assert isinstance(said.get("device"), str)
    assert isinstance(said.get("seq"), int)
    city.verify(signature, DOMAIN + header + sealed)
    inner = json.loads(open_bytes(CLASSIC, device_seal, sealed, DOMAIN + header))
    return {
        "id": str(inner["id"]),
        "number": str(inner["number"]),
        "status": OldStatus(inner["status"]),
        "message": str(inner["message"]),
        "decided_at": datetime.fromisoformat(inner["decided_at"]),
        "seq": int(inner["seq"]),
    }


def read_news(body: dict[str, Any]) -> dict[str, Any]:
    """Return what it took out of the news; a field that is missing was a captive portal."""
    for name in ("receipts", "unknown", "answers"):
        assert isinstance(body[name], list)
    return {
        "epoch": str(body["epoch"]),
        "receipts": [str(token) for token in body["receipts"]],
        "unknown": [str(id) for id in body["unknown"]],
        "answers": [base64.b64decode(text) for text in body["answers"]],
        "page": str(body["page"]),
        "more": bool(body["more"]),
        "lease": str(body["lease"]),
    }
