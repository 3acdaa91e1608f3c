"""Keeps claimed applications one by one, so that a damaged one holds up no other."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sync.errors import WireError
from sync.office.line.client import Arrived, OfficeClient, OneRefused
from sync.office.store.gone import gone_application
from sync.office.store.store import OfficeStore
from sync.wire.digest import sha256_hex
from sync.wire.envelope import Envelope

log = logging.getLogger(__name__)

NO_ENVELOPE: Final = "届いたデータが申請の封の形をしていません。"
NO_ATTACHMENT: Final = "添付が届いていないか、壊れています。"
OTHER_BYTES: Final = "同じ申請の、内容が違うものが届きました。"


class NotKept(Exception):
    """One application was not kept this time; the text says why, for the clerk (Japanese)."""


@dataclass(frozen=True)
class ClaimedApplications:
    """Keeps applications and acknowledges them; ``aside`` says which were not kept, and why.

    Its keys are envelopes' ids, or the start of the digest of what is no envelope.
    What is set aside stays at the reception and is claimed again.
    """

    store: OfficeStore
    client: OfficeClient
    aside: dict[str, str] = field(default_factory=dict)

    def keep_and_acknowledge(self, arrived: Sequence[Arrived]) -> None:
        """Keep what was claimed, then acknowledge it: after a crash between, it is claimed again.

        Raises:
            ReceptionAway: what was kept is claimed again, which is harmless.
        """
        kept: dict[str, str] = {}
        for item in arrived:
            try:
                envelope = Envelope.from_bytes(item.content)
            except WireError:
                self._set_aside(sha256_hex(item.content)[:16], NO_ENVELOPE)
                continue
            id = envelope.header.id
            try:
                kept[id] = self._keep(item, envelope)
                self.aside.pop(id, None)
            except NotKept as reason:
                self._set_aside(id, str(reason))
        self.client.acknowledge(kept)

    def _set_aside(self, id: str, reason: str) -> None:
        log.error("an application was set aside")
        self.aside[id] = reason

    def _keep(self, item: Arrived, envelope: Envelope) -> str:
        """Keep one with its attachments; return the digest of what the database holds.

        What was deleted by its age is known by its digest and not kept again.
        """
        header = envelope.header
        if gone := gone_application(self.store, header.id):
            if gone.digest != sha256_hex(item.content):
                raise NotKept(OTHER_BYTES)
            return gone.digest
        self._keep_attachments(envelope)
        held = self.store.put_application(header.id, header.device, item.received_at, item.content)
        if held != item.content:
            raise NotKept(OTHER_BYTES)
        return sha256_hex(held)

    def _keep_attachments(self, envelope: Envelope) -> None:
        for blob in envelope.header.blobs:
            digest = blob["sha256"]
            held = self.store.attachment(digest)
            if held is not None and sha256_hex(held) == digest:
                continue
            try:
                content = self.client.attachment(digest)
            except OneRefused as refused:
                raise NotKept(NO_ATTACHMENT) from refused
            if sha256_hex(content) != digest:
                raise NotKept(NO_ATTACHMENT)
            self.store.put_attachment(digest, content)
