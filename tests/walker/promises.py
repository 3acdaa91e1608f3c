"""Hold what a visit promises at every step: nothing lost, nothing unsaid, a form that agrees."""

import json
from collections.abc import Iterable, Mapping

from field_app.document.application import application
from field_app.document.inputs import Confirmation, ConfirmationMethod
from field_app.flow.app import App
from field_app.flow.base.circumstances import circumstances
from field_app.flow.base.open_visit import open_visit
from field_app.flow.filing_inputs import filing_inputs
from field_app.procedure.answers import Answer
from field_app.procedure.ruling import fired
from field_app.words.words import LANGUAGES, Words

MOST_PAGES = 20
STRICT = {language: Words(language, strict=True) for language in LANGUAGES}


class PromiseBroken(AssertionError):
    """Something that a visit promises did not hold; the text says what and where."""


class DeadEnd(PromiseBroken):
    """A visit came to where nothing leads on."""


class AnswerLost(PromiseBroken):
    """Something that was said is not there any more, or says something else."""


def hold(promise: object, told: str, broken: type[PromiseBroken] = PromiseBroken) -> None:
    """Raise *broken* unless *promise* holds."""
    if not promise:
        raise broken(told)


def explained(message_key: str, params: Mapping[str, object] | None = None) -> None:
    """Hold that what is refused is said in every language."""
    for words in STRICT.values():
        hold(words(message_key, **(params or {})).strip(), f"{message_key} says nothing")


def nothing_lost(before: Mapping[str, Answer], app: App, changed: Iterable[str] = ()) -> None:
    """Hold that every answer outside of *changed* is the one that it was *before*."""
    now, free = app.filing.filing.answers, {*changed}
    for id, answer in before.items():
        if id not in free:
            is_kept = id in now and now[id].value == answer.value
            hold(is_kept, f"the answer to {id} is lost", AnswerLost)


def within_budget(app: App) -> None:
    """Hold that there are no more pages than a person bears, and something on each."""
    asked = app.filing.asked_pages()
    hold(len(asked) <= MOST_PAGES, f"{len(asked)} pages")
    hold(app.filing.page().questions, "a page without a question")
    hold(app.filing.question() in app.filing.questions(), "a question that is not asked")


def form_agrees(app: App) -> None:
    """Hold that what would be sealed has each visible answer once, and what was asked twice."""
    visit = app.state.open_visit
    filing, opened = visit.filing, open_visit(app.filing)
    had, filing.number = filing.number, filing.number or "482739562284"
    said = Confirmation(ConfirmationMethod.SPOKEN, app.services.now(), opened.staff_id)
    inputs = filing_inputs(opened, filing, said, ())
    filing.number = had
    document = json.loads(json.dumps(application(inputs), ensure_ascii=False))
    asked = [question.id for question in app.filing.questions()]
    hold([one["question"] for one in document["answers"]] == asked, "other answers than asked")
    hold(all(one["display"] for one in document["answers"]), "an answer without a text")
    rows = (row for _, section in inputs.layout.laid_out(asked) for row in section)
    hold(sorted(one for row in rows for one in row) == sorted(asked), "a box is missing or double")
    holds = fired(filing.procedure, filing.answers, circumstances(app.services, visit))
    hold(all(one.strength != "refuse" for one in holds), "what is refused would be sealed")
    twice = {one["rule"] for one in document["asked_twice"]}
    wanted = {one.rule.id for one in holds if one.strength == "ask"}
    hold(twice == wanted, f"asked twice {twice}, by the rules {wanted}")
    hold(document["person"]["individual_number"] is None, "an individual number")
