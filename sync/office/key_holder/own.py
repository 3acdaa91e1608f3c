"""Starts a key holder beside an office on one machine, and starts it again when it ends."""

import contextlib
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sync.office.key_holder.client import KeyHolderClient
from sync.office.keys.passphrase import descriptor_of, descriptor_variable

log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 30.0
RAN_WELL_S: Final = 60.0
OPENING: Final = descriptor_variable("opening")
READY: Final = b"ready"  # its first line
GIVEN_UP: Final = (
    "the key holder cannot read its keys and is not started again; nothing opens until somebody"
    " starts the office anew and gives the passphrase or PIN of the opening keys once more"
)


class CannotHoldKeys(Exception):
    """The key holder ended before it answered; its own output says why."""


@contextlib.contextmanager
def own_key_holder(data: Path) -> Iterator[KeyHolderClient]:
    """Run a key holder for the keys in *data* while the block runs.

    Its socket lies in a folder that only this user may enter. This process listens on it
    and hands it over, so that a caller waits while a killed holder starts anew. When the
    holder gives up, nobody listens any more, and a caller hears so at once.

    Raises:
        CannotHoldKeys: it does not start.
        KeysLocked: the variable for its passphrase names no descriptor that is open.
    """
    passphrase = descriptor_of("opening")
    folder = Path(tempfile.mkdtemp(prefix="demado-keys-"))
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
            listening.bind(str(folder / "socket"))
            listening.listen()
            holder = OwnHolder(data, listening, passphrase)
            client = KeyHolderClient(folder / "socket")
            holder.start()
            try:
                yield client
            finally:
                client.close()
                holder.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class OwnHolder:
    """Keeps one key holder running in a thread of its own.

    The kernel ends the holder with the thread that started it, hence the thread.
    """

    def __init__(self, data: Path, listening: socket.socket, passphrase: int | None) -> None:
        self._data, self._listening, self._passphrase = data, listening, passphrase
        self._ended, self._is_known = threading.Event(), threading.Event()
        self._is_there = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="key holder", daemon=True)

    def start(self) -> None:
        """Begin, and return when the keys are loaded; a passphrase may be typed before that.

        Raises:
            CannotHoldKeys: it ended instead.
        """
        self._thread.start()
        self._is_known.wait()
        if not self._is_there:
            self.stop()
            raise CannotHoldKeys("the key holder does not start; see its own words above")

    def stop(self) -> None:
        """End the holder and wait for that."""
        self._ended.set()
        if self._process is not None:
            self._process.kill()
        self._thread.join()

    def _keep(self) -> None:
        try:
            self._run_again_and_again()
        finally:
            self._is_known.set()

    def _run_again_and_again(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._ended.is_set():
            begun = time.monotonic()
            code = self._run()
            if self._ended.is_set():
                return
            if code == os.EX_CONFIG:
                log.error(GIVEN_UP)
                self._listening.close()  # who waits, or asks from now on, hears so at once
                return
            log.error("the key holder ended (%s); it starts again", code)
            ran_well = time.monotonic() - begun > RAN_WELL_S
            pause_s = FIRST_PAUSE_S if ran_well else min(2 * pause_s, LONGEST_PAUSE_S)
            self._ended.wait(pause_s)

    def _run(self) -> int:
        """Run the program once; return its exit code."""
        descriptor = self._listening.fileno()
        command = [sys.executable, "-m", "sync.office.key_holder", "--data", str(self._data)]
        passphrase = [] if self._passphrase is None else [self._passphrase]
        # The child finds the variable; what it names is the child's alone from here on.
        with subprocess.Popen(  # noqa: S603 - our own program
            [*command, "--fd", str(descriptor)],
            pass_fds=[descriptor, *passphrase],
            stdout=subprocess.PIPE,
        ) as process:
            for one in passphrase:
                os.close(one)
                del os.environ[OPENING]
                self._passphrase = None
            self._process = process
            if self._ended.is_set():
                process.kill()
            first = process.stdout.readline() if process.stdout else b""
            self._is_there |= first.strip() == READY
            self._is_known.set()
            return process.wait()
