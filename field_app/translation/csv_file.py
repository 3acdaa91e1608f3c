"""Writes sentences for translators as CSV, and reads them back; Excel opens it as it is."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from field_app.translation.row import SAID, ImportRefused, Row, TranslatorText

HEAD: Final = ("file", "key", "japanese", "english", "state", "translation")
NEEDED: Final = ("key", "japanese", "translation")


def to_csv(rows: Iterable[Row]) -> bytes:
    """Return *rows* as CSV in UTF-8 with a byte order mark, which Excel wants."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for row in rows:
        state = SAID[row.state]
        writer.writerow((row.file, row.key, row.japanese, row.english, state, row.text))
    return out.getvalue().encode("utf-8-sig")


def from_csv(content: bytes) -> Iterator[TranslatorText]:
    """Yield what a translator wrote; a row without a translation is passed over.

    Raises:
        ImportRefused: it is no CSV in UTF-8 with the columns that were exported.
    """
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        head = next(reader, [])
        missing = [name for name in NEEDED if name not in head]
        if missing:
            raise ImportRefused(f"1行目: 列がありません（{'、'.join(missing)}）。")
        at = {name: head.index(name) for name in NEEDED}
        begins = reader.line_num + 1
        for row in reader:
            line, begins = begins, reader.line_num + 1
            if not any(row):
                continue
            if len(row) != len(head):
                raise ImportRefused(f"{line}行目: 列は{len(head)}つです。{len(row)}つあります。")
            if row[at["translation"]].strip():
                key, japanese, text = (row[at[name]] for name in NEEDED)
                yield TranslatorText(key, japanese, text, line)
    except UnicodeDecodeError as refused:
        raise ImportRefused("文字コードを UTF-8 にして保存しなおしてください。") from refused
    except csv.Error as refused:
        raise ImportRefused(f"{reader.line_num}行目: CSV として読めません。") from refused
