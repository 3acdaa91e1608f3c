"""A tablet that has one pack, with a clock of its own and a line that a test may spoil."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import Pack, PackShelf
from sync.tablet.store.store import Store
from sync.wire.city import CityFile
from tests.sync.pack_city import NOW, PackCity


class Tablet:
    """A tablet with one pack, a clock of its own and a line that a test may spoil."""

    def __init__(self, city: PackCity, folder: Path) -> None:
        self.city, self.folder, self.now = city, folder, NOW
        self.asked: list[str] = []
        self.line: Callable[[str, int], bytes] = from_folder(city.repository.folder)
        self.taken: list[CityFile] = []
        self.store = Store.open(folder / "tablet.db")
        self.shelf = PackShelf(
            self.store, folder / "packs", apply=self.taken.append, now=lambda: self.now
        )

    def fetch(self, path: str, most: int) -> bytes:
        self.asked.append(path)
        return self.line(path, most)

    def update(self) -> Pack:
        self.asked.clear()
        pack = self.shelf.update(self.fetch)
        assert pack is not None
        return pack

    def version(self) -> int:
        """Return which pack is in use, every byte of it verified."""
        current = self.shelf.current()
        assert current is not None
        return current.manifest.version


@contextmanager
def with_first_pack(city: PackCity, folder: Path) -> Iterator[Tablet]:
    """A tablet that was enrolled with the root of *city* and took its pack."""
    made = Tablet(city, folder)
    made.shelf.trust(city.metadata("1.root.json").read_bytes())
    made.update()
    yield made
    made.store.close()


def newer(city: PackCity, version: int = 2) -> None:
    """Publish the next version, with another question."""
    city.procedure("bus", title=f"敬老バス {version}", version=version, question=f"q{version}")
    city.publish()
