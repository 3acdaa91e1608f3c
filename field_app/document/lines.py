"""Break a text into lines for paper, by the rules of Japanese print."""

from collections.abc import Iterable, Iterator
from typing import Final

from field_app.design.phrases import BREAK_HERE, NO_BREAK, phrased
from field_app.document.fonts import clusters, width

# Source: JIS X 4051 (line composition): what begins no line, and what ends none.
NOT_FIRST: Final = frozenset(
    "、。，．・：；？！）〕］｝〉》」』】ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.)]}"
)
NOT_LAST: Final = frozenset("（〔［｛〈《「『【([{")


def wrapped(text: str, size: float, room: float, *, bold: bool) -> list[str]:
    """Return *text* in lines no wider than *room* points; a character keeps its selectors."""
    return [line for part in text.split("\n") for line in _lines(part, size, room, bold=bold)]


def phrases(text: str, size: float, room: float, *, bold: bool) -> list[str]:
    """Return *text* in lines that end between phrases, for large type: no word is torn apart."""
    parts = phrased(text).replace(NO_BREAK, "").split(BREAK_HERE)
    return packed(parts, size, room, bold=bold)


def packed(
    parts: Iterable[str], size: float, room: float, *, bold: bool, between: str = ""
) -> list[str]:
    """Return *parts* in lines that end between two of them, unless one alone is too wide."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}{between}{part}" if lines[-1] else part
        if lines[-1] and width(longer, size, bold=bold) > room:
            lines.append(part)
        else:
            lines[-1] = longer
    return [part for line in lines for part in wrapped(line, size, room, bold=bold)]


def _lines(text: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    line: list[str] = []
    used = 0.0
    for one in clusters(text):
        wide = width(one, size, bold=bold)
        if line and used + wide > room:
            over = _carried(line, one)
            yield "".join(line[: len(line) - len(over)])
            line, used = over, width("".join(over), size, bold=bold)
        line.append(one)
        used += wide
    yield "".join(line)


def _carried(line: list[str], following: str) -> list[str]:
    """Return the end of *line* that has to go to the next one with *following*; at most a few."""
    end = len(line)
    while (
        end > 1
        and len(line) - end < 3
        and (following[0] in NOT_FIRST or line[end - 1][0] in NOT_LAST)
    ):
        end -= 1
        following = line[end]
    return line[end:]
