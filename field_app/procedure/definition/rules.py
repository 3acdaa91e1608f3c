"""Define the rules of a procedure: what is refused, asked a second time, or told."""

from typing import Final, Literal

from pydantic import Field

from field_app.procedure.definition.condition import Condition, Equals
from field_app.procedure.definition.frozen import FrozenModel

Strength = Literal["refuse", "ask", "tell"]
# The strictest is said first.
STRENGTHS: Final[tuple[Strength, ...]] = ("refuse", "ask", "tell")


class Rule(FrozenModel):
    """What is said while its condition holds.

    *refuse* lets nothing be filed until an answer is mended, and its sentence says the way on;
    *ask* wants a second yes, which the clerk sees; *tell* is read once. Its words are
    ``p.<procedure>.p_rule_<id>``; a rule of every procedure has no owner and ``rule.p_<id>``.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    strength: Strength
    when: Condition
    owner: str = ""

    @property
    def words_key(self) -> str:
        """The word key of its sentence."""
        return f"p.{self.owner}.p_rule_{self.id}" if self.owner else f"rule.p_{self.id}"


EVERYWHERE: Final = (
    Rule(id="filed_today", strength="ask", when=Equals(field="filed_today", equals="yes")),
    # In practice the same invented people file over and over: it is told, and marked as practice.
    Rule(
        id="filed_in_practice",
        strength="tell",
        when=Equals(field="filed_today", equals="practice"),
    ),
    Rule(id="expired", strength="tell", when=Equals(field="validity", equals="expired")),
)
