"""Notices that a person did something, for the lock after idling."""

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A frame is 0x00 and MessagePack ``[action, body]``; these two actions come from a person's
# hands (control event, property typed into). Source: flet 1.0.5, messaging/protocol.py.
FRAME: Final = b"\x00\x92"
BY_A_PERSON: Final = frozenset({3, 4})


class Activity:
    """Call *on_activity* for every message that a person caused."""

    def __init__(self, app: ASGIApp, *, on_activity: Callable[[], None]) -> None:
        self._app = app
        self._on_activity = on_activity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def noticed() -> Message:
            message = await receive()
            if is_by_a_person(message.get("bytes") or b""):
                self._on_activity()
            return message

        await self._app(scope, noticed, send)


def is_by_a_person(frame: bytes) -> bool:
    """Tell whether a client's *frame* reports an event or a typed property."""
    return frame.startswith(FRAME) and len(frame) > len(FRAME) and frame[2] in BY_A_PERSON
