"""Finds what a real reader still lacks on this machine, and says how to mend it.

Each finding is looked at in the order in which a person would mend it: the first that fails
explains those behind it.
"""

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from card_reader.android_nfc import AndroidSource, main_activity
from card_reader.errors import CardError, NotMyNumberCard, ServiceStopped
from card_reader.pcsc import PcscSource

SOCKET: Final = Path("/run/pcscd/pcscd.comm")


@dataclass(frozen=True)
class DoctorFinding:
    """One thing that was looked at: ``ok``, and what to do where it is not."""

    name: str
    ok: bool
    japanese: str
    english: str


Look = Callable[[], DoctorFinding]


def examine() -> Iterator[DoctorFinding]:
    """Look at everything, and stop behind the first thing that must be mended first."""
    looks = (_nfc,) if is_android() else (_library, _service, _readers, _card)
    for look in looks:
        finding = look()
        yield finding
        if not finding.ok:
            return


def is_android() -> bool:
    """Tell whether this is a Flet app on Android."""
    return sys.platform == "android" or "ANDROID_ROOT" in os.environ


def _nfc() -> DoctorFinding:
    """On Android: the bridge, the radio, the switch."""
    try:
        if AndroidSource(main_activity).readers():
            return DoctorFinding("nfc", True, "NFCが使えます。", "NFC can be used.")
    except ServiceStopped:
        return DoctorFinding(
            "nfc",
            False,
            "このアプリにはNFCの部品が入っていません（build/android を入れて作りなおします）。",
            "This app was built without the NFC extension (build/android).",
        )
    return DoctorFinding(
        "nfc",
        False,
        "NFCがないか、切れています。設定の「接続済みのデバイス」でNFCを入れてください。",
        "There is no NFC, or it is switched off. Switch it on under connected devices.",
    )


def _library() -> DoctorFinding:
    if importlib.util.find_spec("smartcard") is None:
        return DoctorFinding(
            "library",
            False,
            f"pyscard がありません。{_how_to_install()[0]}",
            f"pyscard is not installed. {_how_to_install()[1]}",
        )
    return DoctorFinding("library", True, "pyscard があります。", "pyscard is installed.")


def _how_to_install() -> tuple[str, str]:
    command = "pip install 'demado[card]'"
    if sys.platform != "linux":
        return f"{command} で入ります。", f"Install it with: {command}"
    packages = "apt-get install libpcsclite-dev swig gcc python3-dev"
    return (
        f"{packages} のあと、{command} で入ります（Linuxには出来あいの部品がないため）。",
        f"It has no ready-made part for Linux: {packages}, then {command}",
    )


def _service() -> DoctorFinding:
    try:
        PcscSource().readers()
    except ServiceStopped:
        return DoctorFinding("service", False, *_how_to_start())
    except CardError:
        pass
    return DoctorFinding("service", True, "PC/SC が動いています。", "PC/SC runs.")


def _how_to_start() -> tuple[str, str]:
    if sys.platform == "win32":
        return (
            "Smart Card サービスが止まっています。読みとり機をつないでから、"
            "services.msc で「Smart Card」を開始してください。",
            "The Smart Card service is stopped. Plug the reader in, then start "
            "“Smart Card” in services.msc.",
        )
    if shutil.which("pcscd") is None:
        return (
            "pcscd がありません。apt-get install pcscd libccid で入れてください。",
            "pcscd is not installed: apt-get install pcscd libccid",
        )
    if SOCKET.exists() and not os.access(SOCKET, os.R_OK | os.W_OK):
        return (
            "pcscd はありますが、この人には開けません。管理者に許可（polkit）を頼んでください。",
            "pcscd runs, but this user may not open it; ask for permission (polkit).",
        )
    return (
        "pcscd が動いていません。systemctl enable --now pcscd.socket で始めてください。",
        "pcscd does not run: systemctl enable --now pcscd.socket",
    )


def _readers() -> DoctorFinding:
    found = PcscSource().readers()
    if found:
        names = ", ".join(one.name for one in found)
        return DoctorFinding("reader", True, f"読みとり機：{names}", f"Readers: {names}")
    return DoctorFinding(
        "reader",
        False,
        "読みとり機が見つかりません。USBをさしなおし、CCID対応の機種か確かめてください。"
        "対応していない機種（RC-S320など）は、メーカーの部品が要ります。",
        "No reader was found. Plug it in again, and see that it is a CCID reader; "
        "others (such as RC-S320) need their maker's driver.",
    )


def _card() -> DoctorFinding:
    try:
        with PcscSource().open() as card:
            kind = card.kind().value
    except NotMyNumberCard:
        return DoctorFinding(
            "card",
            False,
            "カードは読めますが、マイナンバーカードではありません。",
            "The card answers, but it is no My Number Card.",
        )
    except CardError as error:
        return DoctorFinding(
            "card",
            False,
            f"読みとり機は使えます。カードを1枚置くと最後まで調べられます（{type(error).__name__}）。",
            f"The reader works. Put one card on it to finish ({type(error).__name__}).",
        )
    return DoctorFinding(
        "card", True, f"カードが読めます（{kind}）。", f"The card can be read ({kind})."
    )


def machine() -> str:
    """Return what this machine is, for a report."""
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
