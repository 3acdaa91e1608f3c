"""A signed receipt: the only thing that lets a tablet forget an envelope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from sync.wire.canonical import canonical, parse_object
from sync.wire.city import NamedKey
from sync.wire.errors import ReceiptInvalid, WireError

ALGORITHM: Final = "Ed25519"
Stage = Literal["accepted", "durable"]


@dataclass(frozen=True)
class Receipt:
    """The reception holds exactly these bytes of this envelope.

    ``sha256`` is the hex digest of the whole envelope; ``epoch`` changes when
    the reception was restored from a backup; ``stage`` is ``durable`` when the
    bytes lie where no single failure takes them.
    """

    id: str
    sha256: str
    device: str
    seq: int
    received_at: datetime
    epoch: str
    stage: Stage


def sign_receipt(receipt: Receipt, kid: str, key: Ed25519PrivateKey) -> str:
    """Return *receipt* as a compact JWS (RFC 7515, algorithm Ed25519 of RFC 9864)."""
    payload = {
        "id": receipt.id,
        "sha256": receipt.sha256,
        "device": receipt.device,
        "seq": receipt.seq,
        "received_at": receipt.received_at.isoformat(),
        "epoch": receipt.epoch,
        "stage": receipt.stage,
    }
    return jws.serialize_compact(
        {"alg": ALGORITHM, "kid": kid},
        canonical(payload),
        OKPKey.import_key(key),
        algorithms=[ALGORITHM],
    )


def verify_receipt(token: str, keys: tuple[NamedKey, ...]) -> Receipt:
    """Return the receipt in *token* when one of the city's *keys* signed it.

    Raises:
        ReceiptInvalid: no receipt, another key, or a changed one.
    """
    for key in keys:
        try:
            signed = jws.deserialize_compact(
                token, OKPKey.import_key(key.ed25519()), algorithms=[ALGORITHM]
            )
        except (JoseError, ValueError, TypeError):
            continue
        try:
            return _receipt(parse_object(signed.payload, "receipt"))
        except (WireError, KeyError, TypeError, ValueError) as refused:
            raise ReceiptInvalid("a receipt lacks a field") from refused
    raise ReceiptInvalid("no key of the city signed this receipt")


def _receipt(fields: dict[str, Any]) -> Receipt:
    stage: Stage = "durable" if fields["stage"] == "durable" else "accepted"
    return Receipt(
        id=str(fields["id"]),
        sha256=str(fields["sha256"]),
        device=str(fields["device"]),
        seq=int(fields["seq"]),
        received_at=datetime.fromisoformat(fields["received_at"]),
        epoch=str(fields["epoch"]),
        stage=stage,
    )
