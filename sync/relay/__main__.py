"""``python -m sync.relay``: send what the office laid into the tray, until SIGTERM."""

import argparse
import logging
import threading
from contextlib import closing
from pathlib import Path

from sync.errors import SyncError
from sync.orderly_end import ending_in_order
from sync.periodic import Periodic
from sync.private_memory import keep_memory_private
from sync.relay.line import OutwardLine
from sync.relay.sending import Relaying
from sync.relay.settings import read_relay_settings


def main() -> None:
    """Relay until somebody ends it; a mistake in the file is one sentence and exit code 1."""
    keep_memory_private()
    made = argparse.ArgumentParser(prog="python -m sync.relay", description=__doc__)
    made.add_argument("--settings", type=Path, required=True, help="TOML, see docs/operations.md")
    options = made.parse_args()
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        settings = read_relay_settings(options.settings)
    except SyncError as refused:
        raise SystemExit(f"{type(refused).__name__}: {refused}") from refused
    with ending_in_order(), closing(OutwardLine(settings)) as line:
        relaying = Relaying(line)
        periodic = Periodic("relay", relaying.run_once, relaying.pause_s)
        periodic.start()
        try:
            threading.Event().wait()
        finally:
            periodic.stop()


if __name__ == "__main__":
    main()
