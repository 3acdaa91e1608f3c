"""Reads the card by Android's NFC, through the extension in ``build/android``.

The only file that imports pyjnius; without its bridge ``import jnius`` ends the process, so the
import waits until somebody asks for a card. Source: build/android/README.md.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from card_reader.card import Card
from card_reader.channel import Channel
from card_reader.errors import Cancelled, CardRemoved, NoCard, NoReader, ServiceStopped
from card_reader.source import Reader, never
from card_reader.trace import Watch, Watched

NAME: Final = "NFC"
QUEUE: Final = "jp.demado.nfc.NfcQueue"
# The default of some 0.6 s is too short for a signature (docs/card.md).
TIMEOUT_MS: Final = 5000
PRESENCE_MS: Final = 500
POLL_MS: Final = 200
# A card lies still for as long as one flow takes; a later tag is another touch.
TOUCH_S: Final = 30.0


@dataclass(frozen=True)
class IsoDepTransport:
    """Carries commands to the tag of one touch; after a failure the tag cannot be used again."""

    tag: Any = field(repr=False)
    cancelled: Callable[[], bool] = never

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Send one APDU; CardRemoved for every failure, TagLostException included.

        Raises:
            Cancelled: a person stopped it; nothing was sent.
        """
        if self.cancelled():
            raise Cancelled
        try:
            return bytes(self.tag.transceive(bytes(apdu)))
        except _java_exception() as lost:
            raise CardRemoved from lost


@dataclass
class AndroidSource:
    """The phone's one reader. ``activity`` is asked anew each time: it changes with the app."""

    activity: Callable[[], Any]
    watch: Watch | None = None
    _queue: Any = field(default=None, repr=False)
    _tag: Any = field(default=None, repr=False)
    _seen_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def readers(self) -> list[Reader]:
        """Return the reader, when NFC is there and switched on."""
        if not _class(QUEUE).isOn(self.activity()):
            return []
        return [Reader(NAME, self._fresh_tag() is not None)]

    def wait_for_card(self, timeout_s: float, cancelled: Callable[[], bool]) -> Reader:
        """Wait for the next touch; an earlier one does not count.

        Raises:
            NoReader: no NFC, or it is switched off. NoCard, Cancelled, ServiceStopped.
        """
        self._listen()
        end = time.monotonic() + timeout_s
        while not self._take(POLL_MS):
            if cancelled():
                raise Cancelled
            if time.monotonic() >= end:
                raise NoCard
        return Reader(NAME, True)

    @contextmanager
    def open(
        self,
        reader: Reader | None = None,  # noqa: ARG002 - only one
        *,
        exclusive: bool = False,  # noqa: ARG002 - Android gives a tag to one app alone
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Card]:
        """Connect to the card of the last touch, and close the connection after the block.

        Raises:
            Cancelled: at the next command, once *cancelled* returned True.
            NoCard: none touched, or too long ago. CardRemoved: it has gone already.
        """
        tag = self._fresh_tag()
        if tag is None:
            raise NoCard
        with self._lock:
            iso = _connected(tag)
            try:
                line = IsoDepTransport(iso, cancelled)
                watched = Watched(line, self.watch) if self.watch else line
                yield Card(Channel(watched, takes_extended=iso.isExtendedLengthApduSupported()))
            finally:
                _close(iso)

    def close(self) -> None:
        """Forget the card and ignore further touches; Android opens no other app for them."""
        if self._queue is not None:
            _class(QUEUE).hold(self.activity())
            self._queue = self._tag = None

    def _listen(self) -> None:
        """Start reader mode again, because Android drops it whenever the app is left."""
        self._queue = self._queue or _class(QUEUE)()
        activity = self.activity()
        if not _class(QUEUE).isOn(activity) or not self._queue.start(activity, PRESENCE_MS):
            raise NoReader

    def _take(self, ms: int) -> bool:
        tag = self._queue.poll(ms)
        if tag is None:
            return False
        self._tag, self._seen_at = tag, time.monotonic()
        return True

    def _fresh_tag(self) -> Any:
        return self._tag if time.monotonic() - self._seen_at < TOUCH_S else None


def main_activity() -> Any:
    """Return the app's activity as Flet holds it now."""
    host = os.environ.get("MAIN_ACTIVITY_HOST_CLASS_NAME")
    if host is None:
        raise ServiceStopped("this is no Flet app on Android")
    return _class(host).mActivity


def _connected(tag: Any) -> Any:
    iso = _class("android.nfc.tech.IsoDep").get(tag)
    if iso is None:
        raise CardRemoved
    try:
        iso.connect()
        iso.setTimeout(TIMEOUT_MS)
    except _java_exception() as lost:
        raise CardRemoved from lost
    return iso


def _close(iso: Any) -> None:
    try:
        iso.close()
    except _java_exception():
        return


def _class(name: str) -> Any:
    if os.getenv("FLET_JNI_READY") != "1":
        raise ServiceStopped("no bridge to Java")
    from jnius import autoclass

    return autoclass(name)


def _java_exception() -> Any:
    from jnius import JavaException

    return JavaException
