"""Fetches packs from a copied folder of the city's repository, for a tablet without a line."""

from pathlib import Path
from typing import TYPE_CHECKING

from sync.tablet.errors import ServerRefused

if TYPE_CHECKING:
    from sync.tablet.packs.download import Fetch

NOT_FOUND = 404


def from_folder(folder: Path) -> "Fetch":
    """Return a fetch for ``PackShelf.update`` that reads *folder*, signed as on the line."""

    def fetch(path: str, most: int) -> bytes:
        try:
            with (folder / path).open("rb") as file:
                return file.read(most + 1)
        except FileNotFoundError as missing:
            raise ServerRefused(NOT_FOUND) from missing

    return fetch
