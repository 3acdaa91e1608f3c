"""Banks and their branches, with what the source does not know yet or no longer tells.

Source: 全国銀行協会 金融機関コード, as zengin-code carries it (MIT); ``bank_corrections.toml``.
"""

import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from zengin_code import Bank

LICENCE: Final = "zengin-code: MIT"
CORRECTIONS: Final = Path(__file__).with_name("bank_corrections.toml")


def source() -> str:
    """Return where the table comes from."""
    return f"zengin-code {version('zengin-code')} と {CORRECTIONS.name}"


def banks(prefix: str = "") -> list[str]:
    """Return a line a bank (code, name, kana) with one a branch (bank-branch, name, kana) behind.

    A bank that is no more has the day of its end and the code of its successor behind its kana.

    Args:
        prefix: only codes of banks that begin with it.
    """
    ended = corrections()
    codes = {code for code in (*Bank.all, *ended) if code.startswith(prefix)}
    return [line for code in sorted(codes) for line in _lines(code, ended.get(code))]


def corrections() -> dict[str, dict[str, Any]]:
    """Return what is known of each bank that ended, by its code.

    Raises:
        ValueError: a row names no source, or a successor that is not at work itself.
    """
    rows = tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))["ended"]
    ended = {one["code"]: one for one in rows}
    for code, one in ended.items():
        if not one.get("source") or one["successor"] not in Bank.all.keys() - ended.keys():
            raise ValueError(f"{CORRECTIONS.name}: {code}: no source, or no successor at work")
    return ended


def _lines(code: str, ended: dict[str, Any] | None) -> Iterator[str]:
    if ended is not None:
        yield "\t".join((code, *(str(ended[key]) for key in ("name", "kana", "on", "successor"))))
        return
    bank = Bank.all[code]
    yield f"{code}\t{bank.name}\t{bank.kana}"
    for branch in sorted(bank.branches):
        yield f"{code}-{branch}\t{bank.branches[branch].name}\t{bank.branches[branch].kana}"
