"""Starts the child process that decodes a picture, and kills it at its limits.

What a stranger's file says is parsed there only. The child's answer is bytes of a bounded
length; that they are a JPEG is the child's word, so whoever shows them has them decoded again.
"""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from field_app.pictures.message import Change, Prepared, decode_prepared, encode_change
from field_app.pictures.refused import CannotRead, PictureRefused
from sync.limits import Limits

READER: Final = "field_app.pictures.reader"
LIMITS: Final = Limits(wall_s=20.0, output=2 * 1024 * 1024)
REASONS: Final = ("heic", "pdf", "format", "large", "pixels", "small", "broken")


def prepare(content: bytes, change: Change | None = None) -> Prepared:
    """Return *content* as a picture that may be kept, after *change*. Blocks, for a second or so.

    Raises:
        PictureRefused: it is no picture that we take; the words say what to do.
        CannotRead: this machine cannot start such a process, or it ended without an answer.
    """
    said = ask(READER, encode_change(change or Change(), content), LIMITS)
    if said[:1] == b"-":
        reason = said[1:].decode("ascii", errors="replace")
        raise PictureRefused(reason if reason in REASONS else "broken")
    try:
        return decode_prepared(said[1:])
    except ValueError as odd:
        raise PictureRefused("broken") from odd


def can_prepare() -> bool:
    """Tell whether this machine can start such a process."""
    return _python() is not None


def ask(module: str, message: bytes, limits: Limits) -> bytes:
    """Return what *module*, started for this one *message*, answers.

    Raises:
        CannotRead: as `prepare` says; the child is gone when this is raised.
    """
    python = _python()
    if python is None:
        raise CannotRead("no interpreter of its own")
    with subprocess.Popen(  # noqa: S603 - our own module
        [str(python), "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as child:
        late = threading.Timer(limits.wall_s, child.kill)
        late.start()
        try:
            assert child.stdin is not None  # noqa: S101 - asked for above
            assert child.stdout is not None  # noqa: S101
            with suppress(BrokenPipeError):  # it ended before it read: its answer says why
                child.stdin.write(message)
                child.stdin.close()
            said = child.stdout.read(limits.output + 1)
        finally:
            late.cancel()
            child.kill()
    if not said or len(said) > limits.output:
        raise CannotRead("no answer, or a longer one than there is")
    return said


def _python() -> Path | None:
    """Return the interpreter that runs this; None in a window of its own, which has none beside."""
    path = Path(sys.executable or "")
    return path if path.stem.startswith("python") else None
