"""The city's answers: kept sealed, opened only for somebody who is signed in."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.errors import WireError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.store.store import Store
from sync.tablet.vault.shift import Shift
from sync.wire.messages.decision import Decision, check_decision, decision_header
from sync.wire.messages.decision_page import DecisionPage, digest_of, verify_page

log = logging.getLogger(__name__)

PLACE: Final = "answers_after"


@dataclass(frozen=True)
class DecisionShelf:
    """Where the courier lays answers; it cannot read them."""

    store: Store
    enrolled: EnrolledDevice

    def place(self) -> int:
        """Return the place at the reception up to which everything is here."""
        return int(self.store.setting(PLACE) or b"0")

    def begin_again(self) -> None:
        """Have everything given once more: the reception was restored, and counts anew."""
        self.store.put_setting(PLACE, b"0")

    def take(self, answers: Sequence[bytes], page: str) -> bool:
        """Keep the answers that came; tell whether they are the whole page asked for.

        Only then the place moves on: who leaves one out on the way only delays it.
        """
        for content in answers:
            try:
                self.put(content)
            except WireError as error:
                log.warning("an answer was not taken: %s", type(error).__name__)
        given = self._vouched(answers, page) if page else None
        if given is not None:
            self.store.put_setting(PLACE, str(given.upto).encode())
        return given is not None

    def _vouched(self, answers: Sequence[bytes], token: str) -> DecisionPage | None:
        """Return the reception's word on these *answers*; None when it is another or nobody's."""
        try:
            page = verify_page(token, self.enrolled.city.receipt_keys)
        except WireError as error:
            log.warning("a page of answers was not taken: %s", type(error).__name__)
            return None
        asked = DecisionPage(self.enrolled.id, self.place(), page.upto, digest_of(answers))
        return page if page == asked else None

    def put(self, content: bytes) -> None:
        """Keep a sealed answer; twice is harmless.

        Raises:
            SignatureInvalid: no key of the city signed it.
            WireError: it is not an answer, or one for another tablet.
        """
        check_decision(content, self.enrolled.city.answer_keys)
        header = decision_header(content)
        if header["device"] != self.enrolled.id:
            raise WireError("an answer for another tablet")
        with self.store.atomic() as db:
            db.execute(
                "insert or ignore into answer values (?, ?, ?)",
                [str(header["id"]), int(header["seq"]), content],
            )


@dataclass(frozen=True)
class ReceivedDecisions:
    """What the city decided, as far as this tablet has heard."""

    store: Store
    enrolled: EnrolledDevice
    shift: Shift

    def newest(self) -> dict[str, int]:
        """Return which answer to each application is the newest, by its id; opens none."""
        return dict(self.store.rows("select id, max(seq) from answer group by id"))

    def open(self, id: str) -> Decision | None:
        """Return the newest answer to one application; None when there is none.

        One that is damaged, or whose key the city has withdrawn since, is not
        shown; it hides no older one.
        """
        rows = self.store.rows("select content from answer where id = ? order by seq desc", id)
        for (content,) in rows:
            try:
                return self.shift.open_decision(bytes(content), self.enrolled.city.answer_keys)
            except WireError as error:
                log.warning("an answer does not open: %s", type(error).__name__)
        return None
