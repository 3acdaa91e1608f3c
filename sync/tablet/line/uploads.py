"""Uploads the attachments of one application, and tells a fault of theirs from one of the line."""

from typing import Protocol

from sync.tablet.errors import QuotaReached, ServerRefused
from sync.tablet.line.item_faults import CONFLICT, DAMAGED, TOO_LARGE
from sync.tablet.line.replies import Result
from sync.tablet.outbox.attachments import mark_sent, unsent
from sync.tablet.store.store import Store
from sync.wire.digest import sha256_hex
from sync.wire.problem import Slug


class Uploader(Protocol):
    """What uploading needs of the client."""

    def upload(self, digest: str, content: bytes) -> None: ...


def upload_unsent(store: Store, line: Uploader, id: str) -> Result | None:
    """Upload what the reception lacks of one application.

    Returns:
        None when it has everything, else why the application cannot go, as the
        reception would say it of the envelope.

    Raises:
        SyncError: the whole line's fault; what arrived stays there.
    """
    for attachment in unsent(store, id):
        if sha256_hex(attachment.sealed) != attachment.digest:
            return Result(id, 0, None, DAMAGED)
        try:
            line.upload(attachment.digest, attachment.sealed)
        except QuotaReached as reached:  # a smaller one, or one without any, may still go
            return Result(id, reached.status, None, Slug.QUOTA_REACHED)
        except ServerRefused as refused:
            if refused.status == TOO_LARGE:
                return Result(id, TOO_LARGE, None, Slug.TOO_LARGE)
            if refused.status == CONFLICT:
                # Changed on its way, or a broken try still goes on there.
                missing = (attachment.digest,)
                return Result(id, CONFLICT, None, Slug.ATTACHMENTS_MISSING, missing)
            raise
        mark_sent(store, attachment.digest)
    return None
