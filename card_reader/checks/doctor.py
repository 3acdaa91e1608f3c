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
from card_reader.apdu import LONGEST_LE
from card_reader.card import CardKind
from card_reader.errors import (
    CardBusy,
    CardError,
    CardMute,
    CardRemoved,
    NoCard,
    NotAllowed,
    NotMyNumberCard,
    ReaderSilent,
    ServiceStopped,
    SeveralCards,
)
from card_reader.layout import ApplicationName
from card_reader.pcsc import PcscSource

SOCKET: Final = Path("/run/pcscd/pcscd.comm")
SYSTEM: Final = Path("/sys")
NFC_MODULES: Final = ("pn533_usb", "pn533", "port100")
CCID: Final = "0b"  # the class of USB interfaces

NOT_ALLOWED: Final = (
    "pcscd はありますが、この人には開けません。polkit の規則で org.debian.pcsc-lite.access_pcsc と "
    "access_card を許可してください。",
    "pcscd runs and does not let this user in. Allow org.debian.pcsc-lite.access_pcsc and "
    "access_card in a rule of polkit.",
)
HANGS: Final = (
    "PC/SC が答えません。読みとり機を抜き、pcscd（Windows は Smart Card）を始めなおしてください。",
    "PC/SC does not answer. Unplug the reader and restart pcscd (Smart Card on Windows).",
)
# What each error means at the reader, the more special class found first.
CARD_CAUSES: Final[dict[type[BaseException], tuple[str, str]]] = {
    NotMyNumberCard: (
        "カードは読めますが、マイナンバーカードではありません。",
        "The card answers, but it is no My Number Card.",
    ),
    NoCard: (
        "読みとり機は使えます。カードを1枚置くと最後まで調べられます。",
        "The reader works. Put one card on it to finish.",
    ),
    SeveralCards: (
        "マイナンバーカードが2枚あります。1枚だけ置いてください。",
        "There are two My Number Cards. Leave one.",
    ),
    CardBusy: (
        "ほかのアプリ（scdaemon、ブラウザー、利用者クライアントなど）がカードを使っています。閉じてください。",
        "Another program (scdaemon, a browser, the JPKI client) holds the card. Close it.",
    ),
    CardMute: (
        "カードが電源に答えません。裏返しやケース入りでないか見て、置きなおしてください。"
        "ほかのカードでも同じなら、読みとり機の故障か電力不足です。",
        "The card does not answer to power. Turn it over, take it out of its case, put it again. "
        "When other cards do the same, the reader is broken or short of power.",
    ),
    ReaderSilent: (
        "読みとり機が途中で答えなくなりました。USBをさしなおしてください。",
        "The reader stopped answering. Plug it in again.",
    ),
    CardRemoved: (
        "カードが途中で離れました。動かさずに置いてください。",
        "The card left in the middle. Let it lie still.",
    ),
    NotAllowed: NOT_ALLOWED,
}
KINDS: Final = {
    CardKind.MY_NUMBER_CARD: ("マイナンバーカード", "a My Number Card"),
    CardKind.PHONE: (
        "Androidのスマートフォン：署名と利用者証明だけ",
        "an Android phone: signature and user authentication alone",
    ),
    CardKind.IPHONE: (
        "iPhone：署名と利用者証明だけ",
        "an iPhone: signature and user authentication alone",
    ),
}
# Applications that some cards have besides, as layout.APPLICATIONS names them.
MORE: Final[dict[ApplicationName, tuple[str, str]]] = {
    "driving_licence": ("マイナ免許証", "with a driving licence"),
    "residence": ("特定在留カード", "also a residence card"),
}


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
    except NotAllowed:
        return DoctorFinding("service", False, *NOT_ALLOWED)
    except ServiceStopped:
        return DoctorFinding("service", False, *_how_to_start())
    except ReaderSilent:
        return DoctorFinding("service", False, *HANGS)
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
        return NOT_ALLOWED
    return (
        "pcscd が動いていません。systemctl enable --now pcscd.socket で始めてください。",
        "pcscd does not run: systemctl enable --now pcscd.socket",
    )


def _readers() -> DoctorFinding:
    found = PcscSource().readers()
    if found:
        names = ", ".join(one.name for one in found)
        return DoctorFinding("reader", True, f"読みとり機：{names}", f"Readers: {names}")
    return DoctorFinding("reader", False, *why_no_reader())


def why_no_reader(system: Path = SYSTEM) -> tuple[str, str]:
    """Return why PC/SC shows no reader, by what Linux's *system* folder says of USB.

    The kernel's own NFC modules take some readers away from PC/SC; a CCID reader that is there
    without being shown has no driver.
    """
    holding = [name for name in NFC_MODULES if (system / "module" / name).is_dir()]
    if holding:
        names = " ".join(holding)
        return (
            f"Linux の部品（{names}）が読みとり機を取っています。modprobe -r {names} で外し、"
            "/etc/modprobe.d に blacklist と書いてください。",
            f"Modules of Linux ({names}) hold the reader: modprobe -r {names}, "
            "and blacklist them in /etc/modprobe.d",
        )
    classes = (system / "bus" / "usb" / "devices").glob("*/bInterfaceClass")
    if any(one.read_text().strip() == CCID for one in classes):
        return (
            "読みとり機はつながっていますが、ドライバーがありません。"
            "apt-get install libccid のあと、pcscd を始めなおしてください。",
            "A reader is plugged in and has no driver: apt-get install libccid, then restart pcscd",
        )
    return (
        "読みとり機が見つかりません。USBをさしなおし、CCID対応の機種か確かめてください。"
        "対応していない機種（RC-S320など）は、メーカーの部品が要ります。",
        "No reader was found. Plug it in again, and see that it is a CCID reader; "
        "others (such as RC-S320) need their maker's driver.",
    )


def _card() -> DoctorFinding:
    source = PcscSource()
    try:
        with source.open() as card:
            japanese, english = KINDS[card.kind()]
            there = card.applications()
    except CardError as error:
        return DoctorFinding("card", False, *why_no_card(error))
    more = [said for name, said in MORE.items() if there[name]]
    japanese = "、".join((japanese, *(said[0] for said in more)))
    english = ", ".join((english, *(said[1] for said in more)))
    slow = _how_slow(min(source.largest().values(), default=LONGEST_LE))
    return DoctorFinding(
        "card",
        True,
        f"カードが読めます（{japanese}）。{slow[0]}",
        f"The card can be read ({english}).{slow[1]}",
    )


def _how_slow(longest: int) -> tuple[str, str]:
    """Say that a reader refuses commands of extended length, or loses long answers."""
    if longest >= LONGEST_LE:
        return "", ""
    return (
        f"この読みとり機は一度に{longest}バイトまでなので、少し時間がかかります。",
        f" This reader carries {longest} bytes at a time, so it takes a little longer.",
    )


def why_no_card(error: CardError) -> tuple[str, str]:
    """Return what *error* means for who stands before the reader, in Japanese and English."""
    kinds = (kind for kind in type(error).__mro__ if kind in CARD_CAUSES)
    known = next(kinds, None)
    if known is not None:
        return CARD_CAUSES[known]
    name = type(error).__name__
    return (
        f"読みとり機は使えますが、カードが正しく答えません（{name}）。置きなおしてください。",
        f"The reader works and the card does not answer as it should ({name}). Put it again.",
    )


def machine() -> str:
    """Return what this machine is, for a report."""
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
