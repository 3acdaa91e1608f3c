"""The Android transport on a JVM: the extension's own Java class over stub ``android`` classes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from card_reader import ServiceStopped
from card_reader.android_nfc import AndroidSource, main_activity

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "build/android/demado_nfc/src/flutter/demado_nfc/android/src/main"
STUBS = Path(__file__).with_name("android") / "stubs"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Compile, and play every scene once in a process with a JVM."""
    classes, keys = tmp_path_factory.mktemp("classes"), tmp_path_factory.mktemp("keys")
    sources = [*STUBS.rglob("*.java"), PLUGIN / "java/jp/demado/nfc/NfcQueue.java"]
    assert shutil.which("javac"), "install openjdk-17-jdk-headless"
    subprocess.run(
        [
            "javac",
            "--release",
            "11",
            "-Xlint:all,-serial",
            "-Werror",
            "-d",
            str(classes),
            *map(str, sources),
        ],
        check=True,
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.card_reader.android.scenario", str(keys), str(classes)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_a_touch_is_read_with_the_same_code_in_the_same_commands(results: dict[str, Any]) -> None:
    assert results["name"] is True
    assert results["commands"] == 4 + 2  # the kind of card is asked first
    assert results["photo"] == "89504e47"
    assert results["short_only"] is True


def test_reader_mode_is_for_type_b_without_ndef_and_with_long_timeouts(
    results: dict[str, Any],
) -> None:
    assert results["flags"] == 0x82
    assert (results["presence"], results["timeout"]) == (500, 5000)


def test_waiting_ends_and_leaves_other_threads_alone(results: dict[str, Any]) -> None:
    assert (results["no_touch"], results["stopped"]) == ("NoCard", "Cancelled")
    assert results["listening"] is True
    assert results["others_run_meanwhile"] is True
    assert results["waited"] == ["NoCard"]


def test_a_lost_tag_is_a_removed_card_and_costs_one_try_at_most(results: dict[str, Any]) -> None:
    assert results["lost"] == "CardRemoved"
    assert results["after_lost"] == "CardRemoved"
    assert results["tries"] == 10
    assert results["other_card"] == "NotMyNumberCard"


def test_without_nfc_it_says_so_and_android_opens_nothing_over_us(
    results: dict[str, Any],
) -> None:
    assert (results["switched_off"], results["no_nfc"]) == ("NoReader", "NoReader")
    assert results["no_readers"] is True
    assert results["held"] is True


def test_without_the_bridge_nothing_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLET_JNI_READY", raising=False)
    monkeypatch.delenv("MAIN_ACTIVITY_HOST_CLASS_NAME", raising=False)
    with pytest.raises(ServiceStopped):
        AndroidSource(lambda: None).readers()
    with pytest.raises(ServiceStopped):
        main_activity()
    assert "jnius" not in sys.modules
    assert os.name == "posix"


def test_the_build_files_agree_with_the_python_side() -> None:
    rules = (PLUGIN.parents[1] / "consumer-rules.pro").read_text(encoding="utf-8")
    assert "jp.demado.nfc" in rules
    settings = (ROOT / "build/android/flet-android.toml").read_text(encoding="utf-8")
    assert '"android.hardware.nfc" = false' in settings
    assert "-keep class jp.demado.nfc" in settings
