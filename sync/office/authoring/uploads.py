"""Names what a clerk may upload as a draft of a definition, and bounds its size."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self

from sync.wire.canonical import canonical
from sync.wire.content.pack import LANGUAGES
from sync.wire.digest import sha256_hex

KIB: Final = 1024
BOOK_MOST: Final = 2 * KIB * KIB
TEXT_MOST: Final = 512 * KIB
ZIP: Final = b"PK\x03\x04"
# The parts of a definition as TOML, as the form's fields name them.
CASES: Final = "cases"
BESIDE: Final = (*LANGUAGES, CASES)
EMPTY: Final = "ファイルを選んでください。"
TOO_LARGE: Final = "「{name}」は大きすぎます。{most} までです。"
WRONG_KIND: Final = (
    "「{name}」は Excel（.xlsx）でも TOML でもありません。Excel は「Excel ブック」で、"
    "TOML は文字のファイルで保存してください。"
)
PARTS_ALONE: Final = (
    "ことばと事例のファイルは、定義（TOML）といっしょに入れてください。"
    "Excel のときは、Excel の中に書きます。"
)


class UploadRefused(Exception):
    """Nothing was kept; the text says why (Japanese)."""


class DraftKind(StrEnum):
    """The form of a draft: a workbook, texts, or what was published and is taken up again."""

    BOOK = "xlsx"
    TEXT = "toml"
    AGAIN = "again"


FILE: Final[Mapping[DraftKind, str]] = {
    DraftKind.BOOK: "draft.xlsx",
    DraftKind.TEXT: "draft.toml",
    DraftKind.AGAIN: "draft.json",
}


@dataclass(frozen=True)
class DraftUpload:
    """What came: its kind, and the bytes of each part by the name under which a check finds it."""

    kind: DraftKind
    parts: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def of_files(cls, files: Mapping[str, bytes]) -> Self:
        """Return what a form brought: ``definition``, and what there is of `BESIDE`.

        Raises:
            UploadRefused: nothing, too much, or another kind of file.
        """
        given = {name: raw for name, raw in files.items() if raw}
        main = given.pop("definition", b"")
        if not main:
            raise UploadRefused(PARTS_ALONE if given else EMPTY)
        if main.startswith(ZIP):
            if given:
                raise UploadRefused(PARTS_ALONE)
            _refuse_large("定義", main, BOOK_MOST)
            return cls(DraftKind.BOOK, {FILE[DraftKind.BOOK]: main})
        parts = {FILE[DraftKind.TEXT]: main}
        parts |= {f"{name}.toml": raw for name, raw in given.items() if name in BESIDE}
        for name, raw in parts.items():
            _refuse_large("定義" if raw is main else name, raw, TEXT_MOST)
            if b"\0" in raw or raw.startswith(b"%PDF"):
                raise UploadRefused(WRONG_KIND.format(name="定義" if raw is main else name))
        return cls(DraftKind.TEXT, parts)

    @classmethod
    def of_text(cls, texts: Mapping[str, object]) -> Self:
        """Return a draft that is made of what was published, see ``field_app.authors.report``."""
        return cls(DraftKind.AGAIN, {FILE[DraftKind.AGAIN]: canonical(dict(texts))})

    @classmethod
    def parse(cls, kind: str, content: bytes) -> Self:
        """Return what `to_bytes` wrote."""
        parts = json.loads(content)
        return cls(DraftKind(kind), {one: base64.b64decode(raw) for one, raw in parts.items()})

    def to_bytes(self) -> bytes:
        """Return every part, for one column."""
        return canonical({one: base64.b64encode(raw).decode() for one, raw in self.parts.items()})

    @property
    def digest(self) -> str:
        """A digest of everything that came."""
        return sha256_hex(self.to_bytes())


def _refuse_large(name: str, raw: bytes, most: int) -> None:
    if len(raw) > most:
        said = f"{most // KIB // KIB} MB" if most >= KIB * KIB else f"{most // KIB} KB"
        raise UploadRefused(TOO_LARGE.format(name=name, most=said))
