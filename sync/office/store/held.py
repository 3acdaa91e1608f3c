"""Completes the reception's records of a tablet's envelopes with those of the office's database."""

from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.office.store.store import OfficeStore
from sync.wire.envelope import Envelope, verify


def held_envelopes(store: OfficeStore, device: str, key: Ed25519PublicKey) -> list[dict[str, Any]]:
    """Return the records of the envelopes that the tablet signed, as the reception's are."""
    rows = store.rows("select received_at, content from application where device = ?", device)
    found = []
    for received_at, content in rows:
        try:
            envelope = Envelope.from_bytes(bytes(content))
            verify(envelope, key)
        except (WireError, SignatureInvalid):
            continue
        found.append(_record(envelope, received_at))
    return found


def with_held(
    told: Iterable[Mapping[str, Any]], held: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the reception's records completed by the office's, in the tablet's order.

    What the office holds has arrived and is durable, whatever the reception still knows of it.
    """
    known = {record["id"]: record for record in told}
    for record in held:
        before = known.get(record["id"], record)
        durable_at = before["durable_at"] or record["durable_at"]
        known[record["id"]] = {**before, "durable_at": durable_at}
    return sorted(known.values(), key=lambda record: (record["seq"], record["id"]))


def _record(envelope: Envelope, received_at: str) -> dict[str, Any]:
    header = envelope.header
    return {
        "id": header.id,
        "seq": header.seq,
        "prev": header.prev,
        "digest": envelope.digest().hex(),
        "suite": header.suite,
        "city_key": header.city_key,
        "sealed_at": header.at,
        "received_at": received_at,
        "durable_at": received_at,
        "handed_over_at": received_at,
    }
