"""Seals what a foreign system sent to the city on its arrival, so that the reception keeps no word.

Whether it is genuine is found where the secrets are: at the office.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sync.errors import WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.city import CityKey
from sync.wire.digest import sha256_hex
from sync.wire.frames import join_frames, split_frames
from sync.wire.hpke.suites import seal_bytes
from sync.wire.package import pad, unpad

DOMAIN: Final = b"demado-mail-v1"
LARGEST_MAIL: Final = 64 * 1024
# What a signature is over or in; nothing else of a request is kept.
NAMED_HEADERS: Final = ("webhook-id", "webhook-signature", "webhook-timestamp")
LONGEST_HEADER: Final = 1024


@dataclass(frozen=True)
class Mail:
    """What came: the bytes of the body as they were, and the headers that are named."""

    source: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """The same bytes have the same id, also when they come again.

        The headers count: else a forged signature would keep the genuine one out.
        """
        said = canonical({"source": self.source, "headers": dict(self.headers)})
        return sha256_hex(join_frames([said, self.body]))


@dataclass(frozen=True)
class MailHeader:
    """What the seal is bound to: which mail it is, the city's key, and when it arrived."""

    id: str
    source: str
    key: str
    suite: str
    at: datetime


def seal_mail(mail: Mail, key: CityKey, at: datetime) -> bytes:
    """Return *mail* sealed to the city's *key*, padded, behind a header that names no content."""
    header = canonical(
        {
            "v": 1,
            "id": mail.id,
            "source": mail.source,
            "key": key.id,
            "suite": key.suite,
            "at": at.isoformat(),
        }
    )
    plain = pad(join_frames([canonical(dict(mail.headers)), mail.body]))
    return join_frames([header, seal_bytes(key.suite, key.public, plain, DOMAIN + header)])


def mail_header(content: bytes) -> MailHeader:
    """Return what a sealed mail says of itself.

    Raises:
        WireError: it is none.
    """
    header, _ = _pieces(content)
    fields = parse_object(header, "header of a mail")
    try:
        id, source, key, suite = (str(fields[name]) for name in ("id", "source", "key", "suite"))
        at = datetime.fromisoformat(fields["at"])
    except (KeyError, TypeError, ValueError) as refused:
        raise WireError("the header of a mail lacks a field") from refused
    if fields.get("v") != 1 or at.tzinfo is None:
        raise WireError("the header of a mail has other fields")
    return MailHeader(id, source, key, suite, at)


def sealed_piece(content: bytes) -> tuple[bytes, bytes]:
    """Return what the seal is bound to, and the sealed bytes; WireError when it is no mail."""
    header, sealed = _pieces(content)
    return DOMAIN + header, sealed


def opened_mail(header: MailHeader, plain: bytes) -> Mail:
    """Return the mail in the opened bytes *plain*.

    Raises:
        WireError: it is another one than its header says, or none.
    """
    frames = split_frames(unpad(plain), 2)
    if len(frames) != 2:
        raise WireError("a mail lacks a piece")
    headers: dict[str, Any] = parse_object(frames[0], "headers of a mail")
    mail = Mail(header.source, {name: str(value) for name, value in headers.items()}, frames[1])
    if mail.id != header.id:
        raise WireError("another mail than its header says")
    return mail


def _pieces(content: bytes) -> tuple[bytes, bytes]:
    frames = split_frames(content, 2)
    if len(frames) != 2:
        raise WireError("no sealed mail")
    return frames[0], frames[1]
