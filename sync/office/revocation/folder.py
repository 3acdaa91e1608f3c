"""Takes revocation lists from a folder that the city's staff, or a carried medium, fill."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.limits import MIB
from sync.office.revocation.finding import AskedCertificate, NotConfirmed, Unconfirmed
from sync.office.revocation.source import LISTS, Fetched

MOST: Final = 64 * MIB
ENDINGS: Final = (".crl", ".der", ".pem")


@dataclass(frozen=True)
class FolderSource:
    """Gives every list in a folder: full ones and deltas, DER or PEM, of any authority."""

    name: str
    folder: Path

    def fetch(self, _: AskedCertificate) -> Fetched:
        """Return the files, the same for every certificate."""
        try:
            found = [one for one in sorted(self.folder.iterdir()) if one.suffix in ENDINGS]
            if sum(one.stat().st_size for one in found) > MOST:
                raise NotConfirmed(Unconfirmed.OVERSIZED)
            contents = tuple(one.read_bytes() for one in found)
        except OSError as missing:
            raise NotConfirmed(Unconfirmed.AWAY) from missing
        if not contents:
            raise NotConfirmed(Unconfirmed.AWAY)
        return Fetched(LISTS, contents)
