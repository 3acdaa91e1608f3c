"""Asks the city for its newest pack every hour, in a thread of its own."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sync.errors import SyncError
from sync.periodic import Periodic
from sync.tablet.errors import PackRefused, StoreFull
from sync.tablet.packs.packs import Pack, PackShelf

if TYPE_CHECKING:
    from sync.tablet.packs.download import Fetch

log = logging.getLogger(__name__)

FIRST_AFTER_S: Final = 20.0
EVERY_S: Final = 3600.0
AGAIN_AFTER_S: Final = 300.0
STOP_WITHIN_S: Final = 3.0


class PackKeeper:
    """Updates one shelf; the first time after 20 s, so as not to delay the first screen."""

    def __init__(
        self,
        shelf: PackShelf,
        fetch: "Fetch",
        *,
        on_pack: Callable[[Pack], None] = lambda _: None,
        on_switch: Callable[[Pack], None] = lambda _: None,
        first_after_s: float = FIRST_AFTER_S,
    ) -> None:
        self._shelf, self._fetch = shelf, fetch
        self._on_pack, self._on_switch = on_pack, on_switch
        self._pause_s = first_after_s
        self._periodic = Periodic(
            "packs",
            self._step,
            lambda: self._pause_s,
            rests_first=True,
            stop_within_s=STOP_WITHIN_S,
        )
        self.error: SyncError | None = None

    def start(self) -> None:
        """Begin the thread."""
        self._periodic.start()

    def stop(self) -> None:
        """End the thread; a download that hangs is left behind, and changes nothing."""
        self._periodic.stop()

    def wake(self) -> None:
        """Ask now: a receipt names a key that only a newer pack can bring."""
        self._periodic.wake()

    def run_once(self) -> SyncError | None:
        """Take the newest pack; return why not, which is kept in ``error`` as well."""
        before = self._shelf.current_id()
        try:
            pack = self._shelf.update(self._fetch)
        except SyncError as error:
            log.info("no newer pack: %s %s", type(error).__name__, error)
            self.error = error
            return error
        self.error = None
        if pack is not None:
            if pack.id != before:
                log.info("pack %s is in use", pack.manifest.version)
                self._on_switch(pack)
            self._on_pack(pack)  # the same one as well: it may have been mended
        return None

    def refusal(self) -> SyncError | None:
        """Return why the last pack was not taken, where the line was not the reason."""
        return self.error if isinstance(self.error, PackRefused | StoreFull) else None

    def _step(self) -> None:
        self._pause_s = AGAIN_AFTER_S
        if self.run_once() is None:
            self._pause_s = EVERY_S
