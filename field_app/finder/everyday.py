"""Reads the everyday words of each language, and makes the index of an edition's procedures."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Final

from pydantic import Field

from field_app.finder.search import FinderEntry, FinderIndex
from field_app.finder.table import read_model
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.definition.frozen import FrozenModel
from field_app.procedure.definition.model import Procedure
from field_app.words.words import RUBY, Words

LANGUAGES: Final = ("ja", "en")
TITLE, EVERYDAY, SUMMARY = 1.2, 1.0, 0.6
ENDING: Final = re.compile("[ぁ-ん]{1,3}")  # した, ときに: of a sentence, and says nothing
PARTS: Final = re.compile(r"[、。・（）()\s,.]+")
Word = Annotated[str, Field(min_length=1, max_length=40)]


class Everyday(FrozenModel):
    """What people say in one language: words of each procedure, and those that say nothing."""

    noise: tuple[Word, ...] = ()
    words: dict[str, tuple[Word, ...]]


def index_of(procedures: Iterable[Procedure], words: Iterable[Words]) -> FinderIndex:
    """Return the index of *procedures* by their titles and summaries in *words*, and every word."""
    spoken = list(words)
    return index_of_texts(
        (
            one.id,
            [said.marked(one.title_key) for said in spoken],
            [said.marked(one.summary_key) for said in spoken],
        )
        for one in procedures
    )


def index_of_texts(texts: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> FinderIndex:
    """Return the index of ids with their titles and summaries, which may carry readings."""
    tables = [everyday(language) for language in LANGUAGES]
    entries = [
        FinderEntry(
            id,
            (
                *((part, TITLE) for title in titles for part in _readable(title)),
                *((part, SUMMARY) for summary in summaries for part in _readable(summary)),
                *((word, EVERYDAY) for table in tables for word in table.words.get(id, ())),
            ),
        )
        for id, titles, summaries in texts
    ]
    return FinderIndex.of(entries, [word for table in tables for word in table.noise])


@cache
def everyday(language: str) -> Everyday:
    """Read the everyday words of *language* that came with the app."""
    return read_model(Everyday, assets_folder() / "finder" / f"everyday_{language}.toml")


def _readable(text: str) -> Iterator[str]:
    """Yield *text* as it is written and as it is read, in parts between its signs."""
    for whole in (RUBY.sub(r"\1", text), RUBY.sub(r"\2", text)):
        parts = (part for part in PARTS.split(whole) if len(part) > 1)
        yield from (part for part in parts if not ENDING.fullmatch(part))
