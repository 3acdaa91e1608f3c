"""``python -m tests.bench.masking``: are individual numbers covered, and nothing else?

Needs the extra ``[ocr]``. Reads invented photographs as the tablet's child process does, one
thread, one after the other, and prints two tables. A number counts as covered when every one of
its twelve digits lies whole under a bar; a decoy counts as wronged when there is any bar. Asked
are the papers without a bar of which the reader says itself that a person has to look.
"""

import argparse
import io
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from PIL import Image

from field_app.pictures.message import Box
from field_app.pictures.numbers import Line, is_unsure, number_boxes
from field_app.pictures.ocr import open_reader, readings_of
from tests.bench.number_papers import SIZE, NumberPaper, decoy_paper, number_paper
from tests.bench.photographed import Quad

ROWS: Final[dict[str, Callable[[int], NumberPaper]]] = {
    "numbers": number_paper,
    "decoys": decoy_paper,
}
ROUNDED: Final = 2.0  # pixels


@dataclass(frozen=True)
class Looked:
    """One paper, what was read on it, what the reading cost in seconds of one processor."""

    row: str
    place: int
    readings: tuple[tuple[Line, ...], ...]
    seconds: float

    @cached_property
    def paper(self) -> NumberPaper:
        """The paper itself, drawn again."""
        return ROWS[self.row](self.place)

    @cached_property
    def state(self) -> str:
        """``asked``, or what `state_of` says."""
        boxes = [box for lines in self.readings for box in number_boxes(lines, *SIZE)]
        return "asked" if not boxes and is_unsure(self.readings) else state_of(self.paper, boxes)

    def to_line(self) -> str:
        """Return what is kept of it; the text is that of an invented paper."""
        read = [[vars(line) for line in lines] for lines in self.readings]
        said = {"row": self.row, "place": self.place, "readings": read, "seconds": self.seconds}
        return json.dumps(said, ensure_ascii=False)

    @classmethod
    def of_line(cls, text: str) -> "Looked":
        """Read what was kept."""
        said = json.loads(text)
        readings = tuple(tuple(map(_line, lines)) for lines in said["readings"])
        return cls(**{**said, "readings": readings})


def main() -> None:
    """Read the papers that the file given does not have yet, then print the tables of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.masking", description=__doc__)
    parser.add_argument("--papers", type=int, default=500, help="of each row")
    parser.add_argument("--kept", type=Path, required=True, help="results, one a line; added to")
    options = parser.parse_args()
    options.kept.touch()
    known = [Looked.of_line(line) for line in options.kept.read_text("utf-8").splitlines()]
    done = {(one.row, one.place) for one in known}
    reader = open_reader(threads=1)
    if reader is None:
        raise SystemExit("the extra [ocr] is not installed")
    with options.kept.open("a", encoding="utf-8") as kept:
        for place in range(options.papers):
            for row in ROWS:
                if (row, place) not in done:
                    known.append(look(reader, row, place))
                    kept.write(known[-1].to_line() + "\n")
                    kept.flush()
    print("\n".join(tables(known)))


def look(reader: Any, row: str, place: int) -> Looked:
    """Read one paper."""
    paper = ROWS[row](place)
    begun = time.process_time()
    image = Image.open(io.BytesIO(paper.jpeg)).convert("RGB")
    readings = tuple(map(tuple, readings_of(reader, image)))
    return Looked(row, place, readings, time.process_time() - begun)


def state_of(paper: NumberPaper, boxes: Sequence[Box]) -> str:
    """Return ``covered``, ``part`` or ``missed``; of a decoy ``clean`` or ``wronged``."""
    if not paper.digits:
        return "wronged" if boxes else "clean"
    covered = sum(any(lies_under(digit, box) for box in boxes) for digit in paper.digits)
    return {len(paper.digits): "covered", 0: "missed"}.get(covered, "part")


def lies_under(digit: Quad, box: Box) -> bool:
    """Tell whether the whole *digit* lies under the bar *box*."""
    left, top, right, low = (share * SIZE[at % 2] for at, share in enumerate(box))
    return all(
        left - ROUNDED <= x <= right + ROUNDED and top - ROUNDED <= y <= low + ROUNDED
        for x, y in digit
    )


def tables(known: Iterable[Looked]) -> Iterator[str]:
    """Yield both tables, by what was drawn and by what the camera did."""
    for row, right in (("numbers", "covered"), ("decoys", "clean")):
        looked = [one for one in known if one.row == row]
        groups: dict[str, list[Looked]] = defaultdict(list)
        for one in looked:
            faults = (f"camera: {fault}" for fault in one.paper.hard or ("none",))
            for name in ("all", one.paper.kind, *faults):
                groups[name].append(one)
        yield from ("", f"| {row} | papers | {right} | asked | others |", "|---|---|---|---|---|")
        for name, ones in groups.items():
            others = [f"{one.place} ({one.state})" for one in ones if one.state != right]
            count, asked = (sum(one.state == it for one in ones) for it in (right, "asked"))
            named = ", ".join(others) if name == "all" else str(len(others))
            yield f"| {name} | {len(ones)} | {count / len(ones):.1%} | {asked} | {named} |"
        seconds = sorted(one.seconds for one in looked)
        median, most = seconds[len(seconds) // 2], seconds[-1]
        yield f"\nCPU of a paper: median {median:.2f} s, most {most:.2f} s."


def _line(said: Mapping[str, Any]) -> Line:
    return Line(said["text"], tuple(said["box"]), tuple(map(tuple, said["letters"])))


if __name__ == "__main__":
    main()
