"""A person who is asked for a key file's passphrase and stops there gets a sentence."""

import os
import sys
from pathlib import Path

import pytest

from tests.terminal import on_terminal, read_until


@pytest.mark.parametrize("key", [b"\x04", b"\x03"], ids=["ctrl-d", "ctrl-c"])
def test_a_question_that_a_person_stops_at_ends_in_one_sentence_on_a_line_of_its_own(
    key: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    command = (sys.executable, "-m", "sync.office", "init", "--data", str(folder))
    process, terminal = on_terminal(command)
    shown = read_until(terminal, "office's keys: ")
    os.write(terminal, key)
    shown += read_until(terminal, "was not typed")
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    assert "keys: \r\nKeysLocked: " in shown.replace("^C", "").replace("^D\b\b", "")
    assert "Traceback" not in shown
    assert os.waitstatus_to_exitcode(status) == 1
    assert not folder.exists()
