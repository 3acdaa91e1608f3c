"""Find conditions that name nothing, name what comes later, or can never hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from field_app.procedure.authoring.about import mistakes_in_about
from field_app.procedure.authoring.mistake import Mistake, meant
from field_app.procedure.authoring.reach import Askable, unreachable
from field_app.procedure.definition.computed import ComputedFact, Measure, computed_facts
from field_app.procedure.definition.condition import Compare, Equals, Leaf, leaves, names
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.kinds import KINDS

CALLED: Mapping[Measure, str] = {"number": "数", "date": "日付", "text": "選択肢"}


def mistakes_in_conditions(procedure: Procedure) -> Iterator[Mistake]:
    """Yield every mistake in the conditions of the questions, the rules and the fee."""
    computed = computed_facts(procedure.deadlines)
    clean = True
    for number, question in enumerate(procedure.questions):
        check = Check(procedure.questions[:number], procedure.questions, computed)
        for leaf in leaves(question.when) if question.when else ():
            for reason in check.reasons(leaf):
                clean = False
                yield Mistake(f"questions.{number}.when", reason)
    check = Check(procedure.questions, procedure.questions, computed)
    at_the_end = {f"rules.{number}.when": rule.when for number, rule in enumerate(procedure.rules)}
    at_the_end |= {"fee_when": procedure.fee_when} if procedure.fee_when else {}
    for field, when in at_the_end.items():
        for leaf in leaves(when):
            yield from (Mistake(field, reason) for reason in check.reasons(leaf))
    if clean:
        yield from _never_asked(procedure, computed)
        yield from mistakes_in_about(procedure, [_asked(one) for one in procedure.questions])


@dataclass(frozen=True)
class Check:
    """What a condition at one place may name: the questions before it, and computed facts."""

    before: Sequence[Question]
    every: Sequence[Question]
    computed: Mapping[str, ComputedFact]

    def reasons(self, leaf: Leaf) -> Iterator[str]:
        """Yield why a part of a condition cannot stand."""
        unnamed = [reason for name in names(leaf) if (reason := self._unknown(name))]
        yield from unnamed
        if unnamed:
            return
        if isinstance(leaf, Equals):
            yield from self._wrong_option(leaf)
        else:
            yield from self._wrong_measure(leaf)

    def _unknown(self, name: str) -> str | None:
        """Return why *name* stands for nothing here."""
        earlier = {question.id for question in self.before}
        if name in earlier:
            return None
        if name in self.computed:
            return self._needs(self.computed[name], name)
        if any(question.id == name for question in self.every):
            return f"「{name}」はあとの質問です。条件には、それより前の質問を書いてください。"
        known = [*earlier, *self.computed]
        return f"「{name}」という質問も計算項目もありません。{meant(name, known)}"

    def _needs(self, fact: ComputedFact, name: str) -> str | None:
        """Return what a computed fact lacks before this place."""
        asked = {question.id for question in self.before}
        facts = {question.fact for question in self.before}
        if fact.question and fact.question not in asked:
            return f"「{name}」には、その前に質問「{fact.question}」が要ります。"
        if fact.fact and fact.fact not in facts:
            return f'「{name}」には、その前に fact = "{fact.fact}" の質問が要ります。'
        return None

    def _wrong_option(self, leaf: Equals) -> Iterator[str]:
        options = self._options(leaf.field)
        for wanted in leaf.wanted:
            if options and wanted not in options:
                yield f"「{leaf.field}」に「{wanted}」はありません。{meant(wanted, options)}"
        if self._measure(leaf.field) != "text":
            yield f"「{leaf.field}」は選択肢ではありません。compare と than で比べてください。"

    def _wrong_measure(self, leaf: Compare) -> Iterator[str]:
        measure, other = self._measure(leaf.field), self._measure_of_bound(leaf)
        if measure == "text":
            yield f"「{leaf.field}」は大小を比べられません。equals を使ってください。"
        elif measure != other:
            compared = f"{CALLED[measure]}の「{leaf.field}」と{CALLED[other]}の than"
            yield f"{compared} は比べられません。"

    def _measure_of_bound(self, leaf: Compare) -> Measure:
        if isinstance(leaf.than, str):
            return self._measure(leaf.than)
        return "date" if isinstance(leaf.than, date) else "number"

    def _measure(self, name: str) -> Measure:
        if name in self.computed:
            return self.computed[name].measure
        kind = KINDS.get(self._question(name).kind)
        return kind.compared_as if kind else "text"

    def _options(self, name: str) -> tuple[str, ...]:
        if name in self.computed:
            return self.computed[name].options
        return _options(self._question(name))

    def _question(self, name: str) -> Question:
        return next(question for question in self.before if question.id == name)


def _options(question: Question) -> tuple[str, ...]:
    kind = KINDS.get(question.kind)
    return question.options or (kind.own_options if kind else ())


def _asked(question: Question) -> Askable:
    kind = KINDS.get(question.kind)
    several = kind is not None and kind.takes_several
    return Askable(question.id, question.when, _options(question), several)


def _never_asked(procedure: Procedure, computed: Mapping[str, ComputedFact]) -> Iterator[Mistake]:
    options = {name: fact.options for name, fact in computed.items()}
    never = unreachable([_asked(question) for question in procedure.questions], options)
    for number, question in enumerate(procedure.questions):
        if question.id in never:
            reason = f"質問「{question.id}」は、どう答えても出てきません。when を見直してください。"
            yield Mistake(f"questions.{number}.when", reason)
