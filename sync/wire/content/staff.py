"""The format of ``staff.json`` in a content pack: the city's staff, and who is off every tablet."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from sync.wire.city import Base64, Frozen
from sync.wire.content.pack import read_pack_file

StaffId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]


class StaffMember(Frozen):
    """One person.

    Attributes:
        public: what each tablet seals this person's key to, so that nothing half-done is lost.
        is_off: the person may not sign in on any tablet.
        take_over: the private half of *public*, once the person is off: colleagues of the
            same tablet open with it what the person left half-done there.
    """

    id: StaffId
    public: Base64 = b""
    is_off: bool = False
    take_over: Base64 = b""


class StaffList(Frozen):
    """Everybody whom the city named."""

    v: Literal[1] = 1
    staff: tuple[StaffMember, ...] = ()

    def find(self, id: str) -> StaffMember | None:
        """Return the person *id*; None when the city did not name them."""
        return next((one for one in self.staff if one.id == id), None)

    def with_member(self, changed: StaffMember) -> "StaffList":
        """Return the list with *changed* in the place of the person of that id, or added."""
        others = (one for one in self.staff if one.id != changed.id)
        staff = sorted((*others, changed), key=lambda one: one.id)
        return self.model_copy(update={"staff": tuple(staff)})

    @classmethod
    def parse(cls, content: bytes) -> "StaffList":
        """Read ``staff.json``. WireError when it is none."""
        return read_pack_file(cls, content)
