"""The port: what a source of revocation is asked for, and what it gives back unread."""

from dataclasses import dataclass, field
from typing import Final, Protocol

from sync.office.revocation.finding import AskedCertificate

OCSP: Final = "ocsp"
LISTS: Final = "lists"


@dataclass(frozen=True)
class Fetched:
    """Bytes that a source gave, unread: a response to *nonce*, or lists."""

    kind: str
    contents: tuple[bytes, ...] = field(repr=False)
    nonce: bytes = field(default=b"", repr=False)
    needs_nonce: bool = False


class RevocationSource(Protocol):
    """Gives what an authority published of one certificate; parses nothing of it."""

    @property
    def name(self) -> str:
        """How the source is called on a clerk's page."""

    def fetch(self, asked: AskedCertificate) -> Fetched:
        """Return what there is. NotConfirmed: it is away, or too large."""
