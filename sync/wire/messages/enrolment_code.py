"""Writes and reads the QR text by which a tablet joins a city, and makes key fingerprints."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from sync.errors import SyncError

MARK: Final = "DEMADO-ENROL-1"
LONGEST: Final = 400
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs, none looks like another
CODE: Final = re.compile(f"[{ALPHABET}]{{12}}")
HEX_32: Final = re.compile(r"[0-9a-f]{64}")


class EnrolmentCodeInvalid(SyncError):
    """Not an enrolment code, or not this city's; ``part`` names what is wrong with it."""

    message_key = "sync.p_enrolment_code_invalid"

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class EnrolmentCodeExpired(SyncError):
    """The enrolment code was made more than ten minutes ago."""

    message_key = "sync.p_enrolment_code_expired"


@dataclass(frozen=True)
class EnrolmentCode:
    """The code that an administrator shows and a new tablet reads, good for ten minutes.

    ``ca_sha256`` is the hex digest of the city's CA certificate (DER): with it
    the tablet recognises its city on the first contact.
    """

    reception_url: str
    ca_sha256: str
    code: str = field(repr=False)
    expires_at: datetime

    def to_text(self) -> str:
        """Return what the QR holds; four fields behind a mark, parted by single spaces."""
        expires = self.expires_at.isoformat(timespec="seconds")
        return f"{MARK} {self.code} {expires} {self.ca_sha256} {self.reception_url}"

    @classmethod
    def parse(cls, text: str, now: datetime) -> "EnrolmentCode":
        """Read the text of a QR, exactly as :meth:`to_text` writes it.

        Raises:
            EnrolmentCodeInvalid: naming the part.
            EnrolmentCodeExpired: it was one, too long ago.
        """
        fields = text.split(" ")
        if len(text) > LONGEST or len(fields) != 5 or fields[0] != MARK:
            raise EnrolmentCodeInvalid("text")
        _, code, expires, digest, url = fields
        if not CODE.fullmatch(code):
            raise EnrolmentCodeInvalid("code")
        if not HEX_32.fullmatch(digest):
            raise EnrolmentCodeInvalid("ca")
        made = cls(_https(url), digest, code, _time(expires))
        if made.to_text() != text:
            raise EnrolmentCodeInvalid("text")
        if made.expires_at <= now:
            raise EnrolmentCodeExpired
        return made

    def authority_in(self, pem: str) -> str:
        """Return, out of *pem*, the one certificate that this code vouches for.

        Whatever else lies in the text is left out: it may come from anybody.

        Raises:
            EnrolmentCodeInvalid: the first certificate is another one, or none.
        """
        if ca_fingerprint(pem) != self.ca_sha256:
            raise EnrolmentCodeInvalid("ca")
        certificate = x509.load_pem_x509_certificate(pem.encode())
        return certificate.public_bytes(Encoding.PEM).decode("ascii")

    def refuse_another_city(self, reception_url: str, ca_pem: str) -> None:
        """Compare with a city's file before anything is sent to the address in it.

        Raises:
            EnrolmentCodeInvalid: another address, or another authority.
        """
        if reception_url != self.reception_url:
            raise EnrolmentCodeInvalid("url")
        if ca_fingerprint(ca_pem) != self.ca_sha256:
            raise EnrolmentCodeInvalid("ca")


def ca_fingerprint(pem: str) -> str:
    """Return the SHA-256 of a certificate in hex.

    Raises:
        EnrolmentCodeInvalid: it is no certificate.
    """
    try:
        return x509.load_pem_x509_certificate(pem.encode()).fingerprint(SHA256()).hex()
    except ValueError as refused:
        raise EnrolmentCodeInvalid("ca") from refused


def key_fingerprint(sign_public: bytes, seal_public: bytes) -> str:
    """Return the fingerprint that a person compares on tablet and console: XXXX-XXXX-XXXX-XXXX.

    80 bits of SHA-256 over both public keys: nobody finds other keys with the
    same sixteen signs within the ten minutes of a code.
    """
    number = int.from_bytes(hashlib.sha256(sign_public + seal_public).digest()[:10])
    signs = "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def _https(url: str) -> str:
    """Return *url* when it is a plain https address: no user, path, query or fragment."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as refused:
        raise EnrolmentCodeInvalid("url") from refused
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    plain = f"https://{shown}" + (f":{port}" if port is not None else "")
    if not host or url != plain or not url.isascii():
        raise EnrolmentCodeInvalid("url")
    return url


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as refused:
        raise EnrolmentCodeInvalid("expiry") from refused
    if at.tzinfo is None:
        raise EnrolmentCodeInvalid("expiry")
    return at
