"""Lays out what a city begins its content folder with: the definitions, and its own values."""

import shutil
from pathlib import Path
from typing import Final

from field_app.content.findings import CASES
from field_app.platform.assets_folder import assets_folder
from sync.wire.content.pack import LANGUAGES, LAYER
from sync.wire.content.towns import TOWNS

MIHON: Final = "mihon"


def layer_of(city: str) -> Path:
    """Return the layer of a city that ships with the app, such as ``mihon``."""
    return assets_folder() / "city" / f"{city}.toml"


def towns_of(city: str) -> Path:
    """Return the list of towns of a city that ships with the app."""
    return assets_folder() / "city" / f"{city}_towns.csv"


def lay_out(folder: Path, city: str = MIHON) -> None:
    """Lay out every definition with its words and cases, and the layer and the towns of *city*.

    Nothing of the app's screens is there; ``city.json`` and ``revoked.json`` come from the office.

    Raises:
        FileExistsError: there is content in *folder* already.
    """
    for name in ("procedures", CASES):
        shutil.copytree(assets_folder() / name, folder / name)
    for language in LANGUAGES:
        words = folder / "words" / language
        words.mkdir(parents=True)
        for path in (assets_folder() / "words" / language).glob("procedure_*.toml"):
            shutil.copy(path, words)
    (folder / LAYER).parent.mkdir()
    shutil.copy(layer_of(city), folder / LAYER)
    shutil.copy(towns_of(city), folder / TOWNS)
