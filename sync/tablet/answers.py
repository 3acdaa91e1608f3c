"""The city's answers: kept sealed, opened only for somebody who is signed in."""

import logging
from dataclasses import dataclass

from sync.tablet.shift import Shift
from sync.tablet.station import Station
from sync.tablet.store import Store
from sync.wire.answer import Answer, answer_header, check_answer
from sync.wire.errors import SignatureInvalid

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnswerShelf:
    """Where the courier lays answers; it cannot read them."""

    store: Store
    station: Station

    def put(self, content: bytes) -> None:
        """Keep a sealed answer; twice is harmless.

        Raises:
            SignatureInvalid: no key of the city signed it.
            WireError: it is not an answer.
        """
        check_answer(content, self.station.city.answer_keys)
        header = answer_header(content)
        with self.store.atomic() as db:
            db.execute(
                "insert or ignore into answer values (?, ?, ?)",
                [str(header["id"]), int(header["seq"]), content],
            )


@dataclass(frozen=True)
class Answers:
    """What the city decided, as far as this tablet has heard."""

    store: Store
    station: Station
    shift: Shift

    def latest(self) -> dict[str, Answer]:
        """Return the newest answer to each application, by receipt number.

        One whose key the city has withdrawn since is not shown; it hides no other.
        """
        found: dict[str, Answer] = {}
        for (content,) in self.store.rows("select content from answer order by id, seq"):
            try:
                answer = self.shift.open_answer(bytes(content), self.station.city.answer_keys)
            except SignatureInvalid:
                log.warning("the city has withdrawn the key of an answer")
                continue
            found[answer.number] = answer
        return found

    def find(self, number: str) -> Answer | None:
        """Return the newest answer to the application *number*; None when there is none."""
        return self.latest().get(number)
