"""Waits until files, folders and renames are on the disk, so that a power cut undoes none."""

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk.

    Windows opens no folder for this; there nothing is done for one.
    """
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        return
    opened = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def rename_durably(path: Path, to: Path) -> None:
    """Rename *path* in its folder; a power cut does not undo it once this returns."""
    path.replace(to)
    flush(to.parent)
