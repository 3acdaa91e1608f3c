"""Finds the assets: in the repository, or inside an installed wheel."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


@cache
def assets_folder() -> Path:
    """Return the folder that holds ``words/``, ``fonts/``, ``procedures/`` and the rest.

    A wheel carries it as ``field_app/_assets``; a checkout has it beside the
    packages. The wheel's own copy wins, so that an installed Demado never
    reads a stray folder next to ``site-packages``.

    Raises:
        FileNotFoundError: neither is there; the installation is damaged.
    """
    for folder in (HERE / "_assets", HERE.parent / "assets"):
        if (folder / "words").is_dir():
            return folder
    raise FileNotFoundError(f"no assets folder beside or inside {HERE}")
