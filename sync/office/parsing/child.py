"""Runs one reading in a child process and kills it at its limits.

The children are forked from a server that holds no key and has loaded the parsers,
so that one costs some ten milliseconds. What a child sends back is bytes of a bounded
length, never a pickle: the parent does not trust a child that read a tablet's bytes.
"""

import json
import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any, Final

from sync.errors import SyncError
from sync.limits import Limits

PRELOAD: Final = ["__main__", "sync.office.parsing.tasks"]
BEGUN: Final = b"!"
DONE: Final = b"+"
ODD: Final = b"-"
# For a process of our own to stand, the first one with its server; no tablet's byte is read in it.
BEGIN_WITHIN_S: Final = 60.0

Task = Callable[..., bytes]


class Ended(StrEnum):
    """Why a reading gave no result."""

    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"
    CRASH = "crash"


class NotRead(Exception):
    """A reading passed a limit or ended its process; ``reason`` says which."""

    def __init__(self, reason: Ended) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Odd(Exception):
    """The bytes were read, and are not what they should be; the text names the field only."""


@dataclass(frozen=True)
class ChildReader:
    """Runs readings, at most *at_once* of them; the others wait for their turn.

    Safe to use from any thread.
    """

    at_once: int = 2
    _turns: threading.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_turns", threading.BoundedSemaphore(self.at_once))

    def read(self, task: Task, limits: Limits, *arguments: Any) -> bytes:
        """Return what *task* returns for *arguments*, run in a child process.

        Args:
            task: a function of a module, so that the child finds it by its name.

        Raises:
            NotRead: the child passed a limit or crashed; it is gone when this is raised.
            Odd: *task* raised ValueError or an error of ``sync``.
        """
        with self._turns:
            return _read(task, limits, arguments)

    def read_object(self, task: Task, limits: Limits, *arguments: Any) -> dict[str, Any]:
        """Return the JSON object that *task* returns as bytes, see `read`."""
        found: Any = json.loads(self.read(task, limits, *arguments))
        if not isinstance(found, dict):
            raise NotRead(Ended.CRASH)
        return found


def _read(task: Task, limits: Limits, arguments: tuple[Any, ...]) -> bytes:
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(theirs, task, limits, arguments), daemon=True)
    child.start()
    theirs.close()
    try:
        content = _received(ours, child, limits)
    finally:
        child.kill()
        child.join()
        ours.close()
    if content[:1] == ODD:
        raise Odd(content[1:].decode(errors="replace"))
    return content[1:]


def _received(ours: Connection, child: BaseProcess, limits: Limits) -> bytes:
    """Return the child's message; its time runs from when it says that it begins to read."""
    _next_message(ours, child, BEGIN_WITHIN_S, len(BEGUN))
    # A child that begins its message and stalls would hold us for ever otherwise.
    late = threading.Timer(2 * limits.wall_s, child.kill)
    late.daemon = True
    late.start()
    try:
        return _next_message(ours, child, limits.wall_s, limits.output + 1)
    finally:
        late.cancel()


def _next_message(ours: Connection, child: BaseProcess, within_s: float, longest: int) -> bytes:
    if not ours.poll(within_s):
        raise NotRead(Ended.TIME)
    try:
        return ours.recv_bytes(longest)
    except EOFError:
        child.join(1.0)
        raise NotRead(_ended(child.exitcode)) from None
    except OSError:  # the message is longer than that
        raise NotRead(Ended.OUTPUT) from None


def _ended(code: int | None) -> Ended:
    if code == -9 or code == -24:  # SIGKILL of RLIMIT_CPU's hard limit, SIGXCPU
        return Ended.TIME
    return Ended.MEMORY if code == MEMORY_EXIT else Ended.CRASH


MEMORY_EXIT: Final = 3


def _run(out: Connection, task: Task, limits: Limits, arguments: tuple[Any, ...]) -> None:
    """The child: bind itself, say that it begins, run, send one message, end."""
    limits.apply()
    out.send_bytes(BEGUN)
    try:
        out.send_bytes(DONE + task(*arguments))
    except (ValueError, SyncError) as odd:
        out.send_bytes(ODD + str(odd)[:200].encode())
    except MemoryError:
        raise SystemExit(MEMORY_EXIT) from None
    finally:
        out.close()


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)  # heard at the server's first start only
    return context
