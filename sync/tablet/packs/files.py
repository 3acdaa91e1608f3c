"""Writes a pack's files to the disk: whole, durable, and none beside those that it names."""

from collections.abc import Mapping
from pathlib import Path

from sync.disk import flush
from sync.tablet.errors import StoreFull
from sync.wire.content.pack import MANIFEST, Manifest
from sync.wire.durably import write_whole


def lay(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Lay a whole pack into *folder*, durably; what is there already is not written again.

    Raises:
        StoreFull: no room for all of it.
    """
    try:
        for path, content in files.items():
            write_changed(folder / path, content)
        write_changed(folder / MANIFEST, manifest.to_bytes())
        remove_strays(folder, {MANIFEST, *manifest.files})
        make_durable(folder)
    except OSError as error:
        raise StoreFull from error


def write_changed(path: Path, content: bytes) -> None:
    """Write *path* whole, or leave it where it says the same already.

    The pack in use never has half a manifest; :func:`make_durable` flushes it.
    """
    if not path.is_file() or path.read_bytes() != content:
        write_whole(path, content)


def remove_strays(folder: Path, wanted: set[str]) -> None:
    """Remove every file that the pack does not name; a loader reads whole folders."""
    for path in folder.rglob("*"):
        if not path.is_dir() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


def make_durable(folder: Path) -> None:
    """Flush every file and folder below, then the folder's own name, to the disk."""
    for path in (*folder.rglob("*"), folder, folder.parent):
        flush(path)
