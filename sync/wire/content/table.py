"""The format of a table that ships with the app or in a pack: packed text, a head and its lines.

The head is a line of JSON. What a line holds is the business of whoever looks something up.
"""

import json
import zlib
from datetime import date
from typing import Final, Self

from pydantic import ValidationError

from sync.errors import WireError
from sync.wire.city import Frozen

NAMES: Final = ("postal", "banks", "area_codes")
TABLE_PATH: Final = rf"data/(?:{'|'.join(NAMES)})\.txt\.gz"
MOST: Final = 32 * 1024 * 1024
_GZIP: Final = 16 + zlib.MAX_WBITS


class TableHead(Frozen):
    """What a table is, and the day up to which its source knew everything."""

    table: str
    as_of: date
    source: str
    licence: str

    def to_line(self) -> str:
        """Return the first line of the table."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False)

    @classmethod
    def of(cls, line: bytes) -> Self:
        """Read the first line. WireError when it is none."""
        try:
            return cls.model_validate_json(line)
        except ValidationError as refused:
            raise WireError("not the head of a table") from refused


def table_path(name: str) -> str:
    """Return the path of the table *name* below the app's assets, and in a pack."""
    return f"data/{name}.txt.gz"


def open_table(name: str, content: bytes) -> tuple[TableHead, str]:
    """Return the head and the lines of the table *name*; they begin and end with a line's end.

    Raises:
        WireError: it is another table or none, or too large.
    """
    unpacked = zlib.decompressobj(_GZIP)
    try:
        raw = unpacked.decompress(content, MOST)
        line, _, rest = raw.partition(b"\n")
        head, text = TableHead.of(line), rest.decode()
    except (zlib.error, UnicodeDecodeError) as refused:
        raise WireError("not a packed table") from refused
    if not unpacked.eof or head.table != name or not text.endswith("\n"):
        raise WireError(f"not the whole table {name}")
    return head, f"\n{text}"
