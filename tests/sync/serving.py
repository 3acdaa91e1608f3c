"""The reception as the process that a city runs."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from build.sample_city.programs import is_listening
from tests.sync.city import City

WITHIN_S = 30.0


@contextmanager
def serving(city: City, port: int | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve *city* while the block runs; several on ports of their own are several workers."""
    port = port or city.port
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "sync.reception", "serve"),
            *("--data", str(city.folder / "reception"), "--port", str(port)),
            *(("--database", city.database) if city.database else ()),
            *("--tls-cert", str(city.folder / "reception.pem")),
            *("--tls-key", str(city.folder / "reception.key")),
        ],
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + WITHIN_S
    while not is_listening(port):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WITHIN_S)
