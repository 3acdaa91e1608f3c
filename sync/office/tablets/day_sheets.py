"""Checks which tablet signed a day sheet, and says in Japanese what stands in it."""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.office.tablets.tablets import Tablet, Tablets
from sync.visible import one_line
from sync.wire.japan import JAPAN
from sync.wire.messages.day_sheet import COUNTS, DaySheet, device_of, read_day_sheet

LABELS: Final = dict(
    zip(
        COUNTS,
        ("受け付けた", "市に届いた", "送信待ち", "止まっている", "送らないと決めた"),
        strict=True,
    )
)


class DaySheetRefused(Exception):
    """The sheet does not count; the text says why, for the office (Japanese)."""


@dataclass(frozen=True)
class CheckedSheet:
    """A sheet that an approved tablet signed."""

    tablet: Tablet
    sheet: DaySheet

    def lines(self) -> list[str]:
        """Return what the sheet says, line by line, with its verdict at the end."""
        sheet, made_at = self.sheet, self.sheet.made_at.astimezone(JAPAN)
        said = [
            f"端末　{self.tablet.name}（{sheet.device}）",
            f"日　　{sheet.day}（{made_at:%Y-%m-%d %H:%M} のようす）",
            *(f"{label}　{getattr(sheet, name)}件" for name, label in LABELS.items()),
            "署名　この端末の署名です。",
            "合計　合っています。" if sheet.is_balanced else "合計　合いません。",
        ]
        return [one_line(line) for line in said]


def check_day_sheet(signed: bytes, tablets: Tablets) -> CheckedSheet:
    """Return the sheet in *signed* when an approved tablet signed it.

    A tablet that was revoked later still stands for what it signed.

    Raises:
        DaySheetRefused: no day sheet, of no tablet of ours, or not as it was signed.
    """
    try:
        device = device_of(signed)
        tablet, keys = tablets.find(device), tablets.keys(device)
        if tablet is None or keys is None:
            raise DaySheetRefused("承認した端末のものではありません。")
        sheet = read_day_sheet(signed, Ed25519PublicKey.from_public_bytes(keys[0]))
    except SignatureInvalid as refused:
        raise DaySheetRefused(
            "端末の署名が合いません。書きかえられたおそれがあります。"
        ) from refused
    except WireError as refused:
        raise DaySheetRefused("一日のしめのファイルではありません。") from refused
    return CheckedSheet(tablet, sheet)
