"""Known answers, what each platform may use, and what happens where a library lacks a suite."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sync.errors import OpenFailed, UnknownSuite, WireError
from sync.wire.hpke import suites
from sync.wire.hpke.suite_names import suites_for, this_platform
from sync.wire.hpke.suites import (
    CLASSIC,
    HYBRID,
    SUITES,
    known_answers,
    make_key,
    open_bytes,
    seal_bytes,
    self_test,
)


@pytest.fixture
def fresh_engines() -> Iterator[None]:
    """Let the engines be chosen anew, during the test and after it."""
    suites._engine.cache_clear()
    yield
    suites._engine.cache_clear()


def without_native_hpke(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a platform whose ``cryptography`` has no HPKE module."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.hpke", None)
    monkeypatch.delitem(sys.modules, "sync.wire.hpke.native", raising=False)
    monkeypatch.delattr("cryptography.hazmat.primitives.hpke", raising=False)


def test_every_suite_opens_its_known_answer() -> None:
    answers = {known.suite: known for known in known_answers()}
    assert set(answers) == set(SUITES)
    for suite, known in answers.items():
        assert known.source
        assert open_bytes(suite, known.private, known.sealed, known.info) == known.plaintext
        with pytest.raises(OpenFailed):
            open_bytes(suite, known.private, known.sealed, known.info + b"x")


@pytest.mark.parametrize("suite", SUITES)
def test_self_test_finds_an_engine_that_speaks_another_suite(
    suite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = [
        replace(known, plaintext=b"another") if known.suite == suite else known
        for known in known_answers()
    ]
    self_test("linux")
    monkeypatch.setattr(suites, "known_answers", lambda: changed)
    with pytest.raises(WireError, match="known answer"):
        self_test("linux")


@pytest.mark.parametrize(
    ("platform", "allowed"),
    [
        ("linux", (HYBRID,)),
        ("win32", (HYBRID,)),
        ("darwin", (HYBRID,)),
        ("android", (CLASSIC,)),
        ("ios", (CLASSIC,)),
    ],
)
def test_no_platform_that_has_the_hybrid_suite_falls_back(
    platform: str, allowed: tuple[str, ...]
) -> None:
    assert suites_for(platform) == allowed


def test_android_is_known_by_its_api_level_whatever_python_calls_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert this_platform() == sys.platform
    monkeypatch.setattr(sys, "getandroidapilevel", lambda: 34, raising=False)
    assert this_platform() == "android"


@pytest.mark.usefixtures("fresh_engines")
def test_without_the_native_module_the_hybrid_suite_is_a_fact_not_a_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_native_hpke(monkeypatch)
    with pytest.raises(UnknownSuite):
        make_key(HYBRID)
    with pytest.raises(UnknownSuite):
        self_test("linux")


@pytest.mark.usefixtures("fresh_engines")
def test_pyhpke_and_the_native_module_open_each_others_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = make_key(CLASSIC)
    native = seal_bytes(CLASSIC, key.public, b"from native", b"info")
    suites._engine.cache_clear()
    with monkeypatch.context() as android:
        without_native_hpke(android)
        assert type(suites._engine(CLASSIC)).__name__ == "PyHpke"
        self_test("android")
        assert open_bytes(CLASSIC, key.private, native, b"info") == b"from native"
        other = make_key(CLASSIC)
        back = seal_bytes(CLASSIC, other.public, b"from pyhpke", b"info")
        for changed in (back[:-1], back[:31], b"", back[:-1] + bytes([back[-1] ^ 1])):
            with pytest.raises(OpenFailed):
                open_bytes(CLASSIC, other.private, changed, b"info")
    suites._engine.cache_clear()
    assert open_bytes(CLASSIC, other.private, back, b"info") == b"from pyhpke"
