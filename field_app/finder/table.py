"""Reads one table of the finder; a mistake is named by its file."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)


def read_model(kind: type[T], path: Path) -> T:
    """Return the *kind* that stands in the TOML file at *path*.

    Raises:
        ValueError: the file is not TOML, or not of that shape; the text names file and field.
    """
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValueError as refused:
        raise ValueError(f"{path.name}: {refused}") from refused
