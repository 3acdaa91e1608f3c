"""Names what a sealed package asks for: the ``kind`` of its document."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

WORD: Final = re.compile(r"[a-z][a-z_]{0,39}")


class RequestKind(StrEnum):
    """Every kind that this version seals or opens."""

    APPLICATION = "application"
    WITHDRAWAL = "withdrawal"


def kind_of(document: Mapping[str, Any]) -> str:
    """Return the kind of *document*; one from before there were kinds says it by its fields.

    It may be a word of a newer version, which no :class:`RequestKind` is.

    Raises:
        ValueError: it is no word.
    """
    kind = document.get("kind")
    if kind is None:
        usual = RequestKind.WITHDRAWAL if document.get("withdrawal") else RequestKind.APPLICATION
        return usual.value
    if not isinstance(kind, str) or not WORD.fullmatch(kind):
        raise ValueError("kind")
    return kind
