"""A job for the relay: a harmless text for a foreign system. Whoever reads it learns nothing."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Self

from sync.errors import WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.digest import sha256_hex

LARGEST_JOB: Final = 8 * 1024
NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,30}")
ID: Final = re.compile(r"[0-9a-f]{32}")
# The source under which a relay puts outcomes into the mail box.
RELAY: Final = "relay"


def job_id(destination: str, key: str) -> str:
    """Return the id of what is sent to *destination* once, whoever asks for it again."""
    return sha256_hex(canonical([destination, key]))[:32]


@dataclass(frozen=True)
class OutgoingJob:
    """What is to be sent where; *id* goes with it, so that the receiver knows a repeat."""

    id: str
    destination: str
    body: dict[str, Any]
    not_before: datetime

    def to_json(self) -> bytes:
        """Return it as it is kept and sent."""
        return canonical(
            {
                "id": self.id,
                "destination": self.destination,
                "body": self.body,
                "not_before": self.not_before.astimezone(UTC).isoformat(),
            }
        )

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Return what :meth:`to_json` wrote.

        Raises:
            WireError: it is no job, or one that is too large.
        """
        if len(content) > LARGEST_JOB:
            raise WireError("a job is too large")
        said = parse_object(content, "job")
        try:
            id, destination, body = str(said["id"]), str(said["destination"]), said["body"]
            not_before = datetime.fromisoformat(said["not_before"])
        except (KeyError, TypeError, ValueError) as refused:
            raise WireError("a job lacks a field") from refused
        if not ID.fullmatch(id) or not NAME.fullmatch(destination) or len(said) != 4:
            raise WireError("a job has other fields")
        if not isinstance(body, dict) or not_before.tzinfo is None:
            raise WireError("a job has other fields")
        return cls(id, destination, body, not_before)
