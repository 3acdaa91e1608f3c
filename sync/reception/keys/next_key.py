"""Changes the key that signs receipts, after the next one was published for a month.

A tablet sets an application aside when no key that it knows signed the receipt,
so every tablet has to know a key before the reception signs with it
(RFC 6781 §4.1.1.1, pre-publish rollover).
"""

from collections.abc import Container
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sync.reception.keys.keys import key_path, make_receipt_key, read_settings, write_settings
from sync.wire.city import NamedKey

# As long as a tablet may be without a new pack and still go on.
WAITS_FOR: Final = timedelta(days=31)


class TooEarly(Exception):
    """The key that waits is not known to every tablet yet; nothing was changed."""


def next_receipt_key(folder: Path, published: Container[str], now: datetime) -> NamedKey:
    """Sign with the key that waits, from the next start on, and make another one to wait.

    The first time none waits, and the key that signs stays. What the old key
    signed is good for as long as the city's file lists its public half.

    Args:
        folder: the reception's keys and settings.
        published: the ids of the receipt keys in the city's newest file.
        now: aware.

    Returns:
        The key that waits from now on: to be added to the city's file, and published.

    Raises:
        TooEarly: the waiting key is younger than 31 days, or was not published.
    """
    settings = read_settings(folder)
    before, waiting = settings["kid"], settings.get("next_kid")
    if waiting:
        if waiting not in published:
            raise TooEarly(f"{waiting} is not in the published city file")
        usable_at = datetime.fromisoformat(settings["next_made_at"]) + WAITS_FOR
        if now < usable_at:
            raise TooEarly(f"{waiting} may sign from {usable_at.isoformat()}")
        settings["kid"] = waiting
    made = make_receipt_key(folder)
    settings |= {"next_kid": made.kid, "next_made_at": now.isoformat()}
    write_settings(folder, settings)
    if waiting:
        key_path(folder, before).unlink(missing_ok=True)
    return made
