"""Reads the file in which a city names its sources of revocation, in the order of asking.

Only what stands there is ever asked: an address in a certificate is not followed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sync.errors import SyncError
from sync.office.line.public import Fetcher
from sync.office.revocation.folder import FolderSource
from sync.office.revocation.judging import USUAL_OLDEST
from sync.office.revocation.online import ListSource, ResponderSource
from sync.office.revocation.source import RevocationSource
from sync.wire.settings_file import read_settings

LONGEST_DAYS: Final = 31

Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=300)]
Hours = Annotated[int, Field(ge=1, le=LONGEST_DAYS * 24)]


class SettingsRefused(SyncError):
    """The file is not what it should be; the text names the first such field."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ResponderPart(_Part):
    """An OCSP responder; ``nonce = "required"`` where it always gives our nonce back."""

    kind: Literal["responder"]
    name: Name
    url: Address
    nonce: Literal["required", "if_given"] = "if_given"


class ListsPart(_Part):
    """Lists at addresses: a full one, and its delta."""

    kind: Literal["lists"]
    name: Name
    urls: Annotated[tuple[Address, ...], Field(min_length=1, max_length=8)]


class FolderPart(_Part):
    """A folder with lists, from where the file lies."""

    kind: Literal["folder"]
    name: Name
    path: Path


class SettingsFile(_Part):
    """The whole file; ``oldest_hours`` is the greatest age of what a source says."""

    oldest_hours: Hours = int(USUAL_OLDEST.total_seconds() // 3600)
    source: Annotated[
        tuple[Annotated[ResponderPart | ListsPart | FolderPart, Field(discriminator="kind")], ...],
        Field(min_length=1, max_length=8),
    ]


@dataclass(frozen=True)
class RevocationSources:
    """The sources in the order of asking, and the greatest age of what they say."""

    in_order: tuple[RevocationSource, ...] = ()
    oldest: timedelta = USUAL_OLDEST


def read_sources(path: Path | None, fetcher: Fetcher) -> RevocationSources:
    """Return what the file names; without a file nothing is asked.

    Raises:
        SettingsRefused: see the class.
    """
    if path is None:
        return RevocationSources()
    found = read_settings(path, SettingsFile, SettingsRefused)
    made = tuple(_sources(found, path.parent, fetcher))
    return RevocationSources(made, timedelta(hours=found.oldest_hours))


def _sources(found: SettingsFile, beside: Path, fetcher: Fetcher) -> Iterator[RevocationSource]:
    for part in found.source:
        match part:
            case ResponderPart():
                needs = part.nonce == "required"
                yield ResponderSource(part.name, part.url, fetcher, needs_nonce=needs)
            case ListsPart():
                yield ListSource(part.name, part.urls, fetcher)
            case FolderPart():
                yield FolderSource(part.name, beside / part.path)
