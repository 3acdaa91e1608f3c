"""A whole file or none: what is read after a power cut is the old content or the new one."""

import os
from pathlib import Path
from typing import Final

ONLY_ITS_USER: Final = 0o600


def write_durably(
    path: Path, content: bytes, mode: int = 0o666, *, must_be_new: bool = False
) -> None:
    """Write a whole file or none; it survives a power cut once this returns.

    Args:
        path: its folder is made when it is missing.
        content: replaces what was there.
        mode: of the file, less the umask; :data:`ONLY_ITS_USER` for a secret.
        must_be_new: the file is made only where there is none.

    Raises:
        FileExistsError: it must be new and is there; it stays as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)  # what a cut left may be readable for others
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(partial, flags, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if must_be_new:
        _reserve(path, partial)
    os.replace(partial, path)  # noqa: PTH105 - one rename, so no half file is ever read
    if os.name != "nt":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _reserve(path: Path, partial: Path) -> None:
    """Make *path*, empty, unless it is there; no hard link: a USB stick may know none."""
    try:
        path.touch(ONLY_ITS_USER, exist_ok=False)
    except FileExistsError:
        partial.unlink()
        raise
