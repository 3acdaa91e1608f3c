"""Choose the walks: a case of each definition, and together whatever any case may reach."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.e2e.walks.going import differing
from tests.e2e.walks.script import WalkScript

REFUSED = "rule refuse"
# What is entered once more over what stands there.
MENDABLE = ("choice", "consent", "number", "text", "yes_no")


@dataclass(frozen=True)
class Planned:
    """One walk.

    Attributes:
        script: the case.
        refused: one that is refused on the way, and mended.
        looked_for: what staff type to find the procedure; its name where that is empty.
    """

    script: WalkScript
    refused: WalkScript | None = None
    looked_for: str = ""

    @property
    def meets(self) -> frozenset[str]:
        """What this walk reaches."""
        return self.script.meets | ({REFUSED} if self.refused else frozenset())


def planned(
    cases: Mapping[str, Sequence[WalkScript]], *, is_whole: bool = True
) -> tuple[list[Planned], frozenset[str]]:
    """Return a walk a definition, and what the walks have to meet together.

    Args:
        cases: of each definition, by its id.
        is_whole: whether to walk more than one case of a definition, until everything is met.
    """
    filed = {id: [one for one in some if one.is_filed] for id, some in cases.items()}
    walks: list[Planned] = []
    for some in filed.values():
        asked = [one for one in some if not one.is_delivered]
        walks += [most(asked, walks)] if asked else []
    wanted = reached(walks)
    if is_whole:
        wanted = reached(Planned(one) for some in filed.values() for one in some)
        wanted |= {f"definition {id}" for id in cases}
        walks += _rest(filed, wanted, walks)
        walks, wanted = _with_a_refusal(walks, cases), wanted | {REFUSED}
    return sorted(walks, key=lambda one: one.script.procedure.purpose == "withdrawal"), wanted


def reached(walks: Iterable[Planned]) -> frozenset[str]:
    """Return what *walks* reach together."""
    return frozenset().union(*(one.meets for one in walks))


def most(some: Iterable[WalkScript], walks: Sequence[Planned]) -> Planned:
    """Return the case that reaches most beyond *walks*; then of the rarest role, the shortest."""
    known, roles = reached(walks), Counter(one.script.case.role for one in walks)

    def worth(one: WalkScript) -> tuple[int, int, int]:
        return len(one.meets - known), -roles[one.case.role], -len(one.pages)

    return Planned(max(some, key=worth))


def _rest(
    filed: Mapping[str, Sequence[WalkScript]], wanted: frozenset[str], walks: Sequence[Planned]
) -> list[Planned]:
    """Return more walks until nothing but a refusal lacks."""
    found: list[Planned] = []
    every = [one for some in filed.values() for one in some]
    while (wanted & reached(map(Planned, every))) - reached([*walks, *found]):
        found.append(most(every, [*walks, *found]))
    return found


def _with_a_refusal(
    walks: list[Planned], cases: Mapping[str, Sequence[WalkScript]]
) -> list[Planned]:
    """Let the first walk that can be refused on the way be so."""
    for place, walk in enumerate(walks):
        for other in cases[walk.script.procedure.id]:
            if is_mended(walk.script, other):
                walks[place] = Planned(walk.script, other)
                return walks
    return walks


def is_mended(script: WalkScript, other: WalkScript) -> bool:
    """Tell whether *other* is refused for one answer that can be put right in its place.

    The pages before have to be those of *script*, answered in the same way.
    """
    if not other.outcome.rules("refuse") or other.case.role is not script.case.role:
        return False
    pages, last = other.pages, len(other.pages) - 1
    if script.pages[: last + 1] != pages:
        return False
    changed = [differing(page, script, other) for page in pages]
    kinds = [script.answers[id].question.kind for id in changed[last]]
    return not any(changed[:last]) and len(kinds) == 1 and kinds[0] in MENDABLE
