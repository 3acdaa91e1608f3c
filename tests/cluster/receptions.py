"""Reception processes on one cluster, started again when they end, as systemd would do it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from build.ports import free_port
from build.sample_city.programs import is_listening
from sync.reception.store.store import ReceptionStore
from tests.sync.city import City, make_city

RESTART_S: Final = 1.0
START_WITHIN_S: Final = 40.0


def make_city_on(url: str, folder: Path, port: int) -> City:
    """Make a city whose reception keeps everything in the database at *url*."""
    return at_port(on_store(make_city(folder), ReceptionStore.open(url)), port)


def on_store(city: City, store: ReceptionStore) -> City:
    """Return the same city with another database; its own is closed."""
    city.store.close()
    return replace(city, store=store)


def at_port(city: City, port: int) -> City:
    """Return the same city as a tablet sees it that is told another reception."""
    pack = city.pack.model_copy(update={"reception_url": f"https://127.0.0.1:{port}"})
    return replace(city, pack=pack, port=port)


class Receptions:
    """Several workers with one set of keys and one database."""

    def __init__(self, city_folder: Path, url: str, count: int) -> None:
        self._folder, self._url = city_folder, url
        self.ports = tuple(free_port() for _ in range(count))
        self._workers: dict[int, subprocess.Popen[bytes]] = {}
        self._ended = threading.Event()
        self._starts = 0
        self._keeper = threading.Thread(target=self._keep, name="receptions")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run them while the block runs."""
        self._keeper.start()
        try:
            self._wait_until_listening()
            yield
        finally:
            self._ended.set()
            self._keeper.join()
            for worker in self._workers.values():
                worker.kill()
                worker.wait()

    def kill(self, port: int) -> None:
        """Kill -9 one worker; it is started again."""
        self._workers[port].kill()

    @property
    def restarts(self) -> int:
        return self._starts - len(self.ports)

    def _keep(self) -> None:
        while not self._ended.is_set():
            for port in self.ports:
                worker = self._workers.get(port)
                if worker is None or worker.poll() is not None:
                    self._workers[port] = self._start(port)
            self._ended.wait(RESTART_S)

    def _start(self, port: int) -> subprocess.Popen[bytes]:
        self._starts += 1
        arguments = ["serve", "--data", str(self._folder / "reception"), "--port", str(port)]
        arguments += ["--tls-cert", str(self._folder / "reception.pem")]
        arguments += ["--tls-key", str(self._folder / "reception.key")]
        with (self._folder / f"reception-{port}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "sync.reception", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "DATABASE_URL": self._url},
            )

    def _wait_until_listening(self) -> None:
        end = time.monotonic() + START_WITHIN_S
        while not all(is_listening(port) for port in self.ports):
            assert time.monotonic() < end, "the receptions did not start"
            time.sleep(0.05)
