"""Finds where an individual number stands among the lines that a reader found in a picture.

A reader gives each line as one text and one box. Where in the box a digit stands is told by
the widths of the letters before it; the bar is wider by a letter on both sides, because half
a digit that is left uncovered gives it away.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from field_app.pictures.message import Box
from sync.wire.individual_number import LENGTH, is_individual_number

MARGIN: Final = 1.2  # letters at both ends, and a share of the height above and below
HIGH: Final = 0.25
MOST_BETWEEN: Final = 3  # signs between two groups of one number
NEAR: Final = 4.0  # two pieces of one line are this many heights apart at most
# What readers take a digit for, between others.
LOOKALIKES: Final = {"O": "0", "o": "0", "〇": "0", "l": "1", "I": "1", "|": "1"}


@dataclass(frozen=True)
class Line:
    """One line that was read; the box is in pixels, the text never in a ``repr``."""

    text: str = field(repr=False)
    box: Box


@dataclass(frozen=True)
class Sign:
    """One letter of a row, and where it stands; ``digit`` is empty for other letters."""

    digit: str = field(repr=False)
    is_letter: bool
    box: Box


def number_boxes(lines: Iterable[Line], width: int, height: int) -> tuple[Box, ...]:
    """Return a box for each individual number in *lines*, as shares of the picture.

    A number that is torn into pieces of one row is found; of one that stands upright the
    whole line is covered.
    """
    found: list[Box] = []
    for row in _rows(lines):
        signs = [sign for line in row for sign in _signs(line)]
        found += (_around(signs[a:b]) for a, b in _numbers(signs))
    return tuple(_share(box, width, height) for box in found)


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the lines as rows from left to right; pieces beside one another are one row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.box[0]):
        fitting = [row for row in rows if _is_beside(row[-1].box, line.box)]
        if fitting:
            fitting[0].append(line)
        else:
            rows.append([line])
    return rows


def _is_beside(left: Box, right: Box) -> bool:
    high = min(left[3] - left[1], right[3] - right[1])
    overlap = min(left[3], right[3]) - max(left[1], right[1])
    return overlap > high / 2 and right[0] - left[2] < NEAR * high


def _signs(line: Line) -> Iterator[Sign]:
    """Yield the letters of *line*, each with its part of the box; a gap ends the line."""
    left, top, right, low = line.box
    is_upright = (low - top) > 1.5 * (right - left)
    widths = [2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line.text]
    at, whole = 0, sum(widths) or 1
    for letter, wide in zip(line.text, widths, strict=True):
        ends = [left + (right - left) * place / whole for place in (at, at + wide)]
        box = line.box if is_upright else (ends[0], top, ends[1], low)
        at += wide
        yield Sign(_digit(letter), _is_word(letter), box)
    yield Sign("", is_letter=False, box=(right, top, right, low))


def _digit(letter: str) -> str:
    found = unicodedata.digit(letter, None)
    return str(found) if found is not None else LOOKALIKES.get(letter, "")


def _is_word(letter: str) -> bool:
    """Tell whether *letter* ends a run of digits; ー is read for the dash between groups."""
    return letter.isalpha() and letter != "ー" and not _digit(letter)


def _numbers(signs: Sequence[Sign]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each run of twelve digits with the right check digit.

    A longer run of digits without a sign between is another number and stays.
    """
    begin = 0
    while begin < len(signs):
        end = _end_of_twelve(signs, begin) if _begins(signs, begin) else None
        if end is None:
            begin += 1
        else:
            yield begin, end
            begin = end


def _begins(signs: Sequence[Sign], place: int) -> bool:
    return bool(signs[place].digit) and (place == 0 or not signs[place - 1].digit)


def _end_of_twelve(signs: Sequence[Sign], begin: int) -> int | None:
    """Return where the number that begins at *begin* ends; None where none does."""
    digits, between = "", 0
    for place in range(begin, len(signs)):
        sign = signs[place]
        between = 0 if sign.digit else between + 1
        if sign.is_letter or between > MOST_BETWEEN:
            return None
        digits += sign.digit
        if len(digits) == LENGTH and sign.digit:
            is_whole = place + 1 == len(signs) or not signs[place + 1].digit
            return place + 1 if is_whole and is_individual_number(digits) else None
    return None


def _around(signs: Sequence[Sign]) -> Box:
    boxes = [sign.box for sign in signs if sign.digit]
    top, low = min(box[1] for box in boxes), max(box[3] for box in boxes)
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    aside = MARGIN * max(box[2] - box[0] for box in boxes)
    above = HIGH * (low - top)
    return left - aside, top - above, right + aside, low + above


def _share(box: Box, width: int, height: int) -> Box:
    left, top, right, low = box
    return (
        max(0.0, left / width),
        max(0.0, top / height),
        min(1.0, right / width),
        min(1.0, low / height),
    )
