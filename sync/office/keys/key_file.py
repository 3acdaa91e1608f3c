"""Reads and writes the two files of private keys, whole, for their user only."""

import json
import os
from pathlib import Path
from typing import Any, Final

from sync.wire.durably import ONLY_ITS_USER, write_durably

OFFICE_FILE: Final = "keys.json"  # what the office's own process needs: token, decisions, columns
OPENING_FILE: Final = "opening.json"  # what opens applications: the key holder's alone


def read_key_file(path: Path) -> dict[str, Any]:
    """Return the content of a key file; FileNotFoundError when there is none."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def write_key_file(path: Path, content: dict[str, Any]) -> None:
    """Write a key file whole; a power cut leaves the one before.

    Written by root, it belongs to whoever owns its folder: the programs run as other users.
    """
    write_durably(path, json.dumps(content).encode(), ONLY_ITS_USER)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
