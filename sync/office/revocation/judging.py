"""Has what a source gave judged in a child process: it comes over a line that nobody guards."""

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final

from sync.limits import MIB, Limits
from sync.office.parsing.child import ChildReader, NotRead, Odd
from sync.office.parsing.limits import GIVING_WAY_S
from sync.office.revocation.finding import (
    AskedCertificate,
    Moments,
    NotConfirmed,
    RevocationFinding,
    RevocationState,
    Unconfirmed,
)
from sync.office.revocation.lists import judge_lists
from sync.office.revocation.response import judge_response
from sync.office.revocation.source import OCSP, Fetched

JUDGING: Final = Limits(wall_s=GIVING_WAY_S, cpu_s=15, memory=768 * MIB, output=64 * 1024, nice=10)
USUAL_OLDEST: Final = timedelta(hours=48)
NOTHING: Final = "nothing"  # in a child's answer: why nothing was confirmed


@dataclass(frozen=True)
class Judge:
    """Judges what a source gave."""

    reader: ChildReader = field(default_factory=lambda: ChildReader(at_once=1))

    def judge(
        self, fetched: Fetched, asked: AskedCertificate, moments: Moments
    ) -> RevocationFinding:
        """Return what was confirmed.

        Raises:
            NotConfirmed: nothing; ``reason`` says why.
        """
        try:
            said = self.reader.read_object(read_fetched, JUDGING, fetched, asked, moments)
        except (NotRead, Odd, ValueError) as damaged:
            raise NotConfirmed(Unconfirmed.MALFORMED) from damaged
        return _finding(said)


def read_fetched(fetched: Fetched, asked: AskedCertificate, moments: Moments) -> bytes:
    """Judge, in a child process; return the finding as JSON, or why there is none."""
    try:
        found = _judged(fetched, asked, moments)
    except NotConfirmed as why:
        return json.dumps({NOTHING: why.reason}).encode()
    return json.dumps(asdict(found)).encode()


def _judged(fetched: Fetched, asked: AskedCertificate, moments: Moments) -> RevocationFinding:
    if fetched.kind != OCSP:
        return judge_lists(fetched.contents, asked, moments)
    (content,) = fetched.contents
    found = judge_response(
        content, asked, moments, fetched.nonce, needs_nonce=fetched.needs_nonce
    )  # fmt: skip
    return RevocationFinding(**{**asdict(found), "used": (0,)})


def _finding(said: dict[str, Any]) -> RevocationFinding:
    if NOTHING in said:
        raise NotConfirmed(Unconfirmed(said[NOTHING]))
    used = tuple(int(one) for one in said.pop("used"))
    state = RevocationState(said.pop("state"))
    return RevocationFinding(state, used=used, **{name: str(value) for name, value in said.items()})
