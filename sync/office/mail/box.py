"""Claims mail from the reception, opens and verifies it; each event has its effect once."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.database import Statements
from sync.errors import WireError
from sync.office.keys.opening_keys import KeysAway, Seal, SealOpener
from sync.office.line.client import OfficeClient, ReceptionAway
from sync.office.mail.verifiers import Forged, MailVerifier
from sync.office.store.mail import (
    MailState,
    SealedMail,
    end_mail,
    keep_mail,
    new_mail,
    note_event,
    postpone_mail,
)
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.digest import sha256_hex
from sync.wire.messages.mail import Mail, MailHeader, mail_header, opened_mail, sealed_piece

log = logging.getLogger(__name__)

EVERY_S: Final = 5.0
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)

# What an event of one source does, in the transaction that notes it.
Effect = Callable[[Statements, Mail], None]


@dataclass(frozen=True)
class MailSource:
    """How a source signs, and what its events do."""

    verifier: MailVerifier
    effect: Effect


@dataclass(frozen=True)
class MailBox:
    """The office's side of the mail box; ``sources`` are those that it listens to."""

    store: OfficeStore
    client: OfficeClient
    opener: SealOpener
    sources: Mapping[str, MailSource]
    now: Callable[[], datetime] = field(default=utc_now)

    def pause_s(self) -> float:
        """Return the seconds between two rounds."""
        return EVERY_S

    def run_once(self) -> None:
        """Claim what waits, then look at what nobody has looked at.

        Mail of a source that the city does not name here is kept, and waits until it does.
        """
        try:
            while arrived := self.client.claim_mail():
                self.client.acknowledge_mail(self._keep(arrived))
        except ReceptionAway as error:
            log.info("mail waits: %s", error)
        for mail in new_mail(self.store, self.sources, self.now()):
            self._look_at(mail)

    def _keep(self, arrived: list[bytes]) -> dict[str, str]:
        """Keep each; return the digests of what came, by id. What is no mail stays there."""
        kept: dict[str, str] = {}
        for content in arrived:
            try:
                header = mail_header(content)
            except WireError:
                log.error("a mail was set aside")
                continue
            keep_mail(self.store, header.id, header.source, header.at, content)
            kept[header.id] = sha256_hex(content)
        return kept

    def _look_at(self, sealed: SealedMail) -> None:
        try:
            header = mail_header(sealed.content)
            mail = self._opened(header, sealed.content)
        except KeysAway:
            return
        except WireError as error:
            log.error("a mail does not open: %s", type(error).__name__)
            pause = min(FIRST_PAUSE * 2 ** min(sealed.tries, 20), LONGEST_PAUSE)
            postpone_mail(self.store, sealed.id, self.now() + pause)
            return
        self._settle(header, mail, self.sources[header.source])

    def _opened(self, header: MailHeader, content: bytes) -> Mail:
        info, sealed = sealed_piece(content)
        seal = Seal(header.key, header.suite, header.id[:32], info, sealed)
        return opened_mail(header, self.opener.open(seal))

    def _settle(self, header: MailHeader, mail: Mail, source: MailSource) -> None:
        """Let the event have its effect, in one transaction with the note that it had it."""
        try:
            event = source.verifier.verify(mail, header.at)
        except Forged as refused:
            log.warning("forged mail of %s: %s", header.source, refused)
            with self.store.transaction() as db:
                end_mail(db, header.id, MailState.FORGED)
            return
        with self.store.transaction() as db:
            is_first = note_event(db, header.source, event, header.id)
            state = MailState.DONE if is_first else MailState.REPEATED
            if end_mail(db, header.id, state) and is_first:
                source.effect(db, mail)
