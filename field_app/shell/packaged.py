"""Opens the app in a window of its own, as ``flet build`` packs it.

The tablet's parts open with the first page: the platform's key store, where
the device secret lies, answers through a page only. On a platform without one
(Linux) the secret is in the file, as in a served app; the shift's page says where.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import flet as ft

from field_app.design.guard import log_failure
from field_app.screens.staff.shut import Shut
from field_app.shell.app import dress
from field_app.shell.entrance import Entrance
from field_app.shell.touches import notice_touches
from field_app.words.problem import problem_of
from sync.errors import SyncError
from sync.tablet.device.secret import KeyStore


@dataclass
class Packaged:
    """One window of the app.

    *key_store_of_page* returns the platform's key store, if there is one,
    through the page that is being opened; *make* opens the tablet's parts with
    it, once.
    """

    key_store_of_page: Callable[[], KeyStore | None]
    make: Callable[[KeyStore | None], Entrance]
    entrance: Entrance | None = None
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, page: ft.Page) -> None:
        """Give a new page the counter, or the pages to join a city.

        Raises:
            RuntimeError: the page is drawn in a browser; see ``field_app serve`` for that.
        """
        if page.web:
            raise RuntimeError("a browser is served by another command, behind its gate")
        key_store = self.key_store_of_page()
        notice_touches(page, self.touch)
        await self._enter(page, key_store)

    def touch(self) -> None:
        """Note that somebody uses the tablet."""
        if self.entrance is not None:
            self.entrance.touch()

    async def _enter(self, page: ft.Page, key_store: KeyStore | None) -> None:
        try:
            entrance = await self._made(key_store)
        except SyncError as error:
            log_failure("the tablet did not open", error)
            dress(page)
            page.render(Shut, problem_of(error), lambda: self._enter(page, key_store))
            return
        await entrance.main()(page)

    async def _made(self, key_store: KeyStore | None) -> Entrance:
        """Open the parts in a thread: the key store is answered by this loop."""
        async with self._making:
            if self.entrance is None:
                self.entrance = await asyncio.to_thread(self.make, key_store)
            return self.entrance
