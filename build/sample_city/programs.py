"""Starts the three programs as processes, waits until each answers, and stops them."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from build.sample_city import words
from build.sample_city.layout import Layout
from build.sample_city.responder import start_responder
from build.sample_city.stopping import StopWish
from card_reader.simulated.responder import PracticeResponder
from field_app.platform.assets_folder import assets_folder

OFFICE_LAYER = "mihon_office.toml"
START_WITHIN_S = 60.0
STOP_WITHIN_S = 15.0
# A part that ends again and again is broken; nobody restarts it for ever.
RESTARTS, WITHIN_S = 3, 60.0


class CannotStart(Exception):
    """A part of the sample city cannot start; the text says why and what to do."""


class Running:
    """The programs that run now; leaving the block stops them, the tablet first."""

    def __init__(
        self, layout: Layout, wish: StopWish | None = None, *, undo_minutes: int = 0
    ) -> None:
        self.layout, self.undo_minutes = layout, undo_minutes
        self.wish = wish or StopWish()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._again: dict[str, Callable[[], object]] = {}
        self._restarts: list[float] = []
        self._responder: PracticeResponder | None = None

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._processes:
            return
        print(words.STOPPING, flush=True)
        for name in ("tablet", "office", "reception"):
            self.stop(name)
        if self._responder is not None:
            self._responder.close()

    def start_reception(self) -> None:
        """Start the reception unless it runs already."""
        layout = self.layout
        self._again["reception"] = self.start_reception
        self._start(
            "reception",
            [
                *("sync.reception", "serve", "--data", str(layout.reception)),
                *("--tls-cert", str(layout.city / "reception.pem")),
                *("--tls-key", str(layout.city / "reception.key")),
                *("--packs", str(layout.packs)),
            ],
        )

    def start_office(self) -> None:
        """Start the office, which pulls from the reception."""
        layout = self.layout
        self._again["office"] = self.start_office
        self._responder = self._responder or start_responder(layout)
        self._start(
            "office",
            [
                *("sync.office", "serve", "--data", str(layout.office)),
                *("--reception", layout.reception_url, "--ca", str(layout.city / "ca.pem")),
                *("--trust", str(layout.city / "trust")),
                *("--undo-minutes", str(self.undo_minutes)),
                *("--revocation", str(layout.revocation)),
                *("--city", str(assets_folder() / "city" / OFFICE_LAYER)),
                *("--fonts", str(assets_folder() / "fonts")),
                *("--content", str(layout.content), "--repository", str(layout.packs)),
                *("--pack-keys", str(layout.pack_keys)),
            ],
        )

    def start_tablet(self, *, real_reader: bool, options: Sequence[str] = ()) -> str:
        """Start the tablet and return the address that opens it, launch token included."""
        layout = self.layout
        self._again["tablet"] = lambda: self.start_tablet(real_reader=real_reader, options=options)
        self.address_file.unlink(missing_ok=True)
        reader = ["--real-reader"] if real_reader else ["--practice-cards", str(layout.cards)]
        self._start(
            "tablet", ["field_app", "serve", "--data", str(layout.tablet), *reader, *options]
        )
        return self.tablet_address()

    @property
    def address_file(self) -> Path:
        """Where the tablet writes the address that opens it; a used one is replaced by another."""
        return self.layout.tablet / "address"

    def tablet_address(self) -> str:
        """Return the address that opens the tablet in one more browser."""
        return self.address_file.read_text(encoding="utf-8").strip()

    def process_id(self, name: str) -> int:
        """Return the process of a program that runs. KeyError otherwise."""
        return self._processes[name].pid

    def restart_a_dead_part(self) -> None:
        """Start what ended by itself once more, and say so.

        Raises:
            CannotStart: parts end again and again.
        """
        for name in [name for name, one in self._processes.items() if one.poll() is not None]:
            now = time.monotonic()
            self._restarts = [at for at in self._restarts if now - at < WITHIN_S]
            if len(self._restarts) == RESTARTS:
                self._refuse_dead(name)
            self._restarts.append(now)
            ended = self._processes.pop(name)
            print(words.restarting(name, ended.returncode, self._log(name)), flush=True)
            self._again[name]()

    def _refuse_dead(self, name: str) -> None:
        code = self._processes[name].poll()
        if code is not None:
            raise CannotStart(words.ended(name, code, self._log(name)))

    def _start(self, name: str, arguments: list[str]) -> None:
        if name in self._processes:
            return
        self.wish.check()
        port = self.layout.ports[name]
        self.layout.logs.mkdir(parents=True, exist_ok=True)
        print(words.starting(name), flush=True)
        with self._log(name).open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", *arguments, "--port", str(port)],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,  # Ctrl-C is ours: the parts are stopped in order
            )
        self._wait_until_listening(name, port)

    def _wait_until_listening(self, name: str, port: int) -> None:
        end = time.monotonic() + START_WITHIN_S
        while time.monotonic() < end:
            self._refuse_dead(name)
            if is_listening(port):
                return
            self.wish.sleep(0.05)
        raise CannotStart(words.silent(name, self._log(name)))

    def stop(self, name: str, *, at_once: bool = False) -> None:
        """Stop one program; *at_once* kills it, as a power cut would."""
        process = self._processes.pop(name, None)
        if process is None or process.poll() is not None:
            return
        if at_once:
            process.kill()
        else:
            process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _log(self, name: str) -> Path:
        return self.layout.logs / f"{name}.log"


def run_once(*arguments: str, secret: str = "") -> dict[str, Any]:
    """Run ``python -m`` with *arguments*, *secret* on its standard input; return its JSON.

    Raises:
        CannotStart: the program ended with an error; the text carries its own.
    """
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        input=secret.encode(),
        capture_output=True,
        check=False,
        timeout=120,
        start_new_session=True,
    )
    if done.returncode != 0:
        raise CannotStart(words.failed(arguments[0], done.stderr.decode(errors="replace")))
    output = done.stdout.decode().strip()
    return dict(json.loads(output)) if output else {}


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def refuse_missing_reader() -> None:
    """Raise CannotStart saying what a real reader still lacks on this machine."""
    from card_reader import CardError
    from card_reader.pcsc import PcscSource

    try:
        readers = PcscSource().readers()
    except CardError as error:
        raise CannotStart(words.reader_lacks(error)) from error
    if not readers:
        raise CannotStart(words.NO_READER)


def is_free(port: int) -> bool:
    """Tell whether one of our programs could listen on *port* now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
