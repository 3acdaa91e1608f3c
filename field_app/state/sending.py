"""Holds what is known of the sealed applications and of the line that delivers them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from field_app.words.problem import Problem


class LineState(StrEnum):
    """What the courier found when it last tried the line; the values are the courier's."""

    ONLINE = "online"
    NO_LINE = "no_line"
    CAPTIVE = "captive"
    TLS = "tls"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True)
class SentRow:
    """One sealed application in the list: no name, the number stands for it.

    ``decision_seq`` tells which of the city's decisions it shows, 0 none; ``certificate`` what
    the city found of the certificate that signed; ``said_number`` another receipt number, and
    why the resident goes by it. One ``from_elsewhere``
    was sealed by another tablet, in whose place this one goes on.
    """

    id: str
    number: str
    state: str
    reason_key: str | None
    sealed_at: datetime
    is_urgent: bool = False
    decision_seq: int = 0
    decision_status: str | None = None
    decision_message: str | None = field(default=None, repr=False)
    from_elsewhere: bool = False
    certificate: str | None = None
    said_number: tuple[str, str] | None = None


@dataclass(frozen=True)
class LineStatus:
    """What the courier does now, in the numbers of the outbox.

    ``is_forked``: the city said that two copies of this tablet are in use.
    """

    line: LineState = LineState.NO_LINE
    waiting: int = 0
    sent: int = 0
    stuck: int = 0
    is_sending: bool = False
    bytes_sent: int = 0
    bytes_total: int = 0
    last_contact_at: datetime | None = None
    problem: Problem | None = None
    is_forked: bool = False
