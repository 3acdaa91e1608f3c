"""How much one child process may use before it is killed."""

import os
import sys
from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The limits of one reading.

    Args:
        wall_s: seconds until the parent kills the child; what computes ends before, by *cpu_s*,
            unless the machine gives it no processor.
        cpu_s: seconds of processor time until the kernel does.
        memory: bytes of address space beyond what the child starts with.
        output: bytes that the child may send back.
        nice: how far the child gives way to others, 0 to 19.
        written: bytes of the largest file that the child may write; as it is, none.
    """

    wall_s: float = 15.0
    cpu_s: int = 3
    memory: int = 384 * MIB
    output: int = 2 * MIB
    nice: int = 0
    written: int = 0

    def apply(self) -> None:
        """Bind the calling process for good: few descriptors, no core dump, no large file.

        Where the system has no such limits (Windows), the parent's clock and count are left.
        """
        if sys.platform == "win32":
            return
        import resource

        os.nice(self.nice)
        bounds = [
            (resource.RLIMIT_CPU, self.cpu_s),
            (resource.RLIMIT_FSIZE, self.written),
            (resource.RLIMIT_NOFILE, 64),
            (resource.RLIMIT_CORE, 0),
        ]
        if sys.platform == "linux":
            bounds.append((resource.RLIMIT_AS, _address_space() + self.memory))
        for kind, most in bounds:
            resource.setrlimit(kind, (most, most))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path is made of it
        pages = int(file.read().split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
