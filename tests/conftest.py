"""What holds for every test: none fails because the machine was busy, none logs for the next."""

import gc
import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("demado", deadline=None)
settings.load_profile("demado")


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """Take away the handlers of a program that ran in the test: their stream ends with it."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def pytest_collection_finish() -> None:
    """Take what was imported and collected out of each later round of the garbage collector.

    Every test server ends with a full round; the objects that stay for good made most of its cost.
    """
    gc.collect()
    gc.freeze()
