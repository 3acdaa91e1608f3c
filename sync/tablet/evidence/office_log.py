"""Keeps where the office's log ended when the tablet last heard of it, for the sheet of the day."""

import logging
from datetime import datetime, timedelta
from typing import Final

from sync.errors import WireError
from sync.tablet.store.store import Store
from sync.wire.events.log_head import LogHead, claimed_log_head

log = logging.getLogger(__name__)

NAME: Final = "office_log"
# It changes with every look of a clerk; one that is minutes newer is not worth a write.
WORTH_KEEPING: Final = timedelta(hours=1)


def keep_office_log(store: Store, token: str) -> None:
    """Keep a higher head of the office's log than the one here. Never raises SyncError.

    The tablet cannot check who signed it; the office does when it reads the sheet.
    """
    try:
        offered = claimed_log_head(token)
    except WireError as refused:
        log.warning("a head of the office's log was not taken: %s", type(refused).__name__)
        return
    if _is_worth(offered, office_log(store)):
        store.put_setting(NAME, token.encode())


def office_log(store: Store) -> str:
    """Return the signed head that is kept; empty before the first."""
    return (store.setting(NAME) or b"").decode(errors="replace")


def _is_worth(offered: LogHead, kept: str) -> bool:
    try:
        before = claimed_log_head(kept)
    except WireError:  # none yet, or damaged
        return True
    apart = datetime.fromisoformat(offered.at) - datetime.fromisoformat(before.at)
    return offered.seq > before.seq and abs(apart) >= WORTH_KEEPING
