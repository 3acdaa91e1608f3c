"""Signs where the office's log ends, so that others can keep it and lost rows show.

It says no more than a number, a digest and a time: whoever keeps it learns nothing of the log.
"""

from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import WireError
from sync.wire.city import NamedKey
from sync.wire.events.event_kinds import DIGEST, TIME, allows
from sync.wire.token import fields_of, read_token, sign_token

TYPE: Final = "demado-office-log"
KID: Final = "office-log"
LARGEST: Final = 1024


@dataclass(frozen=True)
class LogHead:
    """The newest event of the office's log: number, digest (hex), and when this was signed."""

    seq: int
    digest: str
    at: str


def sign_log_head(head: LogHead, key: Ed25519PrivateKey) -> str:
    """Return *head* as a token, signed with the log's own key."""
    return sign_token(dict(vars(head)), KID, key, TYPE)


def read_log_head(token: str, key: Ed25519PublicKey) -> LogHead:
    """Return the head in *token* when the log's *key* signed it.

    Raises:
        WireError: no head, another log's, or a changed one.
    """
    named = NamedKey(kid=KID, public=key.public_bytes_raw())
    return _head(read_token(token, (named,), TYPE))


def claimed_log_head(token: str) -> LogHead:
    """Return what *token* says, which proves nothing: for those who only keep it.

    Raises:
        WireError: it is no head.
    """
    if len(token) > LARGEST:
        raise WireError("a log's head: too long")
    return _head(fields_of(token))


def _head(fields: dict[str, Any]) -> LogHead:
    try:
        head = LogHead(**fields)
    except TypeError as refused:
        raise WireError("a log's head: other fields") from refused
    forms = ((range(1, 2**53), head.seq), (DIGEST, head.digest), (TIME, head.at))
    if not all(allows(rule, value) for rule, value in forms):
        raise WireError("a log's head: a value is not of its form")
    return head
