"""Run many visits on one tablet, each with dice of its own, and collect how they ended."""

import asyncio
import random
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Final

from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.definition.model import Procedure
from field_app.served.hand_out import HandOutStore
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from tests.field_app.flow.counter import enrol
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.sync.city import make_city
from tests.sync.tablet.staff import CHEAP
from tests.walker.promises import AnswerLost, DeadEnd
from tests.walker.visitor import Visitor

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own within it
NOON: Final = time(3, tzinfo=UTC)
# A day like others, the turn of the year, of the school year, and a day that most years lack.
DAYS: Final = (
    date(2026, 11, 30),
    date(2026, 12, 31),
    date(2027, 3, 31),
    date(2027, 4, 1),
    date(2028, 2, 29),
)
ONE_IN = 10  # so many of those who come to the end are sealed, the first of each definition too
FINISHED = ("confirmed", "sealed")


@dataclass
class Found:
    """How the visits ended, what they reached, and the promises that broke."""

    seed: int
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def walked(self) -> Counter[str]:
        """How many visits each definition had."""
        return self._counted(lambda _: True)

    @property
    def finished(self) -> Counter[str]:
        """How many of them came to the page where they are confirmed, or further."""
        return self._counted(lambda ending: ending in FINISHED)

    @property
    def sealed(self) -> Counter[str]:
        """How many of them were sealed."""
        return self._counted(lambda ending: ending == "sealed")

    def lines(self) -> Iterator[str]:
        """Yield what a person reads of it."""
        walked, finished, sealed = self.walked, self.finished, self.sealed
        for id, count in sorted(walked.items()):
            share = f"{finished[id] / count:.0%}"
            refused = self.ended[id, "refused"]
            yield f"{id}: {count} visits, {share} finished, {sealed[id]} sealed, {refused} refused"
        yield (
            f"{walked.total()} visits, {finished.total()} finished, {sealed.total()} sealed, "
            f"{self._counted(lambda ending: ending == 'refused').total()} refused"
        )
        lost, dead = self.kinds[AnswerLost.__name__], self.kinds[DeadEnd.__name__]
        yield f"dead ends: {dead}, lost answers: {lost}, broken in all: {len(self.broken)}"
        yield f"branches met: {len(self.reached)}"
        yield from self.broken

    def _counted(self, is_meant: Callable[[str], bool]) -> Counter[str]:
        found = Counter[str]()
        for (id, ending), count in self.ended.items():
            if is_meant(ending):
                found[id] += count
        return found


def walked(numbers: Iterable[int], seed: int, only: str | None = None) -> Found:
    """Walk the visits of these *numbers*; the same seed and number is the same visit.

    The definitions come in turn, each on every one of the days.
    """
    found, wanted = Found(seed), [*numbers]
    with tablet() as parts:
        offered = parts.editions.newest().catalogue.procedures
        choice = [one for one in offered if only in (None, one.id)]
        for nth, day in enumerate(DAYS):
            turn = [one for one in wanted if one // len(choice) % len(DAYS) == nth]
            asyncio.run(_walk(on_day(parts, day), turn, found, choice))
    return found


@contextmanager
def tablet() -> Iterator[Services]:
    """Start a tablet with practice cards and one member of staff; its reception is away.

    It lies in memory where the machine has such a folder: nothing here is about a disk.
    """
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        root = Path(folder)
        city = make_city(root / "city")
        enrol(city, root / "tablet")
        options = TabletOptions(root / "tablet", root / "cards")
        with services(options, HandOutStore()) as parts:
            yield replace(parts, vault=replace(parts.vault, scrypt_n=CHEAP))
        city.store.close()


def on_day(parts: Services, day: date) -> App:
    """Return a session on the tablet for which it is noon of *day*."""
    noon = datetime.combine(day, NOON)
    return App.open(replace(parts, now=partial(_same, noon)), lambda _: None)


def _same(at: datetime) -> datetime:
    return at


async def _walk(app: App, numbers: list[int], found: Found, choice: list[Procedure]) -> None:
    if numbers:
        await app.staff.sign_in(STAFF, PASSPHRASE)
    for number in numbers:
        dice = random.Random(f"{found.seed}/{number}")  # noqa: S311 - it has to be the same again
        seals = number // len(choice) % ONE_IN == 0
        visitor = Visitor(app, dice, PASSPHRASE, found.reached, seals)
        procedure = choice[number % len(choice)]
        try:
            ended = await visitor.visit(procedure)
        except Exception as broken:  # noqa: BLE001 - whatever it is, it is told with its number
            way = [one.name for one in traceback.extract_tb(broken.__traceback__)[1:-1]]
            told = f"{procedure.id}: {type(broken).__name__}: {broken} ({' > '.join(way)})"
            found.broken.append(f"visit {number} of seed {found.seed}: {told}")
            found.kinds[type(broken).__name__] += 1
            ended = "broken"
        found.ended[procedure.id, ended] += 1
        if app.state.visit is not None:
            await app.visits.close()
    app.staff.lock()
