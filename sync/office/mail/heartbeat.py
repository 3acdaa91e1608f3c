"""Lets a watch outside know that the office works: a word now and then, through the relay."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sync.office.city.own_layer import read_own_layer
from sync.office.mail.tray import Tray
from sync.wire.city import utc_now


@dataclass(frozen=True)
class Heartbeat:
    """Says that the office is alive, as often as the city wants; several offices say it once."""

    tray: Tray
    own_layer: Path
    now: Callable[[], datetime] = field(default=utc_now)

    def run_once(self) -> None:
        """Queue the word of this while, unless it is queued already.

        Raises:
            OwnLayerRefused: the city's file has a mistake.
        """
        wanted = read_own_layer(self.own_layer).heartbeat
        if wanted is None:
            return
        turn = int(self.now().timestamp()) // (wanted.every_min * 60)
        at = datetime.fromtimestamp(turn * wanted.every_min * 60, self.now().tzinfo)
        body = {"type": "office.alive", "timestamp": at.isoformat()}
        with self.tray.store.transaction() as db:
            self.tray.put(db, wanted.to, f"alive/{at.isoformat()}", body)
