"""Tells what is done elsewhere than on this tablet, where somebody looks for it here."""

from collections.abc import Iterator
from functools import cache

from pydantic import Field

from field_app.finder.everyday import Word
from field_app.finder.search import LONGEST, FinderIndex, parts_of
from field_app.finder.table import read_model
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.definition.frozen import FrozenModel
from sync.wire.folding import folded
from sync.wire.individual_number import has_individual_number

MOST = 2


class Elsewhere(FrozenModel):
    """Something that another office does, or another page. Its sentence is a word.

    Attributes:
        id: its name.
        words: how people say it, as the everyday words of a procedure.
        procedures: what may be needed here because of it.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    words: tuple[Word, ...] = Field(min_length=1)
    procedures: tuple[str, ...] = ()

    @property
    def words_key(self) -> str:
        """The word key of where it is done."""
        return f"elsewhere.p_{self.id}"

    def length_in(self, query: str) -> int:
        """Return how many letters of *query* its longest word has; 0 where none is there."""
        said = (parts_of(one) for one in self.words)
        there = (parts for parts in said if all(part in query for part in parts))
        return max((sum(map(len, parts)) for parts in there), default=0)


class ElsewhereTable(FrozenModel):
    """All that is told."""

    elsewhere: tuple[Elsewhere, ...]


@cache
def all_elsewhere() -> tuple[Elsewhere, ...]:
    """Read what is done elsewhere, as it came with the app."""
    return read_model(ElsewhereTable, assets_folder() / "finder" / "elsewhere.toml").elsewhere


def elsewhere(typed: str) -> tuple[Elsewhere, ...]:
    """Return what of *typed* is done elsewhere, that with the longest word first."""
    if has_individual_number(typed):
        return ()
    query = folded(typed[:LONGEST])
    lengths = {one: one.length_in(query) for one in all_elsewhere()}
    ranked = sorted((one for one in lengths if lengths[one]), key=lambda one: -lengths[one])
    return tuple(ranked[:MOST])


def look_up(typed: str, index: FinderIndex) -> tuple[str, ...]:
    """Return the ids that *typed* finds: where it is done elsewhere, by whole words alone.

    Behind them stands what may be needed because of what is done elsewhere.
    """
    told = elsewhere(typed)
    found = index.find(typed, whole_words=bool(told))
    return tuple(dict.fromkeys((*found, *_because_of(told))))


def _because_of(told: tuple[Elsewhere, ...]) -> Iterator[str]:
    for one in told:
        yield from one.procedures
