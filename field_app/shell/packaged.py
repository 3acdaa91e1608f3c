"""The app in a window of its own, as ``flet build`` packs it.

The tablet's parts open with the first page: the platform's key store, where
the device secret lies, answers through a page only. On a platform without one
(Linux) the secret is in the file, as in a served app; the shift's page says where.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import flet as ft

from field_app.design.guard import log_failure
from field_app.platform.key_store import FletKeyStore, NewestPageKeyStore
from field_app.screens.staff.shut import Shut
from field_app.shell.app import dress
from field_app.shell.entrance import Entrance
from field_app.shell.touches import notice_touches
from field_app.words.problem import problem_of
from sync.errors import SyncError
from sync.tablet.device.secret import KeyStore, secret_place
from sync.wire.hpke.suite_names import this_platform

log = logging.getLogger(__name__)


@dataclass
class Packaged:
    """One window; *make* opens the tablet's parts, once, with the key store if there is one."""

    make: Callable[[KeyStore | None], Entrance]
    key_store: NewestPageKeyStore = field(default_factory=NewestPageKeyStore)
    entrance: Entrance | None = None
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, page: ft.Page) -> None:
        """Give a new page the counter, or the pages to join a city.

        Raises:
            RuntimeError: the page is drawn in a browser; see ``field_app serve`` for that.
        """
        if page.web:
            raise RuntimeError("a browser is served by another command, behind its gate")
        place = secret_place(this_platform(), served=False).kind
        log.info("the device secret is kept in: %s", place)
        if place == "key_store":
            self.key_store.through = FletKeyStore.of_this_page()
        notice_touches(page, self.touch)
        await self._enter(page)

    def touch(self) -> None:
        """Note that somebody uses the tablet."""
        if self.entrance is not None:
            self.entrance.touch()

    async def _enter(self, page: ft.Page) -> None:
        try:
            entrance = await self._made()
        except SyncError as error:
            log_failure("the tablet did not open", error)
            dress(page)
            page.render(Shut, problem_of(error), lambda: self._enter(page))
            return
        await entrance.main()(page)

    async def _made(self) -> Entrance:
        """Open the parts in a thread: the key store is answered by this loop."""
        async with self._making:
            if self.entrance is None:
                key_store = self.key_store if self.key_store.through else None
                self.entrance = await asyncio.to_thread(self.make, key_store)
            return self.entrance
