"""Seals to a key by HPKE (RFC 9180), through the first library here that has the suite."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import UnsupportedAlgorithm

from sync.errors import OpenFailed, UnknownSuite, WireError
from sync.wire.hpke.suite_names import CLASSIC, HYBRID, SUITES, suites_for, this_platform

__all__ = ["CLASSIC", "HYBRID", "SUITES"]  # the names are asked for here as well

KNOWN_ANSWERS: Final = Path(__file__).with_name("known_answers.json")


class Engine(Protocol):
    """A library that speaks HPKE; keys and sealed bytes look the same from each."""

    def make(self, suite: str) -> tuple[bytes, bytes]:
        """Return public and private half of a new key."""

    def seal(self, suite: str, public: bytes, plaintext: bytes, info: bytes) -> bytes:
        """Return encapsulated key and ciphertext; ValueError when *public* is none."""

    def open(self, suite: str, private: bytes, sealed: bytes, info: bytes) -> bytes:
        """Return the plaintext; ValueError when it does not open."""


@dataclass(frozen=True)
class KeyPair:
    """A sealing key as bytes; the private half never leaves the machine that made it."""

    suite: str
    public: bytes
    private: bytes = field(repr=False)

    def __repr__(self) -> str:
        return f"KeyPair({self.suite})"


@dataclass(frozen=True)
class KnownAnswer:
    """Sealed bytes of which it is known what they hold; *source* says who made them."""

    suite: str
    source: str
    private: bytes = field(repr=False)
    info: bytes
    plaintext: bytes
    sealed: bytes = field(repr=False)


def make_key(suite: str) -> KeyPair:
    """Make a key for *suite*.

    Raises:
        UnknownSuite: the suite is not on the list, or this machine has it not.
    """
    return KeyPair(suite, *_engine(suite).make(suite))


def seal_bytes(suite: str, public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Seal *plaintext* so that only the private half opens it, and only with the same *info*.

    Raises:
        UnknownSuite, WireError: no such suite, or *public* is no key of it.
    """
    try:
        return _engine(suite).seal(suite, public, plaintext, info)
    except ValueError as refused:
        raise WireError("not a public key of this suite") from refused


def open_bytes(suite: str, private: bytes, sealed: bytes, info: bytes) -> bytes:
    """Open what :func:`seal_bytes` made.

    Raises:
        OpenFailed: another key, another *info*, or changed bytes.
    """
    try:
        return _engine(suite).open(suite, private, sealed, info)
    except ValueError as refused:
        raise OpenFailed("sealed bytes do not open") from refused


def known_answers() -> list[KnownAnswer]:
    """Return the fixed vectors, one a suite."""
    return [
        KnownAnswer(
            one["suite"],
            one["source"],
            *(bytes.fromhex(one[name]) for name in ("private", "info", "plaintext", "sealed")),
        )
        for one in json.loads(KNOWN_ANSWERS.read_text(encoding="utf-8"))
    ]


def self_test(platform: str = "") -> None:
    """Open known sealed bytes, seal and open, and check that a changed header is refused.

    Called at every start, for each suite that *platform* (this one when not given) uses: a library
    that lacks one, or speaks another one, is found before a resident sits
    down. The classic suite is always among them: decisions and transferred
    visits are sealed with it.

    Raises:
        WireError: a suite does not work on this machine.
    """
    used = {*suites_for(platform or this_platform()), CLASSIC}
    for known in known_answers():
        if known.suite in used:
            _test(known)


def _test(known: KnownAnswer) -> None:
    suite = known.suite
    if open_bytes(suite, known.private, known.sealed, known.info) != known.plaintext:
        raise WireError(f"{suite}: the known answer is another one")
    key = make_key(suite)
    sealed = seal_bytes(suite, key.public, b"demado", b"self-test")
    if open_bytes(suite, key.private, sealed, b"self-test") != b"demado":
        raise WireError(f"{suite} does not open what it sealed")
    try:
        open_bytes(suite, key.private, sealed, b"another header")
    except OpenFailed:
        return
    raise WireError(f"{suite} does not bind the header")


@cache
def _engine(suite: str) -> Engine:
    """Return the first engine that has *suite*.

    A build of ``cryptography`` may lack the module, or have it and refuse when
    it is used, so each engine has to make a key before it is taken.
    """
    if suite not in SUITES:
        raise UnknownSuite("the cipher suite is not on the list")
    for load in (_native, _pyhpke):
        try:
            engine = load()
            public, _ = engine.make(suite)
            engine.seal(suite, public, b"", b"")
        except (ImportError, AttributeError, UnsupportedAlgorithm, ValueError):
            continue
        return engine
    raise UnknownSuite("this machine has not the cipher suite")


def _native() -> Engine:
    from sync.wire.hpke.native import NativeHpke

    return NativeHpke()


def _pyhpke() -> Engine:
    from sync.wire.hpke.pyhpke_port import PyHpke

    return PyHpke()
