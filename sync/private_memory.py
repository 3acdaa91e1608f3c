"""Keeps a program's memory out of core dumps, whoever starts it."""

import ctypes
import logging
import os
import sys
from typing import Final

# prctl(2); the constant is the kernel's own.
PR_SET_DUMPABLE: Final = 4

log = logging.getLogger(__name__)


def keep_memory_private() -> None:
    """Leave no core dump of this process, and let no other process of this user read its memory.

    For the start of a program that holds keys, PINs or drafts. Its children have no core
    dump either; what another program reads of their memory is theirs to forbid. Where the
    system has none of it, nothing happens.
    """
    if os.name == "nt":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0):
        log.warning("the memory of this process may be read by others of its user")
