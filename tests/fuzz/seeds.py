"""``python -m tests.fuzz.seeds``: makes the fixed corpus from what a practice card really says.

Invented persons' data only; the certificates are the practice authority's.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from card_reader import Card
from card_reader.channel import Channel
from card_reader.simulated import SimulatedDesk
from card_reader.simulated.chip import Habits
from tests.fuzz.targets import TARGETS

FLOWS = range(5, len(TARGETS))
WORK: tuple[Callable[[Card], object], ...] = (
    Card.kind,
    Card.tries,
    lambda card: card.attributes_by_pin("1234"),
    lambda card: card.front_by_verification_b("20040320314321"),
    Card.authentication_certificate,
    lambda card: card.signature_certificate("ABC123"),
    Card.support_information,
    Card.manufacturing_number,
)


class Recorder:
    """Keeps every answer of a card."""

    def __init__(self, desk: SimulatedDesk) -> None:
        self._desk = desk
        self.answers: list[bytes] = []

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        answer = self._desk.transmit(self._desk.insertion(), apdu)
        self.answers.append(answer)
        return answer


def seeds(folder: Path) -> Iterator[bytes]:
    """Yield inputs for every target."""
    for habits in (Habits(), Habits(takes_extended=False, longest_answer=200)):
        desk = SimulatedDesk(folder, habits)
        for target, work in zip(FLOWS, WORK, strict=True):
            desk.put("taro")
            line = Recorder(desk)
            work(Card(Channel(line, takes_extended=habits.takes_extended)))
            script = b"".join(bytes([len(a[:255])]) + a[:255] for a in line.answers)
            flags = bytes([1 if habits.takes_extended else 0 | 2])
            yield bytes([target]) + flags + script[:2000]
            for raw in range(5):
                yield from (bytes([raw]) + answer[:-2][:2000] for answer in line.answers[-1:])


def main() -> None:
    """Write the corpus to the folder of the argument."""
    corpus = Path(sys.argv[1])
    corpus.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as keys:
        for number, seed in enumerate(dict.fromkeys(seeds(Path(keys)))):
            (corpus / f"seed-{number:02}").write_bytes(seed)


if __name__ == "__main__":
    main()
