"""Runs the authors' own command in a process with limits, in a folder that is removed after it.

The office knows that command by its name alone: it imports nothing of the tablet's code. The
process binds itself before it reads; the clock, the length of its answer and its environment are
ours.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

from pydantic import ValidationError

from sync.office.authoring.report import DraftReport
from sync.office.authoring.uploads import DraftUpload
from sync.wire.content.pack import FILE_MOST
from sync.wire.durably import write_whole

CODE: Final = Path(__file__).resolve().parents[3]
MODULE: Final = "field_app.authors"
OUTPUT_MOST: Final = 8 * 1024 * 1024
WAITS_S: Final = 20.0


class NotTried(Exception):
    """A draft could not be read to its end; the text says what to do (Japanese)."""


TOO_MUCH: Final = (
    "このファイルは、大きすぎるか、こわれていて、終わりまで読めませんでした。何も残していません。"
    "定義のシートだけの新しいブックに写して、もう一度ためしてください。"
)
BUSY: Final = "ほかの案を調べています。すこし待って、もう一度送ってください。"
NO_WORKBOOK: Final = "この手続きは Excel に書き出せません。"


@dataclass(frozen=True)
class AuthorsCommand:
    """The command, at most *at_once* of it; the others wait for their turn for a while.

    Safe to use from any thread.
    """

    at_once: int = 2
    wall_s: float = 60.0
    waits_s: float = WAITS_S
    _turns: threading.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_turns", threading.BoundedSemaphore(self.at_once))

    def report(self, upload: DraftUpload, content: Mapping[str, bytes]) -> DraftReport:
        """Return everything about a draft over *content*, the files of a pack and its cases.

        Raises:
            NotTried: it passed a limit, or others are tried and the wait was long.
        """
        with self._in_folder(content) as folder:
            for name, raw in upload.parts.items():
                write_whole(folder / "draft" / name, raw)
            said = self._run(folder, ["report", str(folder / "draft")])
        try:
            return DraftReport.model_validate_json(said)
        except ValidationError as refused:
            raise NotTried(TOO_MUCH) from refused

    def workbook(self, id: str, content: Mapping[str, bytes]) -> bytes:
        """Return a definition of *content* as an Excel file.

        Raises:
            NotTried: as above, or there is no way to write workbooks on this machine.
        """
        with self._in_folder(content) as folder:
            file = folder / f"{id}.xlsx"
            self._run(folder, ["export", str(file), "--procedure", id])
            if not file.is_file() or file.is_symlink() or file.stat().st_size > FILE_MOST:
                raise NotTried(NO_WORKBOOK)
            return file.read_bytes()

    @contextmanager
    def _in_folder(self, content: Mapping[str, bytes]) -> Iterator[Path]:
        if not self._turns.acquire(timeout=self.waits_s):
            raise NotTried(BUSY)
        try:
            with TemporaryDirectory(prefix="demado-draft-") as name:
                folder = Path(name)
                for path, raw in content.items():
                    write_whole(folder / "content" / path, raw)
                yield folder
        finally:
            self._turns.release()

    def _run(self, folder: Path, arguments: Sequence[str]) -> bytes:
        content = ["--content", str(folder / "content"), "--json"]
        with subprocess.Popen(  # noqa: S603 - ours; of a stranger is what the files hold
            [sys.executable, "-P", "-m", MODULE, "--bounded", *arguments, *content],
            cwd=folder, env=_environment(folder), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as child:  # fmt: skip
            return _answer(child, child.stdout, self.wall_s)


def _answer(child: subprocess.Popen[bytes], out: IO[bytes] | None, wall_s: float) -> bytes:
    late = threading.Timer(wall_s, child.kill)
    late.daemon = True
    late.start()
    try:
        said = out.read(OUTPUT_MOST + 1) if out else b""
        if len(said) > OUTPUT_MOST or child.wait() != 0:
            raise NotTried(TOO_MUCH)
        return said
    finally:
        late.cancel()
        child.kill()


def _environment(folder: Path) -> dict[str, str]:
    """Return all that the process knows of this one's: neither passphrases nor addresses."""
    own = {"PYTHONPATH": str(CODE), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    needed = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**needed, **own, "TMPDIR": str(folder), "HOME": str(folder)}
