"""Keeps ports and data folder for one start: a second one at the same time is told at once."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from build.sample_city import words
from build.sample_city.layout import Layout
from build.sample_city.programs import CannotStart, is_free

HOST = "127.0.0.1"


@contextmanager
def claimed(layout: Layout) -> Iterator[None]:
    """Hold the ports and the data folder of *layout* while the block runs.

    The system gives both back however this process ends.

    Raises:
        CannotStart: another start holds them, or another program a port, or the folder
            can be none; nothing was made.
    """
    with ExitStack() as held:
        _claim_ports(layout, held)
        _claim_folder(layout.data, held)
        yield


def _claim_ports(layout: Layout, held: ExitStack) -> None:
    """Hold each number as a port for datagrams: our programs listen on the one for streams."""
    for port in layout.ports.values():
        mark = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        try:
            mark.bind((HOST, port))
        except OSError as error:
            raise CannotStart(words.another_start(port, layout.first_port)) from error
    taken = [port for port in layout.ports.values() if not is_free(port)]
    if taken:
        raise CannotStart(words.ports_taken(taken, layout.first_port))


def _claim_folder(folder: Path, held: ExitStack) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise CannotStart(words.no_folder(folder)) from error
    held.callback(os.close, opened)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CannotStart(words.folder_in_use(folder)) from error
