"""Checks one record of a batch and makes its result: a receipt or a problem."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.reception.keys.keys import ReceptionKeys
from sync.reception.store.devices import Device
from sync.reception.store.store import Offer, Stored
from sync.wire.envelope import Envelope, verify
from sync.wire.problem import RecordSlug, Slug, problem
from sync.wire.receipt import Receipt

RecordResult = dict[str, Any]


class Refused(Exception):
    """One record's own fault; the others of its batch go on."""

    def __init__(self, slug: RecordSlug, id: str = "", missing: Sequence[str] = ()) -> None:
        super().__init__(slug)
        self.slug = slug
        self.id = id
        self.missing = list(missing)


def check(
    raw: bytes, signer_of: Callable[[str], Device | None], city_keys: Container[str]
) -> Offer:
    """Return the offer in one frame.

    Raises:
        Refused: not an envelope, not signed by the tablet it names, or sealed to
            a foreign key.
    """
    try:
        envelope = Envelope.from_bytes(raw)
    except WireError as refused:
        raise Refused(Slug.MALFORMED) from refused
    header = envelope.header
    device = signer_of(header.device)
    if device is None or device.approved_at is None:
        raise Refused(Slug.SIGNATURE_INVALID, header.id)
    try:
        verify(envelope, Ed25519PublicKey.from_public_bytes(device.sign_key))
    except SignatureInvalid as refused:
        raise Refused(Slug.SIGNATURE_INVALID, header.id) from refused
    if header.city_key not in city_keys:
        raise Refused(Slug.UNKNOWN_CITY_KEY, header.id)
    return Offer(
        *(header.id, header.device, header.seq, header.prev, envelope.digest().hex()),
        *(header.suite, header.city_key, header.at, raw),
        attachments=tuple((blob["sha256"], blob["len"]) for blob in header.blobs),
    )


@dataclass(frozen=True)
class Vouching:
    """Signs receipts for what the database holds, in the epoch of that database."""

    keys: ReceptionKeys
    epoch: str

    def receipt(self, stored: Stored) -> str:
        """Return the receipt of a stored application.

        ``accepted``: committed here. ``durable``: it lies in the office or in a
        backup as well, so that no restore of this database can take it away.
        """
        return self.keys.sign(
            Receipt(
                id=stored.id,
                sha256=stored.digest,
                device=stored.device,
                seq=stored.seq,
                received_at=stored.received_at,
                epoch=self.epoch,
                stage="durable" if stored.is_durable else "accepted",
            )
        )


def result_for(offer: Offer, stored: Stored, vouch: Vouching) -> RecordResult:
    """Return 201 or 200 with the receipt, or 409 when other bytes lie under this id."""
    if (stored.digest, stored.device) != (offer.digest, offer.device):
        return refusal(Refused(Slug.OTHER_BYTES, offer.id))
    status = 201 if stored.is_new else 200
    return {"id": offer.id, "status": status, "receipt": vouch.receipt(stored)}


def refusal(refused: Refused) -> RecordResult:
    """Return the result of a refused record."""
    details = problem(refused.slug)
    if refused.missing:
        details["missing"] = refused.missing
    return {"id": refused.id, "status": details["status"], "problem": details}
