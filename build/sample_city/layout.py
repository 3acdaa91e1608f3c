"""Where the sample city keeps its things, and on which ports it answers."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """Folders and ports of one sample city; three ports in a row from *first_port*."""

    data: Path
    first_port: int

    @property
    def tablet(self) -> Path:
        return self.data / "tablet"

    @property
    def office(self) -> Path:
        return self.data / "office"

    @property
    def reception(self) -> Path:
        return self.data / "reception"

    @property
    def city(self) -> Path:
        """Keys and certificates of the city, and the pack that tablets are given."""
        return self.data / "city"

    @property
    def cards(self) -> Path:
        """Keys and certificates of the practice cards, and which of them are revoked."""
        return self.city / "cards"

    @property
    def revocation(self) -> Path:
        """What the office asks about revoked certificates, written at each start."""
        return self.city / "revocation.toml"

    @property
    def pack(self) -> Path:
        """The city's file for tablets."""
        return self.city / "city.json"

    @property
    def content(self) -> Path:
        """What the city publishes: procedures, words, its own values, its keys."""
        return self.city / "content"

    @property
    def packs(self) -> Path:
        """What was published and signed; the reception serves it as it is."""
        return self.city / "packs"

    @property
    def first_root(self) -> Path:
        """What a tablet is enrolled with, to trust the packs by."""
        return self.packs / "metadata" / "1.root.json"

    @property
    def pack_keys(self) -> Path:
        """Keys that sign packs; a real city keeps those of root and targets in a safe."""
        return self.city / "pack-keys"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def ports(self) -> dict[str, int]:
        return {
            "tablet": self.first_port,
            "office": self.first_port + 1,
            "reception": self.first_port + 2,
        }

    @property
    def office_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['office']}/"

    @property
    def reception_url(self) -> str:
        return f"https://127.0.0.1:{self.ports['reception']}"

    @property
    def prepared(self) -> Path:
        """Stands once the first start has come to its end."""
        return self.data / "prepared"
