"""Writes a bundle: one ZIP with all forms of what was decided, poured out as it is read.

In a fixed order: of each application its record, its sheets of GIF and its form; the tables of
each procedure; what is left to a person; last the manifest with each file's digest. The same
applications give the same bytes. No name in it tells of a person.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sync.office.exports.records import Filed, ForAPerson
from sync.office.exports.rows import PackedRows
from sync.office.exports.table import Encoding, encoded_lines

SUFFIX: Final = ".zip"
MANIFEST: Final = "manifest.json"
LEFT: Final = "left.csv"
# ZIP has no time before this one; a time of its own would make each bundle another.
WHEN: Final = (1980, 1, 1, 0, 0, 0)
UNIX: Final = 3
MODE: Final = 0o100600 << 16
ENCODINGS: Final[tuple[Encoding, ...]] = ("utf-8", "cp932")
OF_LEFT: Final = ("番号", "受付番号", "ファイル", "わけ")
NO_FORM: Final = "申請に様式（PDF）がありません"


@dataclass
class Poured:
    """Hands bytes on, and counts and digests what went by."""

    sink: Callable[[bytes], object]
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256, repr=False)

    def write(self, content: bytes) -> int:
        """Hand *content* on."""
        self.sink(bytes(content))
        self._digest.update(content)
        self.size += len(content)
        return len(content)

    def flush(self) -> None:
        """Do nothing: whoever has the bytes flushes them."""

    @property
    def sha256(self) -> str:
        """The digest of what went by."""
        return str(self._digest.hexdigest())


@dataclass
class LeftFile:
    """What one file of a bundle leaves to a person; ``file`` is empty for the whole application."""

    file: str
    one: ForAPerson

    def to_json(self) -> dict[str, Any]:
        """Return it as the manifest has it."""
        return {
            "n": self.one.n,
            "number": self.one.number,
            "file": self.file,
            "why": self.one.why,
        }


@dataclass
class Bundle:
    """A bundle on its way out: which applications stand in it, and who is left to a person."""

    out: Poured
    numbers: list[int] = field(default_factory=list)
    left: list[LeftFile] = field(default_factory=list)
    forms: int = 0
    _files: list[dict[str, Any]] = field(default_factory=list, repr=False)
    _tables: dict[str, PackedRows] = field(default_factory=dict, repr=False)

    def pour(self, found: Iterable[Filed | ForAPerson]) -> None:
        """Write everything; *found* is read once, one application at a time.

        Raises:
            HolderAway: nobody opens seals now; what was written is no bundle.
        """
        # zipfile takes a stream that cannot go back, and says each length behind the content.
        with ZipFile(self.out, "w") as zip:  # type: ignore[call-overload]
            for one in found:
                if isinstance(one, ForAPerson):
                    self.left.append(LeftFile("", one))
                else:
                    self._application(zip, one)
            for procedure, rows in sorted(self._tables.items()):
                for encoding in ENCODINGS:
                    self._table(zip, f"tables/{procedure}.{encoding}.csv", rows, encoding)
            said = [(str(one.one.n), one.one.number, one.file, one.one.why) for one in self.left]
            self._file(zip, LEFT, encoded_lines([OF_LEFT, *said], "utf-8"))
            manifest = json.dumps(self._manifest(), ensure_ascii=False, indent=1)
            self._file(zip, MANIFEST, [manifest.encode()])

    def _application(self, zip: ZipFile, one: Filed) -> None:
        record = one.record
        at = f"applications/{record.n:08}"
        self.numbers.append(record.n)
        self._file(zip, f"{at}/record.json", [_json(record.to_json())])
        sheets = record.to_gif()
        if isinstance(sheets, ForAPerson):
            self.left.append(LeftFile(f"{at}/gif.json", sheets))
        else:
            self._file(zip, f"{at}/gif.json", [_json(sheets)])
        if one.form:
            self._file(zip, f"{at}/form.pdf", [one.form], ZIP_STORED)
            self.forms += 1
        else:
            none = ForAPerson(record.n, record.number, NO_FORM)
            self.left.append(LeftFile(f"{at}/form.pdf", none))
        self._tables.setdefault(record.procedure, PackedRows()).add(record)

    def _table(self, zip: ZipFile, path: str, rows: PackedRows, encoding: Encoding) -> None:
        left: list[ForAPerson] = []
        self._file(zip, path, rows.written(encoding, left))
        self.left += [LeftFile(path, one) for one in left]

    def _file(
        self, zip: ZipFile, path: str, content: Iterable[bytes], method: int = ZIP_DEFLATED
    ) -> None:
        info = ZipInfo(path, WHEN)
        info.compress_type, info.create_system, info.external_attr = method, UNIX, MODE
        with zip.open(info, "w") as entry:
            went = Poured(entry.write)
            for part in content:
                went.write(part)
        self._files.append({"path": path, "bytes": went.size, "sha256": went.sha256})

    def _manifest(self) -> dict[str, Any]:
        return {
            "v": 1,
            "count": len(self.numbers),
            "first": min(self.numbers, default=None),
            "last": max(self.numbers, default=None),
            "procedures": {id: rows.count for id, rows in sorted(self._tables.items())},
            "files": self._files,
            "left_to_a_person": [one.to_json() for one in self.left],
        }


def left_of(bundle: Bundle) -> Iterator[ForAPerson]:
    """Yield who is left to a person, each with the file that lacks it."""
    for one in bundle.left:
        why = f"{one.file}：{one.one.why}" if one.file else one.one.why
        yield ForAPerson(one.one.n, one.one.number, why)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
