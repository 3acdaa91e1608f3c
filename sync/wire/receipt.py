"""Signs and verifies receipts, by which alone a tablet erases an envelope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import ReceiptInvalid, ReceiptKeyUnknown, WireError
from sync.wire.city import NamedKey
from sync.wire.token import key_id_of, read_token, sign_token

Stage = Literal["accepted", "durable"]


@dataclass(frozen=True)
class Receipt:
    """The reception's statement that it holds exactly these bytes of this envelope.

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
    """Return *receipt* as a token; see :mod:`sync.wire.token`."""
    fields = {**vars(receipt), "received_at": receipt.received_at.isoformat()}
    return sign_token(fields, kid, key)


def verify_receipt(token: str, keys: tuple[NamedKey, ...]) -> Receipt:
    """Return the receipt in *token* when one of the city's *keys* signed it.

    Raises:
        ReceiptKeyUnknown: it names a key that is none of *keys*; a newer pack may bring it.
        ReceiptInvalid: no receipt, another key, or a changed one.
    """
    try:
        return _receipt(read_token(token, keys))
    except (WireError, KeyError, TypeError, ValueError) as refused:
        named = key_id_of(token)
        if named is not None and named not in {key.kid for key in keys}:
            raise ReceiptKeyUnknown("signed with a key that is not known here") from refused
        raise ReceiptInvalid("no receipt of the city") from refused


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
