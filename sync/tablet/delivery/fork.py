"""Keeps the city's word that two copies of this tablet are in use."""

import logging
from typing import Final

from sync.errors import WireError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.store.store import Store
from sync.wire.messages.fork_notice import verify_fork

log = logging.getLogger(__name__)

FORKED: Final = "forked"


def keep_fork(store: Store, enrolled: EnrolledDevice, token: str) -> None:
    """Keep the notice in *token*, for as long as this registration lives. Never raises SyncError.

    One of another tablet, or that the reception did not sign, is not kept.
    """
    if is_forked(store):
        return
    try:
        notice = verify_fork(token, enrolled.city.receipt_keys)
    except WireError as refused:
        log.warning("a notice of a fork was not taken: %s", type(refused).__name__)
        return
    if notice.device == enrolled.id:
        store.put_setting(FORKED, notice.at.encode())


def is_forked(store: Store) -> bool:
    """Tell whether the city said that two copies of this tablet are in use: it enrols anew."""
    return store.setting(FORKED) is not None
