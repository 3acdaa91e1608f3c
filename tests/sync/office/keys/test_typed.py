"""A person who is asked for a key file's passphrase and stops there gets a sentence."""

import os
import pty
import select
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("key", [b"\x04", b"\x03"], ids=["ctrl-d", "ctrl-c"])
def test_a_question_that_a_person_stops_at_ends_in_one_sentence_on_a_line_of_its_own(
    key: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    command = (sys.executable, "-m", "sync.office", "init", "--data", str(folder))
    process, terminal = pty.fork()
    if process == 0:
        os.execv(command[0], command)  # noqa: S606 - this is the child on the terminal
    shown = read_until(terminal, "office's keys: ")
    os.write(terminal, key)
    shown += read_until(terminal, "was not typed")
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    assert "keys: \r\nKeysLocked: " in shown.replace("^C", "").replace("^D\b\b", "")
    assert "Traceback" not in shown
    assert os.waitstatus_to_exitcode(status) == 1
    assert not folder.exists()


def read_until(terminal: int, text: str) -> str:
    shown = b""
    while text.encode() not in shown:
        ready, _, _ = select.select([terminal], [], [], 30)
        assert ready, shown.decode(errors="replace")
        shown += os.read(terminal, 4096)
    return shown.decode(errors="replace")
