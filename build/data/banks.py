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
    corrected = tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))
    ended = {one["code"]: one for one in corrected["ended"]}
    codes = {code for code in (*Bank.all, *ended) if code.startswith(prefix)}
    return [line for code in sorted(codes) for line in _lines(code, ended.get(code))]


def _lines(code: str, ended: dict[str, Any] | None) -> Iterator[str]:
    if ended is not None:
        yield "\t".join((code, *(str(ended[key]) for key in ("name", "kana", "on", "successor"))))
        return
    bank = Bank.all[code]
    yield f"{code}\t{bank.name}\t{bank.kana}"
    for branch in sorted(bank.branches):
        yield f"{code}-{branch}\t{bank.branches[branch].name}\t{bank.branches[branch].kana}"
