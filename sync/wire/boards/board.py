"""Signs and reads a board: a small public document of the city, with the time it was said.

A board holds no person and no free text; `sync.wire.boards.bodies` says what each may hold.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SignatureInvalid, WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.city import NamedKey

DOMAIN: Final = b"demado-board-v1"
LARGEST_BOARD: Final = 32 * 1024
# One that is further in the future was said by a clock that is wrong, or is read by one.
MOST_AHEAD: Final = timedelta(minutes=2)


class BoardTooLarge(WireError):
    """A board is longer than any that an office signs."""


@dataclass(frozen=True)
class Board:
    """What the city says under *name* since *at*; nobody shows it after *valid_until*."""

    name: str
    at: datetime
    valid_until: datetime
    body: dict[str, Any]

    @property
    def moment(self) -> str:
        """The time in a form whose texts sort as the times do."""
        return self.at.astimezone(UTC).isoformat(timespec="microseconds")

    def is_ahead(self, now: datetime) -> bool:
        """Tell whether it is from so far in the future that one of two clocks is wrong."""
        return self.at - now > MOST_AHEAD


def sign_board(board: Board, kid: str, key: Ed25519PrivateKey) -> bytes:
    """Return *board* as JSON, with the signature of the city's *key* beside it."""
    said = _said(board)
    signature = base64.b64encode(key.sign(DOMAIN + canonical(said))).decode()
    return canonical({"board": said, "key": kid, "signature": signature})


def read_board(content: bytes, keys: Sequence[NamedKey]) -> Board:
    """Return the board in *content* when one of the city's *keys* signed it.

    Raises:
        BoardTooLarge: see the class; it is not parsed.
        SignatureInvalid: no key of the city signed it.
        WireError: it is no board.
    """
    if len(content) > LARGEST_BOARD:
        raise BoardTooLarge("a board is too large")
    fields = parse_object(content, "board")
    try:
        said, kid = fields["board"], fields["key"]
        signature = base64.b64decode(fields["signature"], validate=True)
    except (KeyError, TypeError, ValueError) as refused:
        raise WireError("a board lacks a piece") from refused
    if not any(_signed(key, said, signature) for key in keys if key.kid == kid):
        raise SignatureInvalid("no key of the city signed this board")
    return _board(said)


def _said(board: Board) -> dict[str, Any]:
    return {
        "v": 1,
        "name": board.name,
        "at": board.moment,
        "valid_until": board.valid_until.astimezone(UTC).isoformat(),
        "body": board.body,
    }


def _board(said: Any) -> Board:
    try:
        version, name, body = said["v"], said["name"], said["body"]
        at, until = (datetime.fromisoformat(said[field]) for field in ("at", "valid_until"))
    except (KeyError, TypeError, ValueError) as refused:
        raise WireError("a board lacks a field") from refused
    if version != 1 or not isinstance(name, str) or not isinstance(body, dict):
        raise WireError("a board has other fields")
    if at.tzinfo is None or until.tzinfo is None:
        raise WireError("a board's time has no zone")
    return Board(name, at, until, body)


def _signed(key: NamedKey, said: Any, signature: bytes) -> bool:
    try:
        key.ed25519().verify(signature, DOMAIN + canonical(said))
    except (InvalidSignature, ValueError):
        return False
    return True
