"""The doctor on a real PC/SC stack in four states, and on a machine without pyscard."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from card_reader.checks import doctor
from card_reader.checks.doctor import examine
from card_reader.pcsc import PcscSource
from tests.card_reader.pcsc_stack import (
    FIRST_READER,
    has_readers,
    lock_readers,
    pcscd,
    process,
    simulated_card,
    virtual_readers,
    wait_until,
)


def last() -> tuple[str, bool]:
    finding = list(examine())[-1]
    assert finding.japanese
    assert finding.english
    return finding.name, finding.ok


def test_without_pyscard_it_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    found = list(examine())
    assert [(one.name, one.ok) for one in found] == [("library", False)]
    assert "demado[card]" in found[0].english


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_a_stopped_service_is_explained_for_each_system(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    japanese, english = doctor._how_to_start()  # the words of another system
    assert ("services.msc" in english) is (system == "win32")
    assert japanese


def test_an_android_app_without_the_extension_is_told_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANDROID_ROOT", "/system")
    monkeypatch.delenv("FLET_JNI_READY", raising=False)
    assert last() == ("nfc", False)


@pytest.mark.pcsc
def test_each_state_of_a_real_stack_is_named(practice_keys: Path, tmp_path: Path) -> None:
    with lock_readers():
        if not has_readers():
            assert last() == ("service", False)
            with process("pcscd", "--foreground", "--config", str(tmp_path)):
                wait_until(lambda: last()[0] != "service")
                assert last() == ("reader", False)
        with pcscd(), simulated_card(practice_keys, FIRST_READER) as card:
            wait_until(lambda: bool(virtual_readers()))
            assert last() == ("card", False)
            card.put("other_card")
            assert last() == ("card", False)
            card.put("taro")
            assert last() == ("card", True)
            done = subprocess.run(
                [sys.executable, "-m", "card_reader.tool.doctor", "--json"],
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0
            assert all(one["ok"] for one in json.loads(done.stdout)["findings"])


@pytest.mark.pcsc
def test_mended_34_who_waits_goes_on_when_the_service_was_stopped(practice_keys: Path) -> None:
    source, found = PcscSource(), []

    def wait() -> None:
        found.append(source.wait_for_card(60, lambda: False).has_card)

    with lock_readers():
        if has_readers():
            pytest.skip("this machine has a pcscd of its own, which is not ours to stop")
        with pcscd():
            waiting = threading.Thread(target=wait)
            waiting.start()
            time.sleep(1)
        time.sleep(1)  # it notices that the service has gone
        with pcscd(), simulated_card(practice_keys, FIRST_READER) as card:
            card.put("taro")
            waiting.join(20)
            assert found == [True]
            with source.open() as opened:
                assert opened.tries().signature == 5
