"""What holds for every test: none fails because the machine was busy, none logs for the next."""

import gc
import itertools
import logging
from collections.abc import Generator, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import settings

from card_reader.simulated import authority
from sync.office.keys import locks
from sync.tablet.vault import passphrase_kdf

# A test has never half as many.
ROUND = 64
# Nobody guesses the passphrases of a test; those of the cost itself ask for the true one.
QUICK_N = 2**10

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
    """Give practice cards RSA keys of a round."""
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


@pytest.fixture(scope="session", autouse=True)
def _quick_passphrases() -> Iterator[None]:
    """Stretch a passphrase in milliseconds; what was stretched at a higher cost still opens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase_kdf, "LEAST_N", QUICK_N)
        patch.setattr(passphrase_kdf, "MOST_N", QUICK_N)
        patch.setattr(locks, "SCRYPT_N", QUICK_N)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Take what is imported and collected out of each round of the garbage collector.

    Of what comes with nine thousand tests nothing goes; looking for it took half of the time.
    Every test server ends with a full round, of which it made most of the cost.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()
