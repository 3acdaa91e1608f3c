"""Times of one run; medians, never a limit."""

import statistics
import time
from collections.abc import Callable

Row = tuple[str, str, str]


def median_ms(work: Callable[[], object], runs: int) -> float:
    return statistics.median(timed_ms(work) for _ in range(runs))


def timed_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
