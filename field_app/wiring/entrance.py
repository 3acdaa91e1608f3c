"""Builds the entrance of one tablet: the pages to join a city, and the counter behind them."""

from contextlib import ExitStack, suppress

from field_app.flow.base.services import Papers
from field_app.platform.files import Files
from field_app.shell.app import Screens
from field_app.shell.entrance import Entrance
from field_app.wiring.enrol import empty_tablet
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from sync.tablet.device.secret import KeyStore
from sync.tablet.errors import NotEnrolled


def entrance_of(
    options: TabletOptions,
    hand_out: Papers,
    stack: ExitStack,
    *,
    files: Files | None = None,
    key_store: KeyStore | None = None,
) -> Entrance:
    """Open the tablet's parts until *stack* ends; without a city, once it has joined one.

    Raises:
        SyncError: the parts do not open, see :func:`services`.
    """

    def open_counter() -> Screens:
        parts = services(options, hand_out, files=files, key_store=key_store)
        return Screens(stack.enter_context(parts), options.idle_s)

    entrance = Entrance(empty_tablet(options.data, key_store=key_store), open_counter)
    with suppress(NotEnrolled):
        entrance.counter = open_counter()
    return entrance
