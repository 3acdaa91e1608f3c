"""Say which roles and branches of a definition its cases reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from field_app.procedure.cases.run import CaseOutcome
from field_app.procedure.definition.model import Procedure


@dataclass(frozen=True)
class Coverage:
    """What cases reach of a definition; both are ids with what they are, such as ``rule found``.

    Attributes:
        needed: what has to be reached: each role, each rule, and of each question with a
            condition that it is asked and that it is not.
        reached: what was.
    """

    needed: tuple[str, ...]
    reached: frozenset[str]

    @property
    def lacking(self) -> tuple[str, ...]:
        """What no case reaches."""
        return tuple(one for one in self.needed if one not in self.reached)

    def line(self, procedure: Procedure, cases: int) -> str:
        """Return one line for the author: how many cases, roles, branches; or none yet."""
        if not cases:
            return f"{procedure.id}: 事例がまだありません"
        roles = [one for one in self.needed if one.startswith("立場")]
        branches = [one for one in self.needed if not one.startswith("立場")]
        counts = [f"{sum(one in self.reached for one in part)}/{len(part)}" for part in
                  (roles, branches)]  # fmt: skip
        return f"{procedure.id}: 事例 {cases} 立場 {counts[0]} 分かれ目 {counts[1]}"


def coverage(procedure: Procedure, ran: Iterable[tuple[str, CaseOutcome]]) -> Coverage:
    """Return what *ran*, each a role with its outcome, reaches of *procedure*."""
    reached = set[str]()
    conditional = [question.id for question in procedure.questions if question.when is not None]
    for role, outcome in ran:
        reached.add(f"立場 {role}")
        reached |= {f"規則 {id}" for id in outcome.said}
        reached |= {f"質問 {id} を聞く" for id in conditional if id in outcome.asked}
        if outcome.is_whole:
            reached |= {f"質問 {id} を聞かない" for id in conditional if id not in outcome.asked}
    needed = [f"立場 {role}" for role in procedure.may_file]
    needed += [f"規則 {rule.id}" for rule in procedure.rules]
    needed += [f"質問 {id} を{end}" for id in conditional for end in ("聞く", "聞かない")]
    return Coverage(tuple(needed), frozenset(reached))
