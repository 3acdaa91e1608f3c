"""Keeps the rows of tables packed until all columns are known: some hundred bytes a row."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sync.office.exports.records import ForAPerson, Record
from sync.office.exports.table import (
    FIRST,
    OF_HEAD,
    Columns,
    Encoding,
    cells_of,
    encoded_lines,
    line,
    unwritable,
)

CHUNK = 64 * 1024


@dataclass
class PackedRows:
    """The rows of one procedure, in the order in which they come; written as often as needed."""

    columns: Columns = field(default_factory=Columns, repr=False)
    count: int = 0
    _packed: bytearray = field(default_factory=bytearray, repr=False)
    _packer: "zlib._Compress" = field(default_factory=zlib.compressobj, repr=False)

    def add(self, record: Record) -> None:
        """Keep a record's row."""
        cells = cells_of(record)
        self.columns.see(record, cells)
        head = {name: record.head.get(name) for name in OF_HEAD}
        said = json.dumps([record.n, record.number, head, cells], ensure_ascii=False)
        self._packed += self._packer.compress(f"{said}\n".encode())
        self.count += 1

    def written(self, encoding: Encoding, left: list[ForAPerson]) -> Iterator[bytes]:
        """Yield the table; rows with a sign that the encoding lacks go to *left* instead."""
        names = self.columns.in_order()

        def lines() -> Iterator[tuple[str, ...]]:
            yield (*FIRST, *names)
            for record, cells in self._rows():
                why = unwritable(record, cells, encoding)
                if why is None:
                    yield line(record, cells, names)
                else:
                    left.append(why)

        return encoded_lines(lines(), encoding)

    def _rows(self) -> Iterator[tuple[Record, dict[str, str]]]:
        for said in self._lines():
            n, number, head, cells = json.loads(said)
            yield Record(n, number, "", head, {}), cells

    def _lines(self) -> Iterator[bytes]:
        """Yield the kept lines; only a part of them is unpacked at a time."""
        self._packed += self._packer.flush(zlib.Z_SYNC_FLUSH)
        unpacker, kept = zlib.decompressobj(), b""
        for at in range(0, len(self._packed), CHUNK):
            more = bytes(self._packed[at : at + CHUNK])
            while more:
                kept += unpacker.decompress(more, CHUNK)
                more = unpacker.unconsumed_tail
                *whole, kept = kept.split(b"\n")
                yield from whole
        yield from (kept + unpacker.flush()).splitlines()
