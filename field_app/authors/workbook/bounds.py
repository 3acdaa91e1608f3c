"""Read a constraint of XLSForm as bounds of an answer, where it is nothing else."""

import re
from typing import Final

from field_app.authors.workbook.expression import half_width

OF_NUMBER: Final = re.compile(r"\.\s*(<=|>=|<|>)\s*(-?\d+)")
OF_LENGTH: Final = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*(\d+)")


def bounds_of(text: str, kind: str) -> dict[str, int] | None:
    """Return ``minimum`` and ``maximum`` that *text* says; None where it says something else."""
    pattern = {"number": OF_NUMBER, "amount": OF_NUMBER, "text": OF_LENGTH}.get(kind)
    if pattern is None:
        return None
    found: dict[str, int] = {}
    for part in re.split(r"\band\b", half_width(text)):
        says = pattern.fullmatch(part.strip())
        if says is None:
            return None
        sign, bound = says[1], int(says[2])
        name = "minimum" if sign[0] == ">" else "maximum"
        found[name] = bound + {"<": -1, ">": 1}.get(sign, 0)
    return found
