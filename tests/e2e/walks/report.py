"""Write a run as a table, and what of kinds, roles, rule strengths and classes was met."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tests.e2e.walks.runs import Walked

SHOWN: Final = ("definition", "class", "role", "rule", "kind")
HEAD: Final = ("definition", "role", "class", "pages", "kinds", "rules", "confirmed", "s", "result")


def row(one: Walked) -> str:
    """Return a line for *one*."""
    script = one.plan.script
    kinds = sorted(name.removeprefix("kind ") for name in one.plan.meets if "kind " in name)
    rules = sorted({f"{how}:{id}" for id, how in one.said.items()})
    return line(
        script.procedure.id,
        script.case.role,
        script.procedure.handling,
        str(len(script.pages)),
        " ".join(kinds),
        " ".join(rules) or "-",
        "hand" if script.signs else "spoken",
        f"{one.seconds:.0f}",
        f"FAILED: {one.failed.splitlines()[0]}" if one.failed else "arrived, opened, compared",
    )


def line(*cells: str) -> str:
    """Return *cells* as a row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def head() -> str:
    """Return the head of the table."""
    return f"{line(*HEAD)}\n{line(*('---' for _ in HEAD))}"


def met(walked: Iterable[Walked]) -> frozenset[str]:
    """Return what walks reached that came to their end."""
    return frozenset().union(*(one.plan.meets for one in walked if not one.failed))


def summary(walked: Sequence[Walked], wanted: frozenset[str]) -> Iterator[str]:
    """Yield what was met of everything there is, and what was not."""
    found = met(walked)
    for part in SHOWN:
        names = sorted(name for name in wanted | found if name.startswith(f"{part} "))
        said = (name.partition(" ")[2] + ("" if name in found else " (not met)") for name in names)
        yield f"{part}: {', '.join(said)}"
    failed = sum(bool(one.failed) for one in walked)
    yield f"walks: {len(walked)}, failed: {failed}, not met: {len(wanted - found)}"
