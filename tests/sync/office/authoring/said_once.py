"""Reads each draft over each content once in a run: the process is real, and starts that once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from sync.office.authoring.command import AuthorsCommand
from sync.office.authoring.report import DraftReport
from sync.office.authoring.uploads import DraftUpload
from sync.wire.digest import sha256_hex

SAID: dict[str, DraftReport] = {}


@contextmanager
def said_once() -> Iterator[None]:
    """Remember what the authors' command says, for tests of what becomes of it."""
    report = AuthorsCommand.report

    def remembered(
        command: AuthorsCommand, upload: DraftUpload, content: Mapping[str, bytes]
    ) -> DraftReport:
        files = sorted((path, sha256_hex(raw)) for path, raw in content.items())
        key = sha256_hex(repr((upload.kind, upload.digest, files)).encode())
        if key not in SAID:
            SAID[key] = report(command, upload, content)
        return SAID[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AuthorsCommand, "report", remembered)
        yield
