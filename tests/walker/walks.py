"""Run many visits on one tablet, each with dice of its own, and collect how they ended."""

import asyncio
import random
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.served.hand_out import HandOutStore
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from tests.field_app.flow.counter import enrol
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.sync.city import make_city
from tests.sync.tablet.staff import CHEAP
from tests.walker.visitor import Visitor

FILING = "filing"


@dataclass
class Found:
    """How the visits ended, what they reached, and the promises that broke."""

    seed: int
    ended: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield what a person reads of it."""
        for ending, count in sorted(self.ended.items()):
            yield f"{ending}: {count}"
        yield f"branches met: {len(self.reached)}"
        yield from self.broken


def walked(numbers: Iterable[int], seed: int, only: str | None = None) -> Found:
    """Walk the visits of these *numbers*; the same seed and number is the same visit."""
    found = Found(seed)
    with tablet() as parts:
        asyncio.run(_walk(App.open(parts, lambda _: None), numbers, found, only))
    return found


@contextmanager
def tablet() -> Iterator[Services]:
    """Start a tablet with practice cards and one member of staff; its reception is away."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        city = make_city(root / "city")
        enrol(city, root / "tablet")
        options = TabletOptions(root / "tablet", root / "cards")
        with services(options, HandOutStore()) as parts:
            yield replace(parts, vault=replace(parts.vault, scrypt_n=CHEAP))
        city.store.close()


async def _walk(app: App, numbers: Iterable[int], found: Found, only: str | None) -> None:
    await app.staff.sign_in(STAFF, PASSPHRASE)
    offered = app.services.editions.newest().catalogue.procedures
    choice = [one for one in offered if only in (None, one.id) and one.purpose == FILING]
    for number in numbers:
        dice = random.Random(f"{found.seed}/{number}")  # noqa: S311 - it has to be the same again
        visitor = Visitor(app, dice, PASSPHRASE, found.reached)
        procedure = dice.choice(choice)
        try:
            ended = await visitor.visit(procedure)
        except Exception as broken:  # noqa: BLE001 - whatever it is, it is told with its number
            way = [one.name for one in traceback.extract_tb(broken.__traceback__)[1:-1]]
            told = f"{procedure.id}: {type(broken).__name__}: {broken} ({' > '.join(way)})"
            found.broken.append(f"visit {number} of seed {found.seed}: {told}")
            ended = "broken"
        found.ended[f"{procedure.id} {ended}"] += 1
        if app.state.visit is not None:
            await app.visits.close()
