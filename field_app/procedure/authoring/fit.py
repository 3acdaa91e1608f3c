"""Find questions that do not fit their kind, and names that stand twice."""

from collections import Counter
from collections.abc import Iterator, Sequence

from field_app.procedure.authoring.mistake import Mistake, meant
from field_app.procedure.authoring.shared import wrong_fact
from field_app.procedure.definition.model import Question
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.attachment import MOST_PAGES
from field_app.procedure.kinds.kind import Kind

# What authors call a kind that has another name here.
CALLED = {
    "tel": "phone",
    "telephone": "phone",
    "string": "text",
    "integer": "number",
    "int": "number",
    "boolean": "yes_no",
    "bool": "yes_no",
    "select": "choice",
    "radio": "choice",
    "checkbox": "choices",
    "multi": "choices",
    "birthday": "date",
    "bank": "bank_account",
}


def mistakes_in_questions(questions: Sequence[tuple[int, Question]]) -> Iterator[Mistake]:
    """Yield what does not fit in *questions*, each with its place in the file."""
    ids, exports = Counter[str](), Counter[str]()
    for number, question in questions:
        at = f"questions.{number}"
        yield from (Mistake(f"{at}.{field}", reason) for field, reason in _misfits(question))
        ids[question.id] += 1
        if ids[question.id] == 2:
            yield Mistake(
                f"{at}.id", f"質問「{question.id}」が2つあります。別の名前にしてください。"
            )
        exports[question.export or ""] += 1
        if question.export and exports[question.export] == 2:
            reason = f"export「{question.export}」が2つあります。別の名前にしてください。"
            yield Mistake(f"{at}.export", reason)


def _misfits(question: Question) -> Iterator[tuple[str, str]]:
    kind = KINDS.get(question.kind)
    if kind is None:
        near = CALLED.get(question.kind.lower())
        offered = f"「{near}」ではありませんか。" if near else meant(question.kind, KINDS)
        yield "kind", f"「{question.kind}」という種類はありません。{offered}"
    else:
        yield from _wrong_options(question, kind)
        yield from _wrong_pages(question, kind)
        yield from wrong_fact(question)
    low, high = question.minimum, question.maximum
    if high is not None and high < 1:
        yield "maximum", f"maximum が {high} です。1以上にしてください。"
    elif low is not None and high is not None and high < low:
        yield "maximum", f"maximum {high} が minimum {low} より小さいです。"


def _wrong_pages(question: Question, kind: Kind) -> Iterator[tuple[str, str]]:
    if not kind.has_pages:
        return
    if question.fact is not None:
        reason = "写真は1つの申請だけのものです。fact は書けません。"
        yield "fact", reason
    if (question.maximum or 1) > MOST_PAGES:
        yield "maximum", f"写真は {MOST_PAGES} 枚までです。"
    if (question.minimum or 1) > (question.maximum or 1):
        yield "minimum", "写真の minimum が maximum より大きいです。maximum を書かないと1枚です。"


def _wrong_options(question: Question, kind: Kind) -> Iterator[tuple[str, str]]:
    if question.options and not kind.least_options:
        reason = f"{question.kind} の質問に options は書けません。"
        yield "options", f"{reason}選んでもらうなら kind を choice か choices にしてください。"
    elif len(question.options) < kind.least_options:
        yield "options", f"{question.kind} には options が {kind.least_options} つ以上要ります。"
    if question.exclusive is not None and question.exclusive not in question.options:
        yield "exclusive", f"exclusive「{question.exclusive}」は options にありません。"
    for option, times in Counter(question.options).items():
        if times > 1:
            yield "options", f"選択肢「{option}」が2つあります。"
