"""Writes sentences for translators' programs as XLIFF 1.2, and reads them back.

A place such as ``{count}`` is an element of its own there, which those programs protect.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from field_app.translation.row import SAID, ImportRefused, Row, State, TranslatorText

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"
PLACE: Final = re.compile(r"\{(\w+)\}")
STATES: Final[dict[State, str]] = {
    "missing": "needs-translation",
    "stale": "needs-adaptation",
    "machine": "needs-review-translation",
    "approved": "final",
}
MOST: Final = 16 * 1024 * 1024


def to_xliff(rows: Iterable[Row], tag: str) -> bytes:
    """Return *rows* as XLIFF 1.2 from Japanese into the language *tag* (BCP 47)."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff version="1.2" xmlns="{NAMESPACE}">',
    ]
    for file, some in groupby(rows, key=lambda row: row.file):
        lines.append(
            f'<file original={quoteattr(file)} source-language="ja" target-language='
            f'{quoteattr(tag)} datatype="plaintext"><body>'
        )
        lines += map(_unit, some)
        lines.append("</body></file>")
    return "\n".join([*lines, "</xliff>", ""]).encode()


def _unit(row: Row) -> str:
    target = f'<target state="{STATES[row.state]}">{_marked_up(row.text)}</target>'
    note = f'<note from="en">{escape(row.english)}</note>' if row.english else ""
    return (
        f'<trans-unit id={quoteattr(row.key)} xml:space="preserve">'
        f"<source>{_marked_up(row.japanese)}</source>{target}{note}"
        f'<note from="demado">{SAID[row.state]}</note></trans-unit>'
    )


def _marked_up(text: str) -> str:
    """Return *text* with an element for each place in it."""
    whole = PLACE.split(text)
    return "".join(
        f'<x id="{part}" ctype="x-demado" equiv-text="{{{part}}}"/>' if at % 2 else escape(part)
        for at, part in enumerate(whole)
    )


def from_xliff(content: bytes) -> Iterator[TranslatorText]:
    """Yield what a translator wrote; a unit without a target is passed over.

    A document type is refused, and with it every entity: nothing is expanded or fetched.

    Raises:
        ImportRefused: it is no XLIFF 1.2 without a document type.
    """
    if len(content) > MOST:
        raise ImportRefused("ファイルが大きすぎます。")
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as refused:
        raise ImportRefused(f"{refused.lineno}行目: XML として読めません。") from refused
    if not reader.is_xliff:
        raise ImportRefused("XLIFF 1.2 ではありません。")
    return iter(reader.given)


class _Reader:
    """Collects source and target of each unit while expat goes through the file."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.given: list[TranslatorText] = []
        self.is_xliff = False
        self._key, self._line, self._into, self._is_aside = "", 0, "", False
        self._texts: dict[str, str] = {}

    def _doctype(self, *_: object) -> None:
        raise ImportRefused(
            f"{self.parser.CurrentLineNumber}行目: DOCTYPE のあるファイルは読みません。"
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.removeprefix(f"{NAMESPACE} "):
            case "xliff":
                self.is_xliff = name != "xliff" and attributes.get("version") == "1.2"
            case "trans-unit":
                self._key, self._texts = attributes.get("id", ""), {}
                self._line = self.parser.CurrentLineNumber
            case "source" | "target" as into if not self._is_aside:
                self._into = into
            case "alt-trans":  # what a translator's program found elsewhere
                self._is_aside = True
            case "x" | "ph" | "g" | "bpt" | "ept":
                self._text(attributes.get("equiv-text", ""))
            case _:
                pass

    def _text(self, text: str) -> None:
        if self._into:
            self._texts[self._into] = self._texts.get(self._into, "") + text

    def _end(self, name: str) -> None:
        match name.removeprefix(f"{NAMESPACE} "):
            case "source" | "target":
                self._into = ""
            case "alt-trans":
                self._is_aside = False
            case "trans-unit" if self._texts.get("target", "").strip():
                source, target = self._texts.get("source", ""), self._texts["target"]
                self.given.append(TranslatorText(self._key, source, target, self._line))
            case _:
                pass
