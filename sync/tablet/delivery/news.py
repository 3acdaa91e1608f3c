"""Fetches what is new at the reception: receipts that grew, decisions, the key lease."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from sync.errors import ReceiptInvalid, ReceiptKeyUnknown
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.epoch import KnownEpoch
from sync.tablet.delivery.fork import keep_fork
from sync.tablet.delivery.status import LiveStatus
from sync.tablet.errors import ReceiptMismatch
from sync.tablet.evidence.office_log import keep_office_log
from sync.tablet.line.replies import News
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.messages.contact import CONTACT_NOTED_EVERY
from sync.wire.receipt import verify_receipt

log = logging.getLogger(__name__)

MOST_ASKED: Final = 256
CONTACT: Final = "last_contact_at"


class NewsLine(Protocol):
    """What fetching needs of the client."""

    def news(self, receipts: list[str], decisions_after: int) -> News: ...


@dataclass(frozen=True)
class NewsTaker:
    """Asks for one outbox and keeps what comes."""

    outbox: Outbox
    shelf: DecisionShelf
    line: NewsLine
    epoch: KnownEpoch
    status: LiveStatus
    now: Callable[[], datetime]
    on_lease: Callable[[str], None]

    def take(self) -> bool:
        """Fetch page after page until nothing is new; tell whether something must be sent again.

        Raises:
            ReceiptKeyUnknown: a receipt names a key that a newer pack may bring.
            SyncError: of the line.
        """
        more, must_send = True, False
        while more:
            waiting = self.outbox.undurable(MOST_ASKED)
            news = self.line.news(waiting, self.shelf.place())
            self._note_contact()
            self.on_lease(news.lease)
            if news.fork:
                keep_fork(self.outbox.store, self.outbox.enrolled, news.fork)
            if news.office_log:
                keep_office_log(self.outbox.store, news.office_log)
            if self.epoch.hear(news.epoch):
                return True
            must_send |= self._offer_unknown(news)
            settled = sum(self._settle(token) for token in news.receipts)
            has_next_page = settled > 0 and len(waiting) == MOST_ASKED
            more = (self.shelf.take(news.decisions, news.page) and news.more) or has_next_page
        return must_send

    def _note_contact(self) -> None:
        """Show the contact at once; on the disk it may be an hour old, for the next start."""
        now, store = self.now(), self.outbox.store
        self.status.change(last_contact_at=now)
        noted = noted_contact(store)
        if noted is None or abs(now - noted) >= CONTACT_NOTED_EVERY:
            store.put_setting(CONTACT, now.isoformat().encode())

    def _offer_unknown(self, news: News) -> bool:
        if news.unknown:
            self.outbox.offer_again(list(news.unknown))
        return bool(news.unknown)

    def _settle(self, token: str) -> bool:
        """Settle by one receipt; tell whether it changed anything."""
        try:
            receipt = verify_receipt(token, self.outbox.enrolled.city.receipt_keys)
            return self.outbox.settle(receipt, token)
        except ReceiptKeyUnknown:
            raise
        except (KeyError, ReceiptInvalid, ReceiptMismatch) as error:
            log.warning("a later receipt was not taken: %s", type(error).__name__)
            return False


def noted_contact(store: Store) -> datetime | None:
    """Return when the reception last responded, over restarts; None before the first time."""
    found = store.setting(CONTACT)
    return datetime.fromisoformat(found.decode()) if found else None
