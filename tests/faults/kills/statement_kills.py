"""Kills a process at one statement of SQL after another: every place, not random ones."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from tests.faults import PRELOAD
from tests.sync.tablet.staff import CHEAP, Clock

Work = Callable[[Vault], Callable[[], object]]
"""Gets ready on a vault, and returns what is then cut off."""
KILLED = -signal.SIGKILL


def vault_in(folder: Path) -> Vault:
    """Open what :func:`staffed` made, on its day: its lease ends after a week."""
    store, secret = Store.open(folder / "tablet.db"), FileDeviceSecret(folder / "secret")
    return Vault(store, secret, scrypt_n=CHEAP, now=Clock())


def killed_everywhere(before: Path, scratch: Path, work: Work) -> Iterator[tuple[Path, bool]]:
    """Yield a folder for every statement of *work* with a process killed before it.

    *before* is copied each time. The last folder is of the one that came to its
    end, and says so.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    for left in range(10_000):
        folder = scratch / str(left)
        shutil.copytree(before, folder)
        process = context.Process(target=work_until, args=(folder, left, work), daemon=True)
        process.start()
        process.join()
        assert process.exitcode in (0, KILLED)
        yield folder, process.exitcode == 0
        if process.exitcode == 0:
            return


def work_until(folder: Path, left: int, work: Work) -> None:
    """Do *work* and die, as by a power switch, before statement *left* of it."""
    vault = vault_in(folder)
    cut_off = work(vault)

    def count(_: str) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    with vault.store.atomic() as db:
        connection = db.conn
    connection.set_trace_callback(count)
    cut_off()
    connection.set_trace_callback(None)
    vault.store.close()
