"""Screens without Flutter: draw, find by key, type, press. Flet 1.0.5's internals live here only.

The session is Flet's own; only the connection to the client is a stand-in
that drops what it is sent.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import flet as ft
import msgpack  # type: ignore[import-untyped]
from flet.components.component import Component
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

SETTLE_S = 0.02  # the session's scheduler draws in its own task


class DeafConnection(Connection):
    """A client that is there and says nothing."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.page_url = "http://tablet"
        self.pubsubhub = PubSubHub()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(1)

    def send_message(self, message: Message) -> None:
        """Drop *message*."""

    def encode(self, sent: object) -> None:
        """Leave out what the wire does with *sent*."""

    def dispose(self) -> None:
        """End the worker thread."""
        self.executor.shutdown(wait=False)


class AnsweringConnection(DeafConnection):
    """A client that does what its services are asked: *answer* gets the name and arguments."""

    def __init__(self, answer: Callable[[str, dict[str, Any]], Any]) -> None:
        super().__init__()
        self.answer = answer
        self.session: Session | None = None

    def send_message(self, message: Message) -> None:
        """Answer a method call as the client does, in a later turn of the loop."""
        self.encode([message.action, message.body])
        if message.action is not MessageAction.INVOKE_METHOD or self.session is None:
            return
        asked = message.body
        try:
            result, error = self.answer(asked.name, asked.args), None
        except KeyError as refused:
            result, error = None, str(refused)
        self.loop.call_soon(
            self.session.handle_invoke_method_results,
            asked.control_id,
            asked.call_id,
            result,
            error,
        )

    def encode(self, sent: object) -> None:
        """Encode as the wire does: Flet's diff adds a service to what was encoded last."""
        encode = configure_encode_object_for_msgpack(ft.BaseControl)  # type: ignore[no-untyped-call]
        msgpack.packb(sent, default=encode)


class Headless:
    """One open page: find controls by key, read texts, type and press."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.page: ft.Page = session.page

    def controls(self) -> Iterator[Any]:
        """Yield every control that is drawn now, components' bodies included."""
        seen: set[int] = set()
        for view in self.page.views:
            yield from walk(view, seen)

    def find(self, key: str) -> Any:
        """Return the control (never a component) with *key*.

        Raises:
            LookupError: none is drawn; the message lists the keys that are.
        """
        drawn = [c for c in self.controls() if not isinstance(c, Component)]
        for control in drawn:
            if control.key == key:
                return control
        raise LookupError(f"no {key!r}; drawn: {sorted(str(c.key) for c in drawn if c.key)}")

    def service(self, kind: type[ft.Service]) -> Any:
        """Return the newest service of *kind* that the page was given."""
        return [one for one in self.page._services._services if isinstance(one, kind)][-1]

    def has(self, key: str) -> bool:
        """Tell whether a control with *key* is drawn."""
        return any(c.key == key for c in self.controls() if not isinstance(c, Component))

    def texts(self) -> list[str]:
        """Return what every text says, without the invisible marks."""
        return [plain(c.value or "") for c in self.controls() if isinstance(c, ft.Text)]

    def spoken(self) -> list[str]:
        """Return what a screen reader is told in labels."""
        labels = [c.label for c in self.controls() if isinstance(c, ft.Semantics) and c.label]
        own = [c.semantics_label for c in self.controls() if isinstance(c, ft.Text)]
        return [*labels, *(label for label in own if label)]

    async def press(self, key: str) -> None:
        """Press the button *key*.

        Raises:
            AssertionError: it is disabled; a person could not press it either.
        """
        button = self.find(key)
        assert not button.disabled, f"{key} is disabled"
        await self.tell(button, "click", None)

    async def type(self, key: str, text: str) -> None:
        """Replace the text of the field *key* by *text*."""
        await self.tell(self.key_in(key, text), "change", text)

    def key_in(self, key: str, text: str) -> Any:
        """Let the client put *text* into the field *key*; nothing is told yet."""
        field = self.find(key)
        self.session.apply_patch(field._i, {"value": text})
        return field

    async def hurry(self, control: Any, event: str, data: Any) -> None:
        """Send *event* and do not wait until the page is drawn again."""
        await self.session.dispatch_event(control._i, event, data)

    async def tell(self, control: Any, event: str, data: Any) -> None:
        """Send *event* as the client would, and let the page be drawn again."""
        await self.session.dispatch_event(control._i, event, data)
        await self.settle()

    async def settle(self) -> None:
        """Wait until the scheduler has drawn what is due.

        Raises:
            AssertionError: Flet's diff failed; a real page would never be drawn again.
        """
        await asyncio.sleep(SETTLE_S)
        scheduler = self.session._Session__updates_task  # type: ignore[attr-defined]
        assert not scheduler.done(), f"nothing is drawn any more: {scheduler.exception()!r}"
        twice = [keys for keys in self.sibling_keys() if len(set(keys)) < len(keys)]
        assert not twice, f"Flet's diff fails over keys that are there twice: {twice}"

    def sibling_keys(self) -> Iterator[list[str]]:
        """Yield the keys of each list of controls."""
        for control in self.controls():
            for held in held_by(control):
                if isinstance(held, list):
                    yield [str(c.key) for c in held if isinstance(c, ft.BaseControl) and c.key]


@asynccontextmanager
async def opened(
    root: Callable[[], Any],
    connection: DeafConnection | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> Any:
    """Open a page that draws the component *root*, and close it after the block.

    *prepare* runs before the page is sent for the first time, where an app makes its services.
    """
    connection = connection or DeafConnection()
    session = Session(connection)
    _context_page.set(session.page)
    prepare()
    session.page.render(root)
    connection.encode(session.get_page_patch())  # type: ignore[no-untyped-call]
    headless = Headless(session)
    await headless.settle()
    try:
        yield headless
    finally:
        connection.dispose()
        session.close()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def opened_by(
    main: Callable[[ft.Page], Awaitable[None]], connection: AnsweringConnection
) -> AsyncIterator[Headless]:
    """Open a page as Flet does for a client that is there already: *main* gets it, and draws."""
    session = connection.session = Session(connection)
    _context_page.set(session.page)
    patch = session.get_page_patch()  # type: ignore[no-untyped-call]
    # What was sent is noted while it is encoded; later patches begin from there.
    encode = configure_encode_object_for_msgpack(ft.BaseControl)  # type: ignore[no-untyped-call]
    msgpack.packb(patch, default=encode)
    try:
        await main(session.page)
        headless = Headless(session)
        await headless.settle()
        yield headless
    finally:
        connection.dispose()
        session.close()  # type: ignore[no-untyped-call]


def walk(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Yield *thing* and every control below it."""
    if isinstance(thing, list | tuple):
        for part in thing:
            yield from walk(part, seen)
    elif isinstance(thing, ft.BaseControl) and id(thing) not in seen:
        seen.add(id(thing))
        yield thing
        if isinstance(thing, Component):
            yield from walk(thing._b, seen)
        else:
            for held in held_by(thing):
                yield from walk(held, seen)


def held_by(control: ft.BaseControl) -> Iterator[Any]:
    """Yield what the public fields of a control hold; of most of its seventy, the default.

    Flet keeps what differs from the default apart, in the order of the fields.
    """
    yield from control._values.values()
    for name, value in vars(control).items():
        if not name.startswith("_"):
            yield value


def plain(text: str) -> str:
    """Return *text* without break marks."""
    return text.replace("\u200b", "").replace("\u2060", "")
