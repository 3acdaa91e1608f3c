"""Writes texts and state of a language as TOML; the standard library reads it only."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from sync.wire.content.language import STATE, LanguageState

STATE_HEAD: Final = "# demado languages が書くファイル。文を直しても、ここは直さないでください。"


def write_texts(path: Path, texts: Mapping[str, str]) -> None:
    """Write *texts* (``table.key``) below a heading for each table."""
    _write(path, list(_tables(texts)))


def write_state(folder: Path, state: LanguageState) -> None:
    """Write what each text was made from, and who approved it."""
    lines = [STATE_HEAD, "[made_from]"]
    lines += [f"{_text(key)} = {_text(one)}" for key, one in sorted(state.made_from.items())]
    if state.approved:
        lines += ["", "[approved]"]
        for key, one in sorted(state.approved.items()):
            said = f"text = {_text(one.text)}, role = {_text(one.role)}, on = {one.on}"
            lines.append(f"{_text(key)} = {{ {said} }}")
    _write(folder / STATE, lines)


def _tables(texts: Mapping[str, str]) -> Iterator[str]:
    table = None
    for key, text in texts.items():
        head, _, name = key.rpartition(".")
        if head != table:
            if table is not None:
                yield ""
            yield f"[{head}]"
            table = head
        yield f"{name} = {_text(text)}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
