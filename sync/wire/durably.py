"""Writes whole files: after a crash or a power cut the old content is there or the new one."""

import os
from pathlib import Path
from typing import Final

from sync.disk import flush, rename_durably

ONLY_ITS_USER: Final = 0o600
USUAL: Final = 0o666


def write_durably(path: Path, content: bytes, mode: int = USUAL) -> None:
    """Write a whole file or none; it survives a power cut once this returns.

    Args:
        path: its folder is made when it is missing.
        content: replaces what was there.
        mode: of the file, less the umask; :data:`ONLY_ITS_USER` for a secret.
    """
    partial = _write_partial(path, content, mode)
    flush(partial)
    rename_durably(partial, path)


def write_whole(path: Path, content: bytes, mode: int = USUAL) -> None:
    """Write a whole file or none, as :func:`write_durably`, but wait for no disk.

    For many files that are flushed together afterwards.
    """
    os.replace(_write_partial(path, content, mode), path)  # noqa: PTH105 - one rename


def create_durably(path: Path, content: bytes, mode: int = USUAL) -> None:
    """Write a file that is not there yet; it survives a power cut once this returns.

    A power cut before that may leave the name with a part of the content.

    Raises:
        FileExistsError: it is there; it was not touched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_new(path, content, mode)
    flush(path)
    flush(path.parent)


def _write_partial(path: Path, content: bytes, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)  # what a cut left may be readable for others
    _write_new(partial, content, mode)
    return partial


def _write_new(path: Path, content: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(content)
