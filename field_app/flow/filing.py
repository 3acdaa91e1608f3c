"""Asks the questions of one procedure, page by page; then checks and reads back the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from field_app.flow.base.circumstances import circumstances
from field_app.flow.base.open_visit import open_visit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.flow.base.witness import witness
from field_app.flow.kept.records import ReadBackRecord
from field_app.flow.rules.rulings import pending, settle
from field_app.flow.sharing import is_shared
from field_app.flow.staff import hold
from field_app.flow.unprintable import look_for_glyphs
from field_app.platform.clock import local_date
from field_app.procedure import answers as rules
from field_app.procedure import facts
from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.correction import standing
from field_app.procedure.definition.model import ABOUT, Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.fee import Fee, fee_of
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.known import Circumstances
from field_app.procedure.pages import Page, page_with, pages, while_entered
from field_app.procedure.ruling import Fired
from field_app.state.app import AppState
from field_app.state.filing import FilingState
from field_app.state.screen import Screen
from field_app.words.problem import Problem, problem_of
from field_app.words.typed_text import IndividualNumberTyped, refuse_individual_number


class PageRefused(Exception):
    """Some answers of a page cannot stand; each says so beside its field, the others are kept."""

    message_key = "question.p_look_again"

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} answers refused")
        self.count = count


@dataclass(frozen=True)
class FilingFlow:
    """Goes through the questions of the procedure that is open."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    @property
    def filing(self) -> FilingState:
        """The procedure that is being filled now."""
        return self.state.open_visit.filing

    def questions(self) -> tuple[Question, ...]:
        """Return the questions that the answers so far make visible, in order."""
        return rules.visible(self.filing.procedure, self.filing.answers, self._seen())

    def question(self) -> Question:
        """Return the question on the screen."""
        shown = self.questions()
        return next((item for item in shown if item.id == self.filing.at), shown[0])

    def asked(self) -> tuple[Question, ...]:
        """Return the visible questions that are put to the resident, in order.

        Not those that a card or another procedure of this visit answered, nor those that a
        correction leaves as they are, nor whom it is about, which staff took before.
        """
        filing, correction = self.filing, self.state.open_visit.correction
        about = filing.procedure.about
        known = self.filled() | ({about.id} & {*filing.answers} if about else set())
        if correction is not None:
            known |= {*standing(filing.answers, filing.earlier, correction.returned)}
        return tuple(question for question in self.questions() if question.id not in known)

    def filled(self) -> frozenset[str]:
        """Return the questions that a card or another procedure of this visit answered."""
        visit = self.state.open_visit
        earlier = [(one.procedure, visit.people_in(one)) for one in visit.filings if one.is_sealed]
        return facts.given(self.filing.procedure, self.filing.answers, earlier, visit.people)

    def pages(self) -> tuple[Page, ...]:
        """Return the pages of all visible questions, in order."""
        return pages(self.filing.procedure, self.questions())

    def asked_pages(self) -> tuple[Page, ...]:
        """Return the pages that are put to the resident, with what is asked on each."""
        return pages(self.filing.procedure, self.asked())

    def page(self) -> Page:
        """Return the page on the screen: what is asked, and all of it where one is mended."""
        page = page_with(self.pages(), self.filing.at)
        asked = self.asked()
        is_mended = self.filing.returns_to is not None or self.question() not in asked
        return page if is_mended else page.only(asked)

    def on_page(self) -> tuple[Question, ...]:
        """Return what may stand on the page, hidden ones too that an answer of it would show."""
        page, procedure = self.page(), self.filing.procedure
        members = page.group.questions if page.group else ()
        drawn = {question.id for question in page.questions}
        left_out = {question.id for question in self.questions()} - drawn
        wanted = drawn | ({*members} - left_out)
        return tuple(question for question in procedure.questions if question.id in wanted)

    def entered(self, raws: Mapping[str, Any]) -> tuple[Question, ...]:
        """Return the questions that the page shows while *raws* stand in its fields."""
        filing, context = self.filing, self._context()
        now = self.services.now()
        kept = while_entered(filing.procedure, filing.answers, raws, context, now)
        shown = rules.visible(filing.procedure, kept, self._seen())
        return tuple(question for question in self.on_page() if question in shown)

    def read_back_page(self) -> Page:
        """Return the page with the first answer that was not read back."""
        shown = self.questions()
        return page_with(self.pages(), shown[min(self.filing.read_back, len(shown) - 1)].id)

    def open_count(self) -> int:
        """Return how many pages still have a question without an answer."""
        return len(pages(self.filing.procedure, self._missing()))

    def fee(self) -> Fee | None:
        """Return what the procedure costs; None where it is free."""
        fees = self.state.open_visit.edition.city.fees
        return fee_of(self.filing.procedure, self.filing.answers, fees, self._seen())

    @step
    async def start(self, typed_by: Source) -> None:
        """Begin or go on with the questions; *typed_by* says whose hands the tablet is in.

        Nothing is asked of what is sealed.
        """
        if self.filing.is_sealed:
            self.state.go(Screen.SEALED)
            return
        self.state.typed_by = typed_by
        await witness(self, "handed_over", to=typed_by)
        await self.services.workers.store(hold, self.services, typed_by)
        today = local_date(self.services.now())
        await self.services.workers.store(self.services.filed.look, open_visit(self).filed, today)
        self._go_to_first_open()

    @step
    async def answer(self, raw: Any) -> None:
        """Check, save and go on. A refusal stays on the page with what was typed."""
        question = self.question()
        await self._keep(question, self._answer(question, self._checked(question, raw)))
        self._go_on(question)

    @step
    async def answer_page(self, raws: Mapping[str, Any]) -> None:
        """Check every answer of the page, save those that stand, and go on once all do.

        Each refusal stays beside its field, with what was typed. An answer may make a later
        question of the page visible, or take it away.
        """
        members = self.on_page()
        self.filing.refused = await self._take(raws, [question.id for question in members])
        if self.filing.refused:
            raise PageRefused(len(self.filing.refused))
        self._go_on([question for question in members if question in self.questions()][-1])

    @step
    async def answer_unknown(self) -> None:
        """Keep 「わからない」 as the answer, where the question allows it."""
        question = self.question()
        await self._keep(question, self._answer(question, rules.unknown(question)))
        self._go_on(question)

    @step
    async def back(self) -> None:
        """Show the question before; from the check page the last, from the first the hand-over."""
        if self.filing.returns_to is not None:
            self._return()
            return
        last = self.asked()[-1:] if self.state.screen is Screen.CHECK else ()
        before = last or self._around(self.page().questions[0])[0]
        if before:
            self.filing.at = page_with(self.asked_pages(), before[-1].id).questions[0].id
            self.state.go(Screen.QUESTION)
        else:
            self.state.go(Screen.HAND_OVER)

    @step
    async def edit_answer(self, question_id: str, returns_to: Screen = Screen.CHECK) -> None:
        """Show one question again (「なおす」) and come straight back after it."""
        self.filing.at = question_id
        self.filing.returns_to = returns_to
        self.state.go(Screen.QUESTION)

    def rule(self) -> Fired | None:
        """Return the rule that has to be said now, the strictest first; None where none has."""
        return next(iter(pending(self.services, self.state.open_visit, self.filing)), None)

    @step
    async def accept_rule(self) -> None:
        """Save the yes to the rule on the screen, or that it was read, and go on."""
        said = self.rule()
        if said is not None and said.strength != "refuse":
            await settle(open_visit(self), self.filing, said)
        if self.filing.returns_to is not None and not self._missing():
            self._return()
        else:
            self._go_to_first_open()

    @step
    async def mend_for_rule(self) -> None:
        """Show the question on which the rule on the screen rests; its answer may be changed."""
        filing, said = self.filing, self.rule()
        if said is not None and said.question is not None:
            filing.at = said.question
            filing.returns_to = None if self._missing() else Screen.CHECK
            self.state.go(Screen.QUESTION)

    @step
    async def show_pages(self, changed: Mapping[str, Any]) -> None:
        """Save what was *changed* on the page, then show the list of pages.

        What cannot stand is marked there as to be looked at.
        """
        self.filing.refused = await self._take(changed, [*changed])
        self.state.go(Screen.PAGES)

    @step
    async def jump(self, page: Page) -> None:
        """Show *page*; from there it goes on in order."""
        self.filing.at = page.questions[0].id
        self.filing.returns_to = None
        self.state.go(Screen.QUESTION)

    @step
    async def go_on(self) -> None:
        """Show the first page with an open question; the check page where there is none."""
        self._go_to_first_open()

    @step
    async def begin_read_back(self) -> None:
        """Read the answers back page by page, once they are right as the page shows them.

        What a mended answer asks for, and was left by 「もどる」, comes first.
        """
        if self.rule() is not None or self._missing():
            self._go_to_first_open()
            return
        self.filing.is_same_person = False
        self.filing.read_back = 0
        self.filing.read_back_at = None
        self.state.go(Screen.READ_BACK)

    @step
    async def confirm_read_back(self) -> None:
        """Save that the answers of one page were read back and the resident said はい."""
        filing, shown = self.filing, self.questions()
        items = shown.index(self.read_back_page().questions[-1]) + 1
        at = self.services.now() if items >= len(shown) else None
        record = ReadBackRecord(items, at)
        await open_visit(self).put_read_back(filing, record)
        if at is not None:
            await look_for_glyphs(open_visit(self), filing)
            self.state.go(Screen.CONFIRM)

    async def _take(self, raws: Mapping[str, Any], ids: Sequence[str]) -> dict[str, Problem]:
        """Save which of *ids* are visible and can stand; return why others cannot."""
        found: dict[str, Problem] = {}
        for question in self.filing.procedure.questions:
            if question.id not in ids or question not in self.questions():
                continue
            try:
                value = self._checked(question, raws.get(question.id))
            except (AnswerRefused, IndividualNumberTyped) as refused:
                found[question.id] = problem_of(refused)
            else:
                await self._keep(question, self._answer(question, value))
        return found

    def _checked(self, question: Question, raw: Any) -> Any:
        """Return the value to keep of what was entered."""
        if raw == UNKNOWN:
            return rules.unknown(question)
        value = rules.validate(question, raw, self._context())
        refuse_individual_number(rules.free_texts(question, value))
        return value

    async def _keep(self, question: Question, answer: Answer) -> None:
        """Save *answer*; one that says the same as before stays as it was, with its source."""
        known = self.filing.answers.get(question.id)
        if known is not None and known.value == answer.value:
            return
        visit, was_filled = open_visit(self), question.id in self.filled()
        if question.kind == ABOUT:
            await visit.put_about(visit.shown.filing, question.id, answer)
            return
        await visit.put_answer(visit.shown.filing, question.id, answer)
        if not question.fact:
            return
        if is_shared(visit.shown, question, known, was_filled=was_filled):
            self.filing.unshared = (*self.filing.unshared, question.id)
            return
        await visit.put_said(question, facts.said(question, answer))

    def _go_on(self, question: Question) -> None:
        """Go on from an answered page, over whether a changed fact changes everywhere."""
        self._go_to_next(question)
        if self.filing.unshared:
            self.state.behind_gate = self.state.screen
            self.state.go(Screen.SHARED_FACT)

    def _go_to_next(self, question: Question) -> None:
        """Go back to where 「なおす」 was pressed, else on to the next open question."""
        filing = self.filing
        missing = self._missing()
        if self.rule() is not None:
            self.state.go(Screen.RULE)
            return
        if filing.returns_to is not None and not missing:
            self._return()
            return
        _, after = self._around(question)
        if filing.returns_to is not None:
            filing.at = missing[0].id
        elif after:
            filing.at = after[0].id
        else:
            self._go_to_first_open()
            return
        self.state.go(Screen.QUESTION)

    def _around(self, question: Question) -> tuple[list[Question], list[Question]]:
        """Return what is asked before and after *question*, which itself may be known."""
        shown, asked = self.questions(), self.asked()
        place = shown.index(question)
        before = [one for one in shown[:place] if one in asked]
        return before, [one for one in shown[place + 1 :] if one in asked]

    def _go_to_first_open(self) -> None:
        filing = self.filing
        if self.rule() is not None:
            self.state.go(Screen.RULE)
            return
        filing.returns_to = None
        missing = self._missing()
        if missing:
            filing.at = missing[0].id
            self.state.go(Screen.QUESTION)
        else:
            self.state.go(Screen.CHECK)

    def _missing(self) -> tuple[Question, ...]:
        return rules.missing(self.filing.procedure, self.filing.answers, self._seen())

    def _seen(self) -> Circumstances:
        return circumstances(self.services, self.state.open_visit)

    def _return(self) -> None:
        filing = self.filing
        if self.rule() is not None:
            self.state.go(Screen.RULE)
            return
        target, filing.returns_to = filing.returns_to, None
        self.state.go(target or Screen.CHECK)

    def _answer(self, question: Question, value: Any) -> Answer:
        new = rules.answer(
            question,
            value,
            self.state.typed_by,
            self.services.now(),
            self.state.open_visit.edition.words("ja"),
        )
        return rules.changed(self.filing.answers.get(question.id), new)

    def _context(self) -> ValidationContext:
        today = local_date(self.services.now())
        edition = self.state.open_visit.edition
        words, seen = edition.words("ja"), edition.words(self.state.language)
        return ValidationContext(today, edition.tables, words, seen)
