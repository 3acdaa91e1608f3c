"""Wraps Flet's secure storage as the synchronous key store that the vault asks."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flet_secure_storage import AndroidOptions, SecureStorage

from sync.tablet.errors import KeyStoreUnavailable

ANSWERS_WITHIN_S: Final = 10.0

T = TypeVar("T")


@dataclass(frozen=True)
class FletKeyStore:
    """The key store of the machine that draws the page.

    It answers through the page, so there is none before a page is open: a
    packaged app opens its services from the page's ``main``, in a worker. A
    call from the event loop itself would wait for itself, and is refused. For
    an app that is served to a browser see ``sync.tablet.device.secret.secret_place``.
    """

    storage: SecureStorage
    loop: asyncio.AbstractEventLoop

    @classmethod
    def of_this_page(cls) -> "FletKeyStore":
        """Make the service of the page that is being opened; on its loop."""
        # By default Android's store is emptied when an entry does not decrypt: never that.
        storage = SecureStorage(android_options=AndroidOptions(reset_on_error=False))
        return cls(storage, asyncio.get_running_loop())

    def get(self, name: str) -> str | None:
        """Return what is kept under *name*, or None."""
        found: str | None = self._ask(lambda: self.storage.get(name))
        return found

    def set(self, name: str, value: str) -> None:
        """Keep *value* under *name*."""
        self._ask(lambda: self.storage.set(name, value))

    def remove(self, name: str) -> None:
        """Forget *name*."""
        self._ask(lambda: self.storage.remove(name))

    def _ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Let the loop ask, and wait for it here.

        Raises:
            KeyStoreUnavailable: no answer, or a refusal; its text may name a key and is dropped.
            RuntimeError: called on the event loop.
        """
        if asyncio._get_running_loop() is self.loop:
            raise RuntimeError("the key store is asked from a worker, not from the loop")
        future = asyncio.run_coroutine_threadsafe(question(), self.loop)
        try:
            return future.result(ANSWERS_WITHIN_S)
        except (TimeoutError, RuntimeError) as refused:
            future.cancel()
            raise KeyStoreUnavailable from refused


@dataclass
class NewestPageKeyStore:
    """The key store through the page that was opened last: a phone may draw the app anew."""

    through: FletKeyStore | None = None

    def get(self, name: str) -> str | None:
        """Return what is kept under *name*, or None."""
        return self._page().get(name)

    def set(self, name: str, value: str) -> None:
        """Keep *value* under *name*."""
        self._page().set(name, value)

    def remove(self, name: str) -> None:
        """Forget *name*."""
        self._page().remove(name)

    def _page(self) -> FletKeyStore:
        if self.through is None:
            raise KeyStoreUnavailable
        return self.through
