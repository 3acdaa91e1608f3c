"""One round with the foreign systems: what goes out, then what came in."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.database import Statements
from sync.office.city.own_layer import OwnLayerRefused
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient, ReceptionAway
from sync.office.mail.box import MailBox, MailSource
from sync.office.mail.heartbeat import Heartbeat
from sync.office.mail.tray import Tray
from sync.office.mail.verifiers import StandardWebhook
from sync.office.store.store import OfficeStore
from sync.wire.messages.mail import Mail
from sync.wire.messages.outgoing import RELAY

log = logging.getLogger(__name__)

EVERY_S: Final = 5.0


@dataclass(frozen=True)
class MailRound:
    """The mail box and the tray of one office."""

    client: OfficeClient
    box: MailBox
    tray: Tray
    heartbeat: Heartbeat | None

    @classmethod
    def of(
        cls, store: OfficeStore, client: OfficeClient, keys: OfficeKeys, own_layer: Path | None
    ) -> "MailRound":
        """Return a round that listens to every source which has a secret."""
        tray = Tray(store)
        effects = {RELAY: tray.note_outcome}
        sources = {
            name: MailSource(StandardWebhook(secrets), effects.get(name, _only_kept))
            for name, secrets in keys.mail_secrets.items()
        }
        box = MailBox(store, client, keys.opener(), sources)
        return cls(client, box, tray, Heartbeat(tray, own_layer) if own_layer else None)

    def pause_s(self) -> float:
        """Return the seconds between two rounds."""
        return EVERY_S

    def run_once(self) -> None:
        """Queue the word of this hour, hand over what waits, and look at what came."""
        try:
            if self.heartbeat is not None:
                self.heartbeat.run_once()
            self.tray.hand_over(self.client)
        except OwnLayerRefused as refused:
            log.error("no word goes out: %s", refused)
        except ReceptionAway as error:
            log.info("jobs wait: %s", error)
        self.box.run_once()


def _only_kept(_: Statements, __: Mail) -> None:
    """Do nothing: the mail is genuine and kept, and no part of the office acts on it yet."""
