"""Runs a command on a terminal of its own and reads what it shows there."""

import os
import pty
import select


def on_terminal(command: tuple[str, ...]) -> tuple[int, int]:
    """Start *command* on a new terminal; return its process and the terminal."""
    process, terminal = pty.fork()
    if process == 0:
        os.execv(command[0], command)  # noqa: S606 - this is the child on the terminal
    return process, terminal


def read_until(terminal: int, text: str) -> str:
    """Return what is shown until *text* stands there."""
    shown = b""
    while text.encode() not in shown:
        ready, _, _ = select.select([terminal], [], [], 30)
        assert ready, shown.decode(errors="replace")
        shown += os.read(terminal, 4096)
    return shown.decode(errors="replace")
