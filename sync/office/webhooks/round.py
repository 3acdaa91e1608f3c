"""One round of telling: what is new is queued, and what is due is sent, system by system."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from sync.office.audit.log import OfficeEvidence
from sync.office.exports.feed import Feed
from sync.office.store.store import OfficeStore
from sync.office.webhooks.deliveries import Deliveries
from sync.office.webhooks.sender import NobodyThere, WordSender
from sync.office.webhooks.webhooks import OutcomeHook, Webhooks

log = logging.getLogger(__name__)

EVERY_S: Final = 10.0


@dataclass(frozen=True)
class Telling:
    """Tells every system that is registered; one that is away holds up no other one."""

    webhooks: Webhooks
    deliveries: Deliveries
    sender: WordSender

    @classmethod
    def of(cls, store: OfficeStore, evidence: OfficeEvidence) -> "Telling":
        """Return the telling of one office."""
        return cls(Webhooks(store, evidence), Deliveries(store), WordSender())

    def pause_s(self) -> float:
        """Return the seconds between two rounds."""
        return EVERY_S

    def run_once(self) -> None:
        """Queue what was decided and send what is due; without a system nothing is written."""
        told = [one for one in self.webhooks.all() if one.stopped_at is None]
        if not told:
            return
        highest = Feed(self.webhooks.store).catch_up()
        for hook in told:
            if hook.upto < highest:
                self.deliveries.queue(hook)
            if hook.is_inside and hook.secrets:
                self._tell(hook)

    def _tell(self, hook: OutcomeHook) -> None:
        """Send what is due; where nobody answers, the rest waits with it."""
        for one in self.deliveries.claim(hook):
            try:
                status = self.sender.send(hook.target, one.id, one.body, hook.secrets)
            except NobodyThere as error:
                log.info("%s does not answer: %s", hook.id, error)
                status = 0
            is_taken = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
            if self.deliveries.note(one, status, is_taken=is_taken):
                log.error("a word to %s was given up", hook.id)
            if status == HTTPStatus.GONE:  # it says itself that it wants no more
                self.webhooks.stop(hook.id, by=None)
            if status in (0, HTTPStatus.GONE):
                return
