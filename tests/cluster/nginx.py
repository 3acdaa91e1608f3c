"""Runs Debian's nginx with one of the city's own files, on this test's addresses."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from build.cluster.node import CITY
from build.sample_city.programs import is_listening

NGINX = "/usr/sbin/nginx"
PLACES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def configured(name: str, folder: Path, changes: Mapping[str, str]) -> Path:
    """Return the city's file *name* with *changes*, each of which has a place in it, framed."""
    text = (CITY / name).read_text(encoding="utf-8")
    for old, new in {**changes, "/var/log/nginx": str(folder)}.items():
        assert old in text, old
        text = text.replace(old, new)
    user = "user root;" if os.geteuid() == 0 else ""
    places = "".join(f"{place}_temp_path {folder}/{place};" for place in PLACES)
    frame = f"{user} daemon off; pid {folder}/pid; events {{}} http {{ {places} {text} }}"
    path = folder / "nginx.conf"
    path.write_text(frame, encoding="utf-8")
    return path


@contextmanager
def nginx(configuration: Path, port: int) -> Iterator[None]:
    """Run nginx while the block runs; it listens on *port*."""
    command = [NGINX, "-e", str(configuration.with_name("errors")), "-c", str(configuration)]
    with subprocess.Popen(command) as process:
        try:
            end = time.monotonic() + 20
            while not is_listening(port):
                assert process.poll() is None, "nginx refused the configuration"
                assert time.monotonic() < end
                time.sleep(0.02)
            yield
        finally:
            process.terminate()
