"""The files of a pack on the disk: whole, durable, and none beside those that it names."""

import os
from collections.abc import Mapping
from pathlib import Path

from sync.tablet.errors import StoreFull
from sync.wire.content.pack import MANIFEST, Manifest


def lay(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Lay a whole pack into *folder*, durably; what is there already is not written again.

    Raises:
        StoreFull: no room for all of it.
    """
    try:
        for path, content in files.items():
            write_whole(folder / path, content)
        write_whole(folder / MANIFEST, manifest.to_bytes())
        remove_strays(folder, {MANIFEST, *manifest.files})
        make_durable(folder)
    except OSError as error:
        raise StoreFull from error


def write_whole(path: Path, content: bytes) -> None:
    """Write *path* by one rename, or leave it where it says the same already."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)  # noqa: PTH105 - the pack in use never has half a manifest


def remove_strays(folder: Path, wanted: set[str]) -> None:
    """Remove every file that the pack does not name; a loader reads whole folders."""
    for path in folder.rglob("*"):
        if not path.is_dir() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


def make_durable(folder: Path) -> None:
    """Flush every file and folder below, then the folder's own name, to the disk."""
    if os.name == "nt":
        return  # a folder cannot be opened there; files are flushed when they are closed
    for path in (*folder.rglob("*"), folder, folder.parent):
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
