"""Finds where an individual number stands among the lines that a reader found in a picture.

A number is twelve digits with the right check digit. Where the paper itself says that one stands
there, by its label or by a row of twelve frames, digits that were misread or lost hide nothing.

The bar is wider by a letter on both sides, because half a digit that is left uncovered gives it
away. Where in a line a letter stands the reader tells; else the widths of the letters do.
"""

import re
import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from typing import Final

from field_app.pictures.message import Box
from sync.wire.individual_number import LENGTH, is_individual_number, others_in

MARGIN: Final = 1.2  # letters at both ends, and a share of the height above and below
HIGH: Final = 0.25
MOST_BETWEEN: Final = 3  # signs between two groups of one number
NEAR: Final = 4.0  # two pieces of one line are this many heights apart at most
# What readers take a digit for, between others.
LOOKALIKES: Final = {"O": "0", "o": "0", "〇": "0", "l": "1", "I": "1", "|": "1"}
NAMED: Final = re.compile("(?<!法)人番[号號]|マイナンバー")
LABEL: Final = re.compile(f"(?:{NAMED.pattern})[^0-9x]{{0,3}}(?=[0-9])")
LABELLED: Final = range(LENGTH - 2, LENGTH + 2)  # a digit may be lost, or read twice
DOUBTED: Final = (LENGTH - 1, LENGTH)
LONG: Final = LENGTH - 4  # digits that two readings should agree about
LEAST_FRAMED: Final = 7
GRID: Final = 0.3  # how far a digit stands from the middle of its frame, in frames
OPEN: Final = 0.8  # frames are this many heights of a digit apart at least


@dataclass(frozen=True)
class Line:
    """One line that was read; boxes are in pixels, the text never in a ``repr``.

    ``letters`` are the boxes of its letters but for spaces; none where the reader tells none.
    """

    text: str = field(repr=False)
    box: Box
    letters: tuple[Box, ...] = ()

    @property
    def is_one(self) -> bool:
        """Whether it is one letter: a piece of a row, or of a column."""
        return len(self.text.strip()) == 1

    @property
    def is_tall(self) -> bool:
        """Whether it stands upright."""
        return self.box[3] - self.box[1] > self.box[2] - self.box[0]

    @property
    def is_column(self) -> bool:
        """Whether it is a column with digits in it."""
        return self.is_tall and not self.is_one and any(map(str.isdecimal, self.text))


@dataclass(frozen=True)
class Sign:
    """One letter of a row, as it is compared, and where it stands."""

    letter: str = field(repr=False)
    box: Box

    @property
    def digit(self) -> str:
        """The digit; empty for other letters."""
        return self.letter if self.letter in "0123456789" else ""

    @property
    def ends_a_number(self) -> bool:
        """Whether a run of digits ends here; ー is read for the dash between groups."""
        return self.letter.isalpha() and self.letter != "ー"

    @property
    def middle(self) -> float:
        """Where its middle lies, from the left."""
        return (self.box[0] + self.box[2]) / 2


def number_boxes(lines: Sequence[Line], width: int, height: int) -> tuple[Box, ...]:
    """Return a box for each individual number in *lines*, as shares of the picture.

    A number that is torn into pieces of one row or column is found.
    """
    found: list[Box] = []
    for signs in _rows(lines):
        numbers = list(_numbers(signs)) or list(_labelled(signs)) or list(_framed(signs))
        found += (_around(signs[a:b]) for a, b in numbers)
    for signs in _columns(lines):
        found += (_turned(_around(signs[a:b])) for a, b in _numbers(signs))
    return tuple(_share(box, width, height) for box in found)


def in_doubt(lines: Sequence[Line]) -> bool:
    """Tell whether *lines* have about as many digits in a row as a number, and it is none."""
    for signs in (*_rows(lines), *_columns(lines)):
        begins = (place for place in range(len(signs)) if _begins(signs, place))
        if any(len(_run(signs, place)) in DOUBTED for place in begins):
            return not list(_numbers(signs))
    return False


def is_unsure(readings: Sequence[Sequence[Line]]) -> bool:
    """Tell whether a number may stand where *readings* found none: then a person has to look.

    The paper names one, digits stand upright, which readers lose, a row of frames is not read
    whole, or two readings took a long row of digits for different ones.
    """
    if any(NAMED.search(line.text) or line.is_column for lines in readings for line in lines):
        return True
    if any(_has_frames(signs) for lines in readings for signs in _rows(lines)):
        return True
    first, *others = map(_long_runs, readings)
    return any(one != first for one in others)


def _long_runs(lines: Sequence[Line]) -> set[str]:
    runs = (
        "".join(signs[place].digit for place in _run(signs, begin))
        for signs in (*_rows(lines), *_columns(lines))
        for begin in range(len(signs))
        if _begins(signs, begin)
    )
    return {run for run in runs if len(run) >= LONG}


def _rows(lines: Iterable[Line]) -> Iterator[list[Sign]]:
    """Yield the letters of each row from left to right, without the upright lines."""
    return map(_signs_of, _joined(line for line in lines if line.is_one or not line.is_tall))


