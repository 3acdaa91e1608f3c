"""The city's file as a tablet knows it: names, public keys, certificate authority."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationError

from sync.errors import SyncError
from sync.wire.durably import write_durably
from sync.wire.validation import first_error


class CityFileInvalid(SyncError):
    """The city's file has a mistake; ``field`` and ``reason`` name it."""

    message_key = "sync.p_city_pack"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def _decode(value: object) -> object:
    return base64.b64decode(value, validate=True) if isinstance(value, str) else value


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()


Base64 = Annotated[bytes, BeforeValidator(_decode), PlainSerializer(_encode, when_used="json")]


class Frozen(BaseModel):
    """A model that does not change and takes no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CityKey(Frozen):
    """A public key that applications are sealed to, and until when."""

    id: str
    suite: str
    public: Base64
    not_after: datetime


class NamedKey(Frozen):
    """An Ed25519 public key (32 bytes) by its id."""

    kid: str
    public: Base64

    def ed25519(self) -> Ed25519PublicKey:
        """Return the key to verify with."""
        return Ed25519PublicKey.from_public_bytes(self.public)


class CityFile(Frozen):
    """What a tablet needs of its city to seal, to send, and to verify receipts and decisions."""

    lg_code: str
    name: str
    phone: str
    office_hours: str
    reception_url: str
    ca_pem: str
    encryption_keys: tuple[CityKey, ...]
    receipt_keys: tuple[NamedKey, ...]
    answer_keys: tuple[NamedKey, ...]

    def sealing_key(self, now: datetime, suites: tuple[str, ...]) -> CityKey | None:
        """Return the newest key of the first of *suites* that has one in date; None without."""
        for suite in suites:
            usable = [k for k in self.encryption_keys if k.suite == suite and k.not_after > now]
            if usable:
                return max(usable, key=lambda key: key.not_after)
        return None

    def save(self, path: Path) -> None:
        """Write the file as JSON; it holds no secret."""
        write_durably(path, self.model_dump_json(indent=1).encode())

    @classmethod
    def load(cls, path: Path) -> "CityFile":
        """Read the file at *path*.

        Raises:
            CityFileInvalid: naming the field and the reason.
        """
        return cls.parse(path.read_bytes())

    @classmethod
    def parse(cls, content: bytes) -> "CityFile":
        """Read the file from its JSON bytes, see :meth:`load`."""
        try:
            return cls.model_validate_json(content)
        except ValidationError as refused:
            raise CityFileInvalid(*first_error(refused)) from None


def is_practice_city(lg_code: str) -> bool:
    """Tell whether a city is invented: no prefecture has its number, such as 99.

    Source: 全国地方公共団体コード; the first two digits are the prefecture's, 01 to 47.
    """
    return not "01" <= lg_code[:2] <= "47"


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)
