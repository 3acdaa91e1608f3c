"""Answers on the key holder's socket: takes a seal, gives its content, and knows nothing else."""

import logging
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Final

from sync.errors import OpenFailed, WireError
from sync.office.key_holder.message import LARGEST, Spoken, decode_seal
from sync.office.key_holder.pace import Pace
from sync.office.key_holder.starter import end_with_parent
from sync.office.keys.opening_keys import OpeningKeyMissing, SealOpener

log = logging.getLogger(__name__)

MOST_CALLERS: Final = 16
AGAIN_AFTER_S: Final = 0.2
_CREDENTIALS: Final = struct.Struct("3i")  # pid, uid, gid: Linux unix(7), SO_PEERCRED
_ID: Final = re.compile(r"[0-9a-f]{32}")

# By process and user id: whether somebody may ask.
MayAsk = Callable[[int, int], bool]


@dataclass(frozen=True)
class KeyHolder:
    """Serves one listening socket; each caller has a thread and waits for its turns."""

    keys: SealOpener = field(repr=False)
    may_ask: MayAsk
    pace: Pace = field(default_factory=Pace)

    def serve(self, listening: socket.socket) -> None:
        """Answer for ever. Who may not ask is shut out without a word."""
        places = threading.BoundedSemaphore(MOST_CALLERS)
        while True:
            places.acquire()
            caller, _ = listening.accept()
            if not self.may_ask(*_who(caller)):
                log.warning("somebody who may not ask was shut out")
                caller.close()
                places.release()
                continue
            threading.Thread(target=self._answer, args=(caller, places), daemon=True).start()

    def _answer(self, caller: socket.socket, places: threading.BoundedSemaphore) -> None:
        try:
            with Connection(caller.detach()) as line:
                while True:
                    line.send_bytes(self.said(line.recv_bytes(LARGEST)))
        except (EOFError, OSError):
            pass  # the caller is gone, or sent more than a seal can be
        finally:
            places.release()

    def said(self, message: bytes) -> bytes:
        """Return the answer to one message; an empty one asks whether somebody is here."""
        if not message:
            return Spoken.OPENED.value
        try:
            seal = decode_seal(message)
        except ValueError:
            return Spoken.REFUSED.value
        time.sleep(self.pace.wait_s())
        id = seal.id if _ID.fullmatch(seal.id) else "?"
        try:
            content = self.keys.open(seal)
        except OpeningKeyMissing:
            log.warning("no key for %s", id)
            return Spoken.NO_KEY.value
        except (OpenFailed, WireError):
            log.warning("refused %s", id)
            return Spoken.REFUSED.value
        log.info("opened %s", id)
        return Spoken.OPENED.value + content


def keep_answering(holder: KeyHolder, listening: socket.socket) -> None:
    """Answer in a child process; start another one whenever it ends, also by a kill.

    The keys stay in this process, so that nobody has to type a passphrase again.
    """
    while True:
        child = os.fork()
        if child == 0:
            end_with_parent()
            holder.serve(listening)
        _, status = os.waitpid(child, 0)
        log.error("the key holder's child ended (%s); another one starts", status)
        time.sleep(AGAIN_AFTER_S)


def _who(caller: socket.socket) -> tuple[int, int]:
    raw = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, uid, _ = _CREDENTIALS.unpack(raw)
    return pid, uid
