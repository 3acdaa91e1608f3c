"""Reads the relay's file: which reception it asks, and where each destination lies."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from sync.errors import SyncError
from sync.wire.city import Frozen
from sync.wire.settings_file import read_settings

Address = Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=300)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
LONGEST_SECRET: Final = 4096


class RelaySettingsRefused(SyncError):
    """The relay's file has a mistake, or names one that cannot be read; the text names it."""


class DestinationPart(Frozen):
    """A foreign system: ``token`` is sent as it is, ``secret`` signs (Standard Webhooks)."""

    name: Name
    url: Address
    kind: Literal["token", "secret"]
    file: Path


class OutwardFile(Frozen):
    """The whole file; every secret lies in a file of its own."""

    reception: Address
    ca: Path
    token: Path
    outcome_secret: Path
    destination: Annotated[tuple[DestinationPart, ...], Field(min_length=1, max_length=32)]


@dataclass(frozen=True)
class Destination:
    """A foreign system, with what makes it believe us."""

    url: str
    kind: Literal["token", "secret"]
    credential: str = field(repr=False)


@dataclass(frozen=True)
class RelaySettings:
    """What a relay needs; *outcome_secret* signs what it puts into the mail box."""

    reception: str
    ca: Path
    token: str = field(repr=False)
    outcome_secret: str = field(repr=False)
    destinations: dict[str, Destination]


def read_relay_settings(path: Path) -> RelaySettings:
    """Return what the file at *path* and those that it names say.

    Raises:
        RelaySettingsRefused: see the class.
    """
    said, beside = read_settings(path, OutwardFile, RelaySettingsRefused), path.parent
    try:
        return RelaySettings(
            said.reception,
            beside / said.ca,
            _secret(beside / said.token),
            _secret(beside / said.outcome_secret),
            {
                one.name: Destination(one.url, one.kind, _secret(beside / one.file))
                for one in said.destination
            },
        )
    except OSError as missing:
        raise RelaySettingsRefused(f"{missing.filename} cannot be read") from missing
    except ValueError:
        raise RelaySettingsRefused(f"a secret that {path} names is no text of ASCII") from None


def _secret(path: Path) -> str:
    return path.read_text(encoding="ascii")[:LONGEST_SECRET].strip()
