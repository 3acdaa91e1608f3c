"""Finds procedures by what somebody typed: by everyday words, by titles, and by pairs of letters.

Every place of what was typed counts once, for the best text of a procedure that covers it: a
whole everyday word counts most, two letters beside each other least. What few procedures have
counts more than what many have. Of a word with a space every part has to be there, in any order.
"""

import math
from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sync.wire.folding import folded
from sync.wire.individual_number import has_individual_number

LONGEST: Final = 200  # letters of what was typed that are looked at
MOST: Final = 6
PAIR: Final = 0.2
FAINT: Final = 0.35  # of the best one's score: less is not shown
Parts = tuple[str, ...]  # of a word; all of them have to be there
Owned = Mapping[Parts, Mapping[str, float]]  # which procedures have it, and with which weight
GAP: Final = "\x1f"  # stands where words that say nothing were; folding keeps it


@dataclass(frozen=True)
class FinderEntry:
    """A procedure as it is looked for: its id and its texts, each with its weight."""

    id: str
    texts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class FinderIndex:
    """What every procedure is found by; built in a few milliseconds and kept in memory alone."""

    phrases: Owned = field(repr=False)
    pairs: Owned = field(repr=False)
    noise: tuple[str, ...] = field(repr=False)
    size: int

    @classmethod
    def of(cls, entries: Sequence[FinderEntry], noise: Iterable[str] = ()) -> "FinderIndex":
        """Build the index; *noise* are words that say nothing of what is wanted."""
        phrases, pairs = dict[Parts, dict[str, float]](), dict[Parts, dict[str, float]]()
        for entry in entries:
            for text, weight in entry.texts:
                parts = parts_of(text)
                _keep(phrases, parts, entry.id, weight)
                for one in (pair for part in parts for pair in _pairs(part)):
                    _keep(pairs, (one,), entry.id, weight * PAIR)
        said = sorted({folded(one) for one in noise}, key=len, reverse=True)
        return cls(phrases, pairs, tuple(said), len(entries))

    def find(self, typed: str, *, whole_words: bool = False) -> tuple[str, ...]:
        """Return the ids that *typed* finds, the best first; none where it says nothing.

        Twelve digits that may be an individual number are not looked for. With *whole_words*
        pairs of letters find nothing.
        """
        if has_individual_number(typed):
            return ()
        query = self._without_noise(folded(typed[:LONGEST]))
        scores = Counter[str]()
        for place in self._covered(query, () if whole_words else self._pairs_in(query)):
            scores.update(place)
        least = max(scores.values(), default=0) * FAINT
        ranked = [(id, score) for id, score in scores.most_common(MOST) if score >= least]
        return tuple(id for id, _ in ranked)

    def _without_noise(self, query: str) -> str:
        """Return *query* with a gap for what says nothing; as it is where nothing else is there."""
        kept = query
        for one in self.noise:
            kept = kept.replace(one, GAP)
        return kept if kept.strip(GAP) else query

    def _covered(
        self, query: str, pairs: Iterable[tuple[Parts, Mapping[str, float]]]
    ) -> list[dict[str, float]]:
        """Return for each letter of *query* what it counts for each procedure."""
        places: list[dict[str, float]] = [{} for _ in query]
        for parts, owners in (*self.phrases.items(), *pairs):
            if not all(part in query for part in parts):
                continue
            long = math.log2(1 + sum(map(len, parts)))
            value = math.log((self.size + 1) / len(owners)) * long
            for at in (at for part in parts for at in _letters_of(part, query)):
                for id, weight in owners.items():
                    places[at][id] = max(places[at].get(id, 0.0), weight * value)
        return places

    def _pairs_in(self, query: str) -> Iterator[tuple[Parts, Mapping[str, float]]]:
        """Yield the pairs of letters that *query* has; of one letter, all that have it.

        Beside kanji, pairs of kana are endings of verbs, which say nothing.
        """
        if len(query) > 1:
            has_others = any(one.isalnum() and not _is_kana(one) for one in query)
            asked = {(one,) for one in _pairs(query) if not (has_others and _is_kana(one))}
            yield from ((one, self.pairs[one]) for one in asked if one in self.pairs)
            return
        having = [owners for (pair,), owners in self.pairs.items() if query and query in pair]
        if having:
            yield (query,), ChainMap(*map(dict, having))


def parts_of(text: str) -> Parts:
    """Return the parts of a word, all of which have to be said; folded."""
    return tuple(filter(None, map(folded, text.split(" "))))


def _is_kana(text: str) -> bool:
    """Tell whether a folded text is kana alone."""
    return all("ァ" <= one <= "ヺ" for one in text)


def _keep(kept: dict[Parts, dict[str, float]], parts: Parts, id: str, weight: float) -> None:
    """Keep under *parts* that *id* has them, with the best of its weights."""
    if parts:
        owners = kept.setdefault(parts, {})
        owners[id] = max(owners.get(id, 0.0), weight)


def _letters_of(part: str, query: str) -> Iterator[int]:
    """Yield every place of *query* that *part* covers."""
    at = query.find(part)
    while at >= 0:
        yield from range(at, at + len(part))
        at = query.find(part, at + 1)


def _pairs(text: str) -> Iterator[str]:
    """Yield every two letters of *text* that stand beside each other."""
    yield from (text[at : at + 2] for at in range(len(text) - 1))
