"""Reads a file of settings (TOML) into its model, and names file and field of a mistake."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from sync.errors import SyncError
from sync.wire.validation import first_error

Settings = TypeVar("Settings", bound=BaseModel)


def read_settings(
    path: Path, model: type[Settings], refused: Callable[[str], SyncError]
) -> Settings:
    """Return what the file at *path* says.

    Raises:
        SyncError: what *refused* makes of a text that names file and field, and no value: the file
            cannot be read, is no TOML, or a field is not what it should be.
    """
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as missing:
        raise refused(f"{path} cannot be read") from missing
    except ValidationError as mistaken:
        raise refused(f"{path}: {': '.join(first_error(mistaken))}") from None
    except ValueError:
        raise refused(f"{path} is no TOML") from None
