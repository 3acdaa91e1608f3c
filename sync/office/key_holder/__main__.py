"""``python -m sync.office.key_holder``: hold the opening keys for the process that has the socket.

The socket is inherited: from ``python -m sync.office serve`` as ``--fd``, or from systemd
(``build/cluster/city/systemd/demado-keys.socket``). This program opens none by itself.
"""

import argparse
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Final

from sync.errors import SyncError
from sync.office.key_holder.holder import KeyHolder, MayAsk, keep_answering
from sync.office.key_holder.starter import end_with_parent
from sync.office.keys.key_file import OPENING_FILE, warn_if_open
from sync.office.keys.opening_keys import OpeningKeys, split_key_file
from sync.private_memory import keep_memory_private
from sync.wire.hpke import suites

NOT_AGAIN: Final = os.EX_CONFIG  # a wrong PIN again and again would lock a token
FROM_SYSTEMD: Final = 3  # sd_listen_fds(3): the first descriptor that systemd hands over


def main() -> None:
    """Load the keys and answer until the process is ended."""
    try:
        _hold(_parser().parse_args())
    except SyncError as refused:
        print(f"key holder: {type(refused).__name__}: {refused}", file=sys.stderr)
        raise SystemExit(NOT_AGAIN) from refused


def _hold(options: argparse.Namespace) -> None:
    keep_memory_private()
    logging.basicConfig(level=logging.INFO, format="key holder: %(message)s")
    starter = os.getppid()
    if options.fd is not None:
        end_with_parent()
    suites.self_test()
    split_key_file(options.data)
    warn_if_open(options.data / OPENING_FILE)
    keys = OpeningKeys.load(options.data)
    listening = socket.socket(fileno=_descriptor(options.fd))
    may_ask = _only_process(starter) if options.fd is not None else _only_owner(listening)
    print("ready", flush=True)
    keep_answering(KeyHolder(keys, may_ask), listening)


def _descriptor(given: int | None) -> int:
    if given is not None:
        return given
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        raise SystemExit("no socket: start this by systemd's socket unit, or by sync.office serve")
    return FROM_SYSTEMD


def _only_process(starter: int) -> MayAsk:
    """Let the process that started this one ask, and none of the children that it reads in."""
    return lambda pid, _: pid == starter


def _only_owner(listening: socket.socket) -> MayAsk:
    """Let the user ask who owns the socket's file."""
    owner = Path(listening.getsockname()).stat().st_uid
    return lambda _, uid: uid == owner


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sync.office.key_holder", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the opening keys")
    parser.add_argument("--fd", type=int, help="a listening unix socket; else systemd's")
    return parser


if __name__ == "__main__":
    main()
