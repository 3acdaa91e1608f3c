"""Says under which licence a package is, and refuses those that a city could not use freely."""

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("licences.toml")
# LGPL is taken: used as a library it binds nobody but who changes it.
REFUSED: Final = re.compile(
    r"(A?GPL|SSPL|BUSL|Elastic|Commons-Clause|PolyForm)\b|CC-BY-NC|CC-BY-ND|Non-?Commercial",
    re.IGNORECASE,
)


class LicenceRefused(Exception):
    """The licence of a package is not known, or not free enough."""


def licence_of(name: str, version: str) -> str:
    """Return the SPDX expression of an installed package.

    Raises:
        LicenceRefused: another version is installed, its metadata says nothing that the table
            knows, or the licence is refused.
    """
    installed = metadata.distribution(name)
    if installed.version != version:
        raise LicenceRefused(f"{name} {installed.version} is installed, {version} is locked")
    table, said = known(), installed.metadata
    expressions, words = said.get_all("License-Expression"), said.get_all("License")
    expression = expressions[0] if expressions else table["packages"].get(name)
    if expression is None and words:
        expression = table["words"].get(words[0].strip())
    if expression is None:
        raise LicenceRefused(f"{name}: read its licence file and add it to {TABLE.name}")
    return checked(name, expression)


def checked(name: str, expression: str) -> str:
    """Return *expression* unless one of its licences is refused."""
    if any(REFUSED.match(part) for part in re.split(r"[\s()]+", expression)):
        raise LicenceRefused(f"{name} is under {expression}")
    return expression


def known() -> dict[str, dict[str, str]]:
    """Return the table: words of metadata, packages, files."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
