"""Read a definition's file: its text, its tables, and on which line a field stands."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from field_app.procedure.authoring.mistake import Mistake

QUOTES: Final = "“”„‟＂「」"
# What a Japanese keyboard types where TOML wants the half-width sign.
FULL_WIDTH: Final = "＝［］｛｝＃，．　"
LINE: Final = re.compile(r"\(at line (\d+)")
STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
HEADER: Final = re.compile(r"^\s*\[\[?\s*([\w.]+)\s*\]\]?")


class Unreadable(Exception):
    """A file is no table of TOML; the mistake says what to do."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.reason)
        self.mistake = mistake


def read_source(path: Path) -> str:
    """Return a file's text.

    Raises:
        Unreadable: it is not UTF-8.
    """
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as refused:
        line = content[: refused.start].count(b"\n") + 1
        found = "Shift_JIS で保存されています。" if _is_shift_jis(content) else ""
        reason = f"{found}文字コードを UTF-8 にして保存しなおしてください。"
        raise Unreadable(Mistake("-", reason, line)) from refused


def _is_shift_jis(content: bytes) -> bool:
    try:
        content.decode("cp932")
    except UnicodeDecodeError:
        return False
    return True


def tables_of(text: str) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Raises:
        Unreadable: it is no TOML; full-width signs are named as such.
    """
    if text.startswith("\ufeff"):
        raise Unreadable(Mistake("-", "BOM のない UTF-8 で保存しなおしてください。", 1))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as refused:
        full_width = next(_full_width(text), None)
        if full_width:
            raise Unreadable(full_width) from refused
        found = LINE.search(str(refused))
        line = int(found[1]) if found else text.count("\n") + 1
        reason = f"書き方に誤りがあります（{refused}）。記号や引用符を確かめてください。"
        raise Unreadable(Mistake("-", reason, line)) from refused


def _full_width(text: str) -> Iterator[Mistake]:
    """Yield each line that has full-width signs outside of texts and remarks."""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = STRING.sub("", line).split("#")[0]
        found = "".join(dict.fromkeys(one for one in bare if one in FULL_WIDTH + QUOTES))
        if found:
            half = "".join(dict.fromkeys('"' if one in QUOTES else _half(one) for one in found))
            shown = found.replace("\u3000", "（全角の空白）")
            reason = f"全角の記号 {shown} があります。半角の {half} にしてください。"
            yield Mistake("-", reason, number)


def _half(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign)


def line_of(text: str, way: Sequence[str | int]) -> int | None:
    """Return the line on which a field stands, such as ``("questions", 4, "kind")``.

    Or ``("answers", "name")`` in a table that stands once.

    Where the field itself is not there, the line of its table; None for the whole file.
    """
    table = str(way[0]) if len(way) > 1 else ""
    is_listed = len(way) > 1 and isinstance(way[1], int)
    place = way[1] if is_listed else 0
    key = next((str(step) for step in way[int(bool(table)) + is_listed :]), "")
    seen, here, begins = -1, "", None
    for number, line in enumerate(text.splitlines(), start=1):
        header = HEADER.match(line)
        if header:
            here = header[1]
            seen += here == table
            begins = number if here == table and seen == place else begins
        inside = here == table and (not table or seen == place)
        if inside and key and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return begins
