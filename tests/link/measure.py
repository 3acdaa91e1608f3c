"""How much of a bad line a real tablet's sending uses, and where the rest of the time goes."""

import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.link.scene import Scene
from tests.link.ways import Quality

# A part of this length and its padding: 4 KiB of package, as a usual application without photo.
SIZE: Final = 2700
# Of a full packet of 1,500 bytes, this much is TCP's payload (IPv4, timestamps).
PAYLOAD: Final = 1448 / 1500
REPLIES: Final = ("receipts", "answers")


@dataclass(frozen=True)
class Measured:
    """One run; ``share`` and ``best`` relate the records' bytes to the line's rate.

    ``requests`` are names, starts and ends in seconds.
    """

    records: int
    size: int
    send_s: float
    total_s: float
    requests: list[tuple[str, float, float]]
    share: float
    best: float
    lost: int

    @property
    def rate(self) -> float:
        """Records a second until the last receipt."""
        return self.records / self.send_s


def measure(folder: Path, quality: Quality, congestion: str, records: int) -> Measured:
    """Send *records* once over a new line; the clock runs from the first SYN to the last receipt.

    ``share`` is the records' bytes over the bytes that the line could have
    carried in that time, ``best`` over what it could have delivered of them:
    without the packets' headers and without those lost.
    """
    with Scene(folder, congestion) as scene, scene.reception(), scene.tablet() as tablet:
        ids = tablet.ask("seal", count=records, size=SIZE)["ids"]
        scene.line.set(quality)
        tablet.ask("begin")
        done = tablet.ask("wait", at_most_s=600)
        if done["states"] != {"receipted": records} or sorted(scene.stored()) != sorted(ids):
            raise ArithmeticError("records were lost or doubled")
        sizes = [n for (n,) in scene.city.store.rows("select length(content) from submission")]
        first = min(start for _, start, _ in done["requests"])
        requests = [(name, start - first, end - first) for name, start, end in done["requests"]]
        send_s = max(end for name, _, end in requests if name not in REPLIES)
        could = send_s * quality.rate / 8
        return Measured(
            records=records,
            size=round(statistics.mean(sizes)),
            send_s=send_s,
            total_s=float(done["took_s"]),
            requests=requests,
            share=sum(sizes) / could,
            best=sum(sizes) / (could * PAYLOAD * (1 - quality.loss)),
            lost=scene.line.lost(),
        )