def _columns(lines: Iterable[Line]) -> Iterator[list[Sign]]:
    """Yield the letters of each column from above, laid on their side."""
    upright = (line for line in lines if line.is_one or line.is_tall)
    return map(_signs_of, _joined(Line(one.text, _turned(one.box)) for one in upright))


def _turned(box: Box) -> Box:
    left, top, right, low = box
    return top, left, low, right


def _signs_of(row: Iterable[Line]) -> list[Sign]:
    return _without_others([sign for line in row for sign in _signs(line)])


def _joined(lines: Iterable[Line]) -> list[list[Line]]:
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
    told = iter(line.letters if len(line.letters) == len("".join(line.text.split())) else ())
    widths = [2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line.text]
    at, whole = 0, sum(widths) or 1
    for letter, wide in zip(line.text, widths, strict=True):
        ends = [left + (right - left) * place / whole for place in (at, at + wide)]
        box = (ends[0], top, ends[1], low)
        at += wide
        if not letter.isspace():
            box = next(told, box)
        yield Sign(_compared(letter), box)
    yield Sign(" ", (right, top, right, low))


def _compared(letter: str) -> str:
    """Return an ASCII digit for whatever is read for one, and one letter for every other."""
    found = unicodedata.digit(letter, None)
    if found is not None:
        return str(found)
    plain = unicodedata.normalize("NFKC", letter)
    return LOOKALIKES.get(letter) or (plain if len(plain) == 1 else "x")


def _without_others(signs: list[Sign]) -> list[Sign]:
    """Return *signs* with letters in the place of days, hours and telephone numbers."""
    for begin, end in others_in("".join(sign.letter for sign in signs)):
        signs[begin:end] = [replace(sign, letter="x") for sign in signs[begin:end]]
    return signs


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
        if sign.ends_a_number or between > MOST_BETWEEN:
            return None
        digits += sign.digit
        if len(digits) == LENGTH and sign.digit:
            is_whole = place + 1 == len(signs) or not signs[place + 1].digit
            return place + 1 if is_whole and is_individual_number(digits) else None
    return None


def _labelled(signs: Sequence[Sign]) -> Iterator[tuple[int, int]]:
    """Yield what stands behind 個人番号, where it has about as many digits as one."""
    for label in LABEL.finditer("".join(sign.letter for sign in signs)):
        places = _run(signs, label.end())
        if len(places) in LABELLED:
            yield places[0], places[-1] + 1


def _run(signs: Sequence[Sign], begin: int) -> list[int]:
    """Return the places of the digits from *begin* on, up to a letter or too many other signs."""
    places: list[int] = []
    for place in range(begin, len(signs)):
        if signs[place].digit:
            places.append(place)
        elif signs[place].ends_a_number or place - (places or [begin])[-1] > MOST_BETWEEN:
            break
    return places


def _framed(signs: Sequence[Sign]) -> Iterator[tuple[int, int]]:
    """Yield a row of digits in twelve frames of one width, of which some were not read."""
    for places in _runs_of_frames(signs):
        if _are_twelve_frames([signs[place] for place in places]):
            yield places[0], places[-1] + 1
            return


def _has_frames(signs: Sequence[Sign]) -> bool:
    """Tell whether digits stand in frames, and fewer of them were read than a number has."""
    runs = _runs_of_frames(signs)
    return any(_step([signs[place] for place in places]) is not None for places in runs)


def _runs_of_frames(signs: Sequence[Sign]) -> Iterator[list[int]]:
    """Yield the places of runs with some digits, too few for a number.

    A letter between digits may be one that was misread: each run is given with and without.
    """
    end = 0
    for begin in range(len(signs)):
        if begin >= end and _begins(signs, begin):
            digits = _run(signs, begin)
            end = digits[-1] + 1
            for places in (digits, _run_with_letters(signs, begin)):
                count = sum(bool(signs[place].digit) for place in places)
                if LEAST_FRAMED <= count < LENGTH:
                    yield places


def _run_with_letters(signs: Sequence[Sign], begin: int) -> list[int]:
    """Return digits and letters from *begin* on up to a digit, one more at most than frames."""
    told = (place for place in range(begin, len(signs)) if signs[place].letter.isalnum())
    places = list(islice(told, LENGTH + 1))
    while not signs[places[-1]].digit:
        places.pop()
    return places


def _are_twelve_frames(digits: Sequence[Sign]) -> bool:
    step = _step(digits)
    if step is None:
        return False
    places = [(sign.middle - digits[0].middle) / step for sign in digits]
    on_grid = sum(abs(place - round(place)) <= GRID for place in places)
    return round(places[-1]) == LENGTH - 1 and on_grid >= LEAST_FRAMED


def _step(digits: Sequence[Sign]) -> float | None:
    """Return how far apart *digits* stand, in pixels; None where that is too near for frames."""
    step = statistics.median(b.middle - a.middle for a, b in pairwise(digits))
    high = statistics.median(sign.box[3] - sign.box[1] for sign in digits)
    return None if step < OPEN * high else step


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
