"""Apply the rules of a definition to the answers so far."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from field_app.procedure.answers import Answer, visible
from field_app.procedure.computed.possible import Truth
from field_app.procedure.definition.computed import computed_facts
from field_app.procedure.definition.condition import Condition, deciding, names
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.rules import EVERYWHERE, STRENGTHS, Rule, Strength
from field_app.procedure.known import Circumstances, Lookup
from field_app.procedure.subject import question_about


@dataclass(frozen=True)
class Fired:
    """A rule whose condition holds now, or may hold.

    Attributes:
        rule: the rule.
        strength: the rule's own; where something is known in part only, what would be refused
            is asked.
        basis: what it rests on; another one is another question.
        question: the last question that it rests on; None where it rests on no answer.
    """

    rule: Rule
    strength: Strength
    basis: str = field(repr=False)
    question: str | None = None


def fired(
    procedure: Procedure, answers: Mapping[str, Answer], seen: Circumstances
) -> tuple[Fired, ...]:
    """Return the rules that hold for *answers*, the strictest first."""
    asked = tuple(question.id for question in visible(procedure, answers, seen))
    look = Lookup(procedure, answers, seen, frozenset(asked))
    found = [
        Fired(
            rule,
            "ask" if rule.strength == "refuse" and truth is Truth.MAYBE else rule.strength,
            _basis(rule.when, look),
            next((id for id in reversed(asked) if id in _rests_on(rule.when, look)), None),
        )
        for rule in (*procedure.rules, *EVERYWHERE)
        if (truth := rule.when.truth(look)) >= Truth.MAYBE
    ]
    return tuple(sorted(found, key=lambda one: STRENGTHS.index(one.strength)))


def _basis(condition: Condition, look: Lookup) -> str:
    """Return the values that decide a condition, as one text."""
    named = sorted({name for leaf in deciding(condition, look) for name in names(leaf)})
    return json.dumps([[name, look.told(name)] for name in named], ensure_ascii=False)


def _rests_on(condition: Condition, look: Lookup) -> frozenset[str]:
    """Return the questions that decide a condition, themselves or through a computed fact."""
    computed = computed_facts(look.procedure.deadlines)
    found = set[str]()
    for name in (name for leaf in deciding(condition, look) for name in names(leaf)):
        fact = computed.get(name)
        about = question_about(look.procedure, look.answers, fact.fact) if fact else None
        found.add(name if fact is None else about.id if about else fact.question)
    return frozenset(found)
