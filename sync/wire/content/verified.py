"""Names what of a city's content nobody has compared with the law or its rules for a year."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from sync.wire.content.pack import LAYER

TOO_OLD: Final = (
    "verified_on {day} から1年をすぎました。"
    "法令と市の決まりを確かめて、verified_on を書きなおしてください。"
)


def to_verify(folder: Path, today: date) -> Iterator[str]:
    """Yield a line for each file of *folder* whose ``verified_on`` is older than a year.

    The day that the city's layer has for a procedure stands in the place of its definition's; what
    the city does not offer is passed over. What the layer calls unverified is named as well.
    """
    layer = _table(folder / LAYER)
    patches = layer.get("procedures", {})
    yield from _too_old(LAYER, layer, today)
    if layer.get("unverified"):
        yield f"{LAYER}: 要確認：{'、'.join(map(str, layer['unverified']))}"
    for path in sorted((folder / "procedures").glob("*.toml")):
        said = _table(path) | patches.get(path.stem, {})
        if not said.get("hidden"):
            yield from _too_old(f"procedures/{path.name}", said, today)


def _too_old(file: str, said: dict[str, Any], today: date) -> Iterator[str]:
    day = said.get("verified_on")
    if isinstance(day, date) and (day.year + 1, day.month, day.day) < (*today.timetuple()[:3],):
        yield f"{file}: {TOO_OLD.format(day=day)}"


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
