"""Keeps the city's decisions sealed, and opens them for a signed-in member of staff."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.errors import WireError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.errors import LeaseEnded
from sync.tablet.store.store import Store
from sync.tablet.vault.shift import Shift
from sync.wire.messages.decision import Decision, check_decision, decision_header
from sync.wire.messages.decision_page import DecisionPage, digest_of, verify_page

log = logging.getLogger(__name__)

PLACE: Final = "answers_after"


@dataclass(frozen=True)
class DecisionShelf:
    """Keeps sealed decisions as they come; the courier, which cannot read them, fills it."""

    store: Store
    enrolled: EnrolledDevice

    def place(self) -> int:
        """Return the place in the reception's list up to which every decision is here."""
        return int(self.store.setting(PLACE) or b"0")

    def begin_again(self) -> None:
        """Ask for every decision once more: the reception was restored and counts anew."""
        self.store.put_setting(PLACE, b"0")

    def take(self, decisions: Sequence[bytes], page: str) -> bool:
        """Keep the decisions that came; tell whether they are the whole page asked for.

        The place moves on only then, by the reception's signature in *page*: a
        decision that is left out on the way comes again with the next request.
        """
        for content in decisions:
            try:
                self.put(content)
            except WireError as error:
                log.warning("a decision was not taken: %s", type(error).__name__)
        given = self._vouched(decisions, page) if page else None
        if given is not None:
            self.store.put_setting(PLACE, str(given.upto).encode())
        return given is not None

    def _vouched(self, decisions: Sequence[bytes], token: str) -> DecisionPage | None:
        """Return the page in *token*; None unless the reception signed it for these *decisions*."""
        try:
            page = verify_page(token, self.enrolled.city.receipt_keys)
        except WireError as error:
            log.warning("a page of decisions was not taken: %s", type(error).__name__)
            return None
        asked = DecisionPage(self.enrolled.id, self.place(), page.upto, digest_of(decisions))
        return page if page == asked else None

    def put(self, content: bytes) -> None:
        """Keep a sealed decision; twice is harmless.

        Raises:
            SignatureInvalid: no key of the city signed it.
            WireError: it is no sealed decision, or one for another tablet.
        """
        check_decision(content, self.enrolled.city.answer_keys)
        header = decision_header(content)
        if header["device"] != self.enrolled.id:
            raise WireError("a decision for another tablet")
        with self.store.atomic() as db:
            db.execute(
                "insert or ignore into answer values (?, ?, ?)",
                [str(header["id"]), int(header["seq"]), content],
            )


@dataclass(frozen=True)
class ReceivedDecisions:
    """Reads the decisions that this tablet has, with the keys of an open shift."""

    store: Store
    enrolled: EnrolledDevice
    shift: Shift

    def newest(self) -> dict[str, int]:
        """Return the number of the newest decision on each application, by its id; opens none."""
        return dict(self.store.rows("select id, max(seq) from answer group by id"))

    def open(self, id: str) -> Decision | None:
        """Return the newest decision on one application; None when there is none.

        One that is damaged, or whose key the city has withdrawn since, is not
        shown; it hides no older one.
        """
        rows = self.store.rows("select content from answer where id = ? order by seq desc", id)
        for (content,) in rows:
            try:
                return self.shift.open_decision(bytes(content), self.enrolled.city.answer_keys)
            except WireError as error:
                log.warning("a decision does not open: %s", type(error).__name__)
            except LeaseEnded:  # it is here, and opens once the city was reached
                return None
        return None

    def from_elsewhere(self) -> list[Decision]:
        """Return the newest decision on each application that another tablet sealed.

        The city sends one here where this tablet goes on in the place of that one.
        """
        rows = self.store.rows(
            "select distinct id from answer where id not in (select id from outbox)"
        )
        found = (self.open(id) for (id,) in rows)
        return [one for one in found if one is not None]
