"""What holds for every test: none fails because the machine was busy, none logs for the next."""

import gc
import itertools
import logging
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import settings

from card_reader.simulated import authority

ROUND = 64

settings.register_profile("demado", deadline=None)
settings.load_profile("demado")


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """Take away the handlers of a program that ran in the test: their stream ends with it."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def _keys_go_round() -> Iterator[None]:
    """Give practice cards RSA keys of a round of 64: a test has never half as many."""
    made: list[RSAPrivateKey] = []
    make, turn = authority.make_rsa_key, itertools.count()

    def next_key() -> RSAPrivateKey:
        if len(made) < ROUND:
            made.append(make())
            return made[-1]
        return made[next(turn) % ROUND]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authority, "make_rsa_key", next_key)
        yield


def pytest_collection_finish() -> None:
    """Take what was imported and collected out of each later round of the garbage collector.

    Every test server ends with a full round; the objects that stay for good made most of its cost.
    """
    gc.collect()
    gc.freeze()
