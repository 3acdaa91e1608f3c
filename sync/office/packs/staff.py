"""Writes ``staff.json`` of a pack's content: the city's staff, and who is off every tablet.

The private halves stay in the office's folder until a person is taken off.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from sync.errors import SyncError
from sync.wire.content.pack import STAFF
from sync.wire.content.staff import StaffList, StaffMember
from sync.wire.durably import ONLY_ITS_USER, write_durably
from sync.wire.hpke.suites import CLASSIC, make_key

KEYS = "staff_keys.json"


class StaffUnknown(SyncError):
    """The city's list has no such person, or they are off or on already; nothing was changed."""


@dataclass(frozen=True)
class StaffRegister:
    """The list in the folder *content*, and its private halves in the office's folder *data*."""

    data: Path
    content: Path

    def add(self, id: str) -> StaffList:
        """Name a person with a key of their own; also one who comes back."""
        key, keys = make_key(CLASSIC), self._keys()
        member = StaffMember(id=id, public=key.public)
        self._save({**keys, id: key.private})  # first: a public half without it opens nothing
        return self._write(self.listed().with_member(member))

    def take_off(self, id: str) -> StaffList:
        """Take a person off every tablet, and publish the half that opens what they left.

        Raises:
            StaffUnknown: nobody of this id is on the list, or they are off.
        """
        member, keys = self.listed().find(id), self._keys()
        if member is None or member.is_off:
            raise StaffUnknown(id)
        taken = member.model_copy(update={"is_off": True, "take_over": keys.get(id, b"")})
        return self._write(self.listed().with_member(taken))

    def listed(self) -> StaffList:
        """Return the list as the next pack will say it."""
        path = self.content / STAFF
        return StaffList.parse(path.read_bytes()) if path.exists() else StaffList()

    def _write(self, changed: StaffList) -> StaffList:
        write_durably(self.content / STAFF, changed.model_dump_json(indent=1).encode())
        return changed

    def _keys(self) -> dict[str, bytes]:
        path = self.data / KEYS
        kept = json.loads(path.read_bytes()) if path.exists() else {}
        return {id: base64.b64decode(text) for id, text in kept.items()}

    def _save(self, keys: dict[str, bytes]) -> None:
        texts = {id: base64.b64encode(key).decode() for id, key in keys.items()}
        write_durably(self.data / KEYS, json.dumps(texts).encode(), ONLY_ITS_USER)
