"""One invented visit: who comes, for what, and every step until it is confirmed or refused."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from field_app.document.inputs import Actor, EvidenceShown, IdentityDocument
from field_app.flow.app import App
from field_app.platform.clock import local_date
from field_app.procedure.answers import UNKNOWN
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import ABOUT, Procedure, Question
from field_app.procedure.definition.people import OTHER, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.eligibility import needed
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from field_app.words.problem import GENERAL_KEY
from field_app.words.words import LANGUAGES
from tests.walker.days import Days
from tests.walker.given import fit, unfit
from tests.walker.promises import (
    DeadEnd,
    explained,
    form_agrees,
    hold,
    nothing_lost,
    within_budget,
)

FILING: Final = "filing"
FILED_ELSEWHERE: Final = "222222222222"  # another tablet's, so this one has nothing of it
PERSON, PIN = "taro", "1234"
LICENCE: Final = IdentityDocument("driving_licence", None, with_photo=True)
MOST_STEPS, MOST_CORRECTIONS, MOST_REFUSALS = 400, 4, 12


@dataclass
class Visitor:
    """Walks one visit with *dice*; ``reached`` counts what was met on the way.

    Who comes to the end is sealed where ``seals`` says so, and stops before it otherwise.
    """

    app: App
    dice: Random
    passphrase: str
    reached: Counter[str] = field(default_factory=Counter)
    seals: bool = True
    corrections: int = 0
    refusals: int = 0
    steps: int = 0

    async def visit(self, procedure: Procedure) -> str:
        """Go through *procedure*; return how it ended: ``confirmed``, ``sealed``, ``refused``."""
        app = self.app
        await self._begin(procedure)
        await self._take_back()
        app.state.language = self.dice.choice(LANGUAGES)
        await self._show_identity(procedure)
        await self._come(procedure)
        if app.state.screen is Screen.PROCEDURES:
            await self._choose(procedure)
        while app.state.screen is not Screen.CONFIRM:
            self.steps += 1
            hold(self.steps < MOST_STEPS, f"no end: {app.state.screen}", DeadEnd)
            if self.refusals > MOST_REFUSALS:
                return "refused"
            await self._step(procedure)
        form_agrees(app)
        if not self.seals:
            return "confirmed"
        await app.confirm.confirm_spoken(self.passphrase)
        hold(app.filing.filing.is_sealed, f"not sealed: {app.state.problem}", DeadEnd)
        return "sealed"

    async def _begin(self, procedure: Procedure) -> None:
        """Begin a visit; what takes an application back begins with that one's number."""
        if procedure.purpose == FILING:
            await self.app.visits.begin()
            return
        await self.app.sending.find(FILED_ELSEWHERE)
        await self.app.visits.begin_withdrawal()
        problem = self.app.state.problem
        hold(problem is None, f"nothing can be taken back: {problem}", DeadEnd)

    async def _show_identity(self, procedure: Procedure) -> None:
        app = self.app
        roll = self.dice.random()
        if procedure.identity == "card" or roll < 0.05:
            app.practice.put(PERSON)
            await app.identity.wait_for_card(CardWay.PIN)
            await app.identity.read_by_pin(PIN)
            await app.identity.accept_card(face_compared=True)
        elif procedure.identity == "documents" or roll < 0.4:
            await app.identity.accept_documents((LICENCE,), face_compared=True)
        else:
            await app.identity.accept_interview()
        told = f"identity leads nowhere: {app.state.problem}"
        hold(app.state.screen is Screen.ACTOR, told, DeadEnd)

    async def _come(self, procedure: Procedure) -> None:
        """Say who came: somebody who may file, with what that role has to show."""
        kind = self.dice.choice((*procedure.may_file, ActorKind.MESSENGER))
        is_self = kind is ActorKind.SELF
        await self.app.identity.came(
            Actor(
                kind,
                None if is_self else "見本　来子",
                None if is_self else "長女",
                scribe_reason="hand" if kind is ActorKind.STAFF_WRITES else None,
                shown=shown_by(kind, procedure, self.dice.randrange(6)),
            )
        )
        self.reached[f"{procedure.id} 立場 {kind}"] += 1
        if self.app.state.screen is Screen.CARD_OWNER:
            await self.app.identity.say_card_owner(Role.VISITOR)

    async def _take_back(self) -> None:
        """Take the tablet back into the hands of staff, where the resident held it."""
        if self.app.state.screen is Screen.HAND_BACK:
            await self.app.staff.take_back(self.passphrase)

    async def _choose(self, procedure: Procedure) -> None:
        await self._take_back()
        await self.app.visits.choose((procedure.id,))
        problem = self.app.state.problem
        hold(problem is None, f"{procedure.id} cannot be chosen: {problem}", DeadEnd)

    async def _step(self, procedure: Procedure) -> None:
        """Do what the screen offers; a screen that offers nothing here is a dead end."""
        app = self.app
        screen, before = app.state.screen, dict(app.filing.filing.answers)
        if screen is Screen.SUBJECT:
            await self._say_about()
        elif screen is Screen.QUESTION:
            await self._question()
        elif screen is Screen.RULE:
            await self._rule(procedure)
        elif screen is Screen.CHECK:
            await self._check(procedure)
        else:
            go = self._plain_steps().get(screen)
            hold(go is not None, f"a dead end: {screen} {app.state.problem}", DeadEnd)
            assert go is not None
            await go()
            nothing_lost(before, app)

    def _plain_steps(self) -> dict[Screen, Callable[[], Awaitable[None]]]:
        """Return the screens from which there is one way on."""
        app = self.app
        return {
            Screen.HAND_BACK: self._take_back,
            Screen.HAND_OVER: lambda: app.filing.start(Source.RESIDENT),
            Screen.CARD_OWNER: lambda: app.identity.say_card_owner(Role.APPLICANT),
            Screen.READ_BACK: app.filing.confirm_read_back,
            Screen.PAGES: app.filing.go_on,
            Screen.SHARED_FACT: app.sharing.here,
        }

    async def _say_about(self) -> None:
        about = self.app.filing.filing.procedure.about
        assert about is not None
        option = self.dice.choice(about.options)
        await self.app.subject.say(option, Role.APPLICANT if option == Role.APPLICANT else OTHER)

    async def _question(self) -> None:
        app, roll = self.app, self.dice.random()
        within_budget(app)
        before = dict(app.filing.filing.answers)
        if roll < 0.06:
            await app.filing.back()
            nothing_lost(before, app)
        elif roll < 0.09:
            await app.filing.show_pages({})
            hold(app.state.screen is Screen.PAGES, "the list of pages does not show")
            await app.filing.jump(self.dice.choice(app.filing.pages()))
            nothing_lost(before, app)
        elif roll < 0.11:
            await self._put_away()
        else:
            await self._answer(is_fit=roll > 0.2)

    async def _answer(self, *, is_fit: bool) -> None:
        """Answer the page; what is refused is explained, and what stands is kept."""
        app = self.app
        before = dict(app.filing.filing.answers)
        page, members = app.filing.page(), app.filing.on_page()
        raws = {one.id: self._given(one, is_fit=is_fit) for one in members}
        if page.group is None and raws[page.id] == UNKNOWN:
            await app.filing.answer_unknown()
        elif page.group is None:
            await app.filing.answer(raws[page.id])
        else:
            await app.filing.answer_page(raws)
        is_about = any(one.kind == ABOUT for one in members)
        of_subject = [one.id for one in app.filing.filing.procedure.of_subject] if is_about else []
        nothing_lost(before, app, (*raws, *of_subject))
        self._explain()
        for one in members:
            self.reached[f"{app.filing.filing.procedure.id} 質問 {one.id}"] += 1

    def _given(self, question: Question, *, is_fit: bool) -> Any:
        if question.kind == "attachment":
            pages = list(self.app.pictures.pages(question))
            return {"pages": pages, "is_pending": False}
        if not is_fit and self.dice.random() < 0.5:
            return unfit(question, self.dice)
        today = local_date(self.app.services.now())
        return fit(question, self.dice, Days(self.app.filing.filing.procedure, today))

    def _explain(self) -> None:
        """Hold that whatever was refused is said in every language."""
        state = self.app.state
        told = [*self.app.filing.filing.refused.values()]
        for problem in (*told, *([state.problem] if state.problem else [])):
            hold(problem.message_key != GENERAL_KEY, "a defect, told as one")
            explained(problem.message_key, problem.params)

    async def _rule(self, procedure: Procedure) -> None:
        app, said = self.app, self.app.filing.rule()
        hold(said is not None, "a page of a rule without one")
        assert said is not None
        explained(said.rule.words_key)
        self.reached[f"{procedure.id} 規則 {said.rule.id} {said.strength}"] += 1
        before = dict(app.filing.filing.answers)
        if said.strength == "refuse":
            self.refusals += 1
            told = f"{said.rule.id} refuses, and nothing can be mended"
            hold(said.question is not None, told, DeadEnd)
        if said.question is not None and (said.strength == "refuse" or self.dice.random() < 0.2):
            await app.filing.mend_for_rule()
        else:
            await app.filing.accept_rule()
        nothing_lost(before, app)

    async def _check(self, procedure: Procedure) -> None:
        app, roll = self.app, self.dice.random()
        before = dict(app.filing.filing.answers)
        if self.corrections >= MOST_CORRECTIONS or roll > 0.5:
            await app.filing.begin_read_back()
            nothing_lost(before, app)
            return
        self.corrections += 1
        if roll < 0.08:
            await self._put_away()
        elif roll < 0.16:
            await self._change_role(procedure)
            return
        elif roll < 0.22:
            await app.filing.back()
        else:
            await app.filing.edit_answer(self.dice.choice(app.filing.questions()).id)
        nothing_lost(before, app)

    async def _put_away(self) -> None:
        """Put the visit away in the midst, and take it up again with every answer."""
        app = self.app
        visit, before = app.state.open_visit.id, dict(app.filing.filing.answers)
        await app.staff.put_away()
        await self._take_back()
        await app.visits.resume(visit)
        await self._take_back()
        if app.state.screen is Screen.SAME_PERSON:
            await app.gates.same()
        nothing_lost(before, app)

    async def _change_role(self, procedure: Procedure) -> None:
        """Somebody else came after all; what was said stays where it is still asked."""
        app = self.app
        app.visits.show(Screen.ACTOR)
        await self._take_back()
        was = app.filing.filing.procedure
        await self._come(procedure)
        if app.state.screen is not Screen.PROCEDURES:
            return
        before = dict(app.filing.filing.answers)
        await app.visits.choose((procedure.id,))
        hold(app.state.problem is None, f"after a change of role: {app.state.problem}", DeadEnd)
        if app.filing.filing.procedure == was:
            nothing_lost(before, app)


def shown_by(kind: ActorKind, procedure: Procedure, nth: int = 0) -> tuple[EvidenceShown, ...]:
    """Return what somebody who comes as *kind* has to show, the *nth* of those that will do."""
    wanted = needed(kind, procedure.evidence)
    return tuple(EvidenceShown(one.one_of[nth % len(one.one_of)]) for one in wanted)
