"""Write texts so that a voice reads them right: digits one by one, no brackets, no hyphens.

A screen reader takes 0977 for a thousand and 4-5-6 for a sum; a person says the digits, and の.
"""

import re
import unicodedata
from typing import Final

PAUSE: Final = "、"
DASHES: Final = "-‐‑‒–—−－ー"
_RUNS: Final = re.compile(r"[0-9]+")
_BETWEEN: Final = re.compile(rf"(?<=[0-9])[{DASHES}](?=[0-9])")
_UNKNOWN: Final = (("（月日不詳）", "、月と日は不明"), ("（日不詳）", "、日は不明"))


def digits_aloud(text: str) -> str:
    """Return the digits of a number one by one, with a pause between its groups."""
    return PAUSE.join(" ".join(run) for run in _RUNS.findall(text))


def day_aloud(written: str) -> str:
    """Return a written date without brackets: 昭和15年3月2日、西暦1940年."""
    for mark, said in _UNKNOWN:
        written = written.replace(mark, said)
    return written.replace("（", f"{PAUSE}西暦").replace("）", "").replace("・", "または")


def address_aloud(text: str) -> str:
    """Return an address as it is said: 4-5-6 is 4の5の6; 丁目, 番地 and 号 stay."""
    narrow = "".join(_narrow(letter) for letter in text)
    return PAUSE.join(_BETWEEN.sub("の", narrow).split())


def kana_aloud(text: str) -> str:
    """Return half-width kana in full width, as ﾐﾎﾝ is read letter by letter."""
    return unicodedata.normalize("NFKC", text)


def _narrow(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter) if letter.isdigit() and letter > "9" else letter
