"""Find what does not fit where a definition can be about somebody else than the applicant."""

from collections.abc import Iterator, Mapping, Sequence

from field_app.procedure.authoring.mistake import Mistake, meant
from field_app.procedure.authoring.reach import Askable, unreachable
from field_app.procedure.definition.computed import BIRTH_DATE, NAME, computed_facts
from field_app.procedure.definition.condition import leaves, names
from field_app.procedure.definition.model import ABOUT, Procedure, Question
from field_app.procedure.definition.people import Role
from field_app.procedure.kinds.about import OPTIONS


def mistakes_in_about(procedure: Procedure, asked: Sequence[Askable]) -> Iterator[Mistake]:
    """Yield what does not fit the question whom it is about; nothing where there is none.

    Args:
        procedure: the definition.
        asked: its questions, as far as their being asked goes.
    """
    about = procedure.about
    if about is None:
        return
    at = [one.id for one in procedure.questions].index(about.id)
    yield from (Mistake(f"questions.{at}.{field}", why) for field, why in _misfits(about))
    kinds = [one.kind for one in procedure.questions]
    if kinds.count(ABOUT) > 1:
        yield Mistake("questions", 'kind = "about" の質問は1つまでです。')
    subjects = procedure.of_subject
    if not any(one.fact == NAME for one in subjects):
        reason = 'だれのことかを聞くので、person = "subject"、fact = "name" の質問が要ります。'
        yield Mistake(f"questions.{at}.kind", reason)
    yield from _of_birth(procedure, subjects)
    for number, question in enumerate(procedure.questions):
        if question in subjects:
            yield from _of_subject(number, question, at, procedure, asked)


def _misfits(about: Question) -> Iterator[tuple[str, str]]:
    for option in about.options:
        if option not in OPTIONS:
            yield (
                "options",
                f"about の options に「{option}」はありません。{meant(option, OPTIONS)}",
            )
    if about.when is not None or not about.required or about.may_be_unknown:
        reason = "だれのことかは、いつも聞きます。when、required、may_be_unknown は書けません。"
        yield "when", reason
    if about.role is not Role.APPLICANT:
        yield "person", "だれのことかは、申請する方に聞きます。person は書けません。"


def _of_subject(
    number: int, question: Question, at: int, procedure: Procedure, asked: Sequence[Askable]
) -> Iterator[Mistake]:
    """Yield why a question about the subject is never asked of one, or asked of the applicant."""
    if number < at:
        reason = f"質問「{question.id}」は、だれのことかを聞く質問よりあとに書いてください。"
        yield Mistake(f"questions.{number}", reason)
    options = set(procedure.questions[at].options)
    if _is_never(question, procedure, asked, options - {Role.APPLICANT}):
        reason = f"質問「{question.id}」は、ほかの方のことのときに出てきません。"
        yield Mistake(f"questions.{number}.when", f"{reason}when を見直してください。")
    twice = any(
        one.fact == question.fact and one.role is Role.APPLICANT for one in procedure.questions
    )
    its_own = options & {Role.APPLICANT}
    if question.fact and twice and not _is_never(question, procedure, asked, its_own):
        reason = f"質問「{question.id}」は、申請する方のことのときに2度たずねます。"
        yield Mistake(f"questions.{number}.when", f"{reason}when にほかの方のときだけと書きます。")


def _is_never(
    question: Question, procedure: Procedure, asked: Sequence[Askable], options: set[str]
) -> bool:
    """Tell whether *question* is never asked while it is about one of *options*."""
    about = procedure.about
    narrowed = [
        Askable(one.id, one.when, tuple(options), one.takes_several)
        if about and one.id == about.id
        else one
        for one in asked
    ]
    computed = computed_facts(procedure.deadlines)
    never = unreachable(narrowed, {name: fact.options for name, fact in computed.items()})
    return question.id in never or not options


def _of_birth(procedure: Procedure, subjects: Sequence[Question]) -> Iterator[Mistake]:
    """Yield each condition on an age where nobody asks the birth date of the subject."""
    computed = computed_facts(procedure.deadlines)
    if any(one.fact == BIRTH_DATE for one in subjects):
        return
    places: Mapping[str, Sequence[object]] = {
        "questions": procedure.questions, "rules": procedure.rules,
    }  # fmt: skip
    for place, several in places.items():
        for number, one in enumerate(several):
            when = getattr(one, "when", None)
            for name in (n for leaf in leaves(when) for n in names(leaf)) if when else ():
                if name in computed and computed[name].fact == BIRTH_DATE:
                    reason = f'「{name}」には、person = "subject" の生年月日の質問も要ります。'
                    yield Mistake(f"{place}.{number}.when", reason)
