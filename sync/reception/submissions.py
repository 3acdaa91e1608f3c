"""One record of a batch: checked, offered to the database, answered with a receipt."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.reception.keys import ReceptionKeys
from sync.reception.store import Device, Offer, Stored
from sync.wire.envelope import Envelope, verify
from sync.wire.errors import SignatureInvalid, WireError
from sync.wire.problem import problem
from sync.wire.receipt import Receipt

Answer = dict[str, Any]


class Refused(Exception):
    """One record's own fault; the others of its batch go on."""

    def __init__(self, slug: str, id: str = "") -> None:
        super().__init__(slug)
        self.slug = slug
        self.id = id


def check(raw: bytes, device: Device, city_keys: frozenset[str]) -> Offer:
    """Return the offer in one frame.

    Raises:
        Refused: not an envelope, not of this device, or sealed to a foreign key.
    """
    try:
        envelope = Envelope.from_bytes(raw)
    except WireError as refused:
        raise Refused("malformed") from refused
    header = envelope.header
    if header.device != device.id:
        raise Refused("signature-invalid", header.id)
    try:
        verify(envelope, Ed25519PublicKey.from_public_bytes(device.sign_key))
    except SignatureInvalid as refused:
        raise Refused("signature-invalid", header.id) from refused
    if header.city_key not in city_keys:
        raise Refused("unknown-city-key", header.id)
    return Offer(header.id, header.device, header.seq, envelope.digest().hex(), raw)


def answer_for(offer: Offer, stored: Stored, keys: ReceptionKeys) -> Answer:
    """Return 201 or 200 with the receipt, or 409 when other bytes lie under this id."""
    if (stored.digest, stored.device) != (offer.digest, offer.device):
        return refusal(Refused("other-bytes", offer.id))
    status = 201 if stored.is_new else 200
    return {"id": offer.id, "status": status, "receipt": receipt_for(stored, keys)}


def receipt_for(stored: Stored, keys: ReceptionKeys) -> str:
    """Sign for what the database holds; the same row always gives the same receipt."""
    return keys.sign(
        Receipt(
            id=stored.id,
            sha256=stored.digest,
            device=stored.device,
            seq=stored.seq,
            received_at=stored.received_at,
            epoch=keys.epoch,
            # One machine with synchronous=FULL: committed is as durable as it gets here.
            stage="durable",
        )
    )


def refusal(refused: Refused) -> Answer:
    """Return the answer for a refused record."""
    details = problem(refused.slug)
    return {"id": refused.id, "status": details["status"], "problem": details}
