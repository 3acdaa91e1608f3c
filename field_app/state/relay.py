"""Holds what the relay pages show: the queue that travels as files."""

from dataclasses import dataclass

from sync.tablet.relay.set_aside import SetAside


@dataclass(frozen=True, eq=False)
class SavedFile:
    """A file that was saved; the next one of its kind begins behind ``upto``, with ``left`` to go.

    ``left_out`` were damaged and are in none; ``name`` is None when nothing was left to save.
    """

    kind: str
    name: str | None
    upto: int
    left: int
    left_out: int


@dataclass(frozen=True, eq=False)
class AsideRow:
    """Applications of one other tablet that were refused on their way for one reason."""

    these: SetAside

    @property
    def reason_key(self) -> str:
        """The reason in words; tablets of before noted the reception's own short name for it."""
        noted = self.these.reason_key
        return noted if noted.startswith("sync.") else "sync.p_server_refused_one"


@dataclass(eq=False)
class RelayState:
    """How the queue can travel without a line; what the last press did stands at the end.

    ``carried`` wait for the line, ``set_aside`` for a person.
    """

    is_metered: bool = False
    waiting: int = 0
    carried: int = 0
    set_aside: tuple[AsideRow, ...] = ()
    receipts: int = 0
    saved: SavedFile | None = None
    taken: tuple[int, int, int] | None = None
