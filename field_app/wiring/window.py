"""Runs a tablet in a window of its own, with the platform's key store where there is one."""

import logging
from contextlib import ExitStack
from dataclasses import dataclass, field

import flet as ft

from field_app.flow.base.services import Papers
from field_app.platform.assets_folder import assets_folder
from field_app.platform.key_store import FletKeyStore, NewestPageKeyStore
from field_app.served.door import HOST
from field_app.served.papers import papers_served
from field_app.shell.packaged import Packaged
from field_app.wiring.entrance import entrance_of
from field_app.wiring.options import TabletOptions
from sync.tablet.device.secret import KeyStore, secret_place
from sync.wire.hpke.suite_names import this_platform

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PageKeyStore:
    """The platform's key store, asked through the page that was opened last."""

    newest: NewestPageKeyStore = field(default_factory=NewestPageKeyStore)

    def of_this_page(self) -> KeyStore | None:
        """Return the key store for the page that is being opened; None where there is none."""
        place = secret_place(this_platform(), served=False).kind
        log.info("the device secret is kept in: %s", place)
        if place != "key_store":
            return None
        self.newest.through = FletKeyStore.of_this_page()
        return self.newest


def packaged(options: TabletOptions, hand_out: Papers, stack: ExitStack) -> Packaged:
    """Return the window; its first page opens the tablet's parts until *stack* ends."""
    return Packaged(
        PageKeyStore().of_this_page,
        lambda key_store: entrance_of(options, hand_out, stack, key_store=key_store),
    )


def run_in_window(options: TabletOptions) -> None:
    """Run the app until its window is closed."""
    with ExitStack() as stack:
        window = packaged(options, stack.enter_context(papers_served()), stack)
        ft.run(window.open, host=HOST, assets_dir=str(assets_folder()), no_cdn=True)
