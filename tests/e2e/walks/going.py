"""Go through the pages of a case on the tablet, and answer what the rules say between them."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from field_app.procedure.answers import UNKNOWN
from field_app.procedure.definition.rules import Strength
from field_app.procedure.pages import Page
from field_app.words.words import Words
from tests.e2e.tablet import SEE_WITHIN_MS, Tablet
from tests.e2e.walks.fields import PageFields
from tests.e2e.walks.filling import Filler
from tests.e2e.walks.script import ToAnswer, WalkScript

LOOK_MS = 100
STRENGTHS: tuple[Strength, ...] = ("refuse", "ask", "tell")
# The rules of every definition; these two hang on the day and on what else was filed today.
OF_THE_DAY = ("expired", "filed_today")


@dataclass
class PageWalk:
    """One visit in the resident's hands; ``said`` are the rules that were met, each as shown."""

    tablet: Tablet
    words: Words
    filler: Filler
    script: WalkScript
    said: dict[str, Strength] = field(default_factory=dict)

    def go(self, refused: WalkScript | None = None) -> None:
        """Answer every page, up to the check page.

        Args:
            refused: a case whose answers are given first, up to the page where a rule refuses
                them; they are mended to those of this one.
        """
        for page in self.script.pages:
            self._turn_to(self.words(page.title_key))
            if refused is not None and differing(page, self.script, refused):
                self._answer(page, refused)
                self._mend(page, refused)
                refused = None
            else:
                self._answer(page, self.script)
        self._turn_to(self.words("check.s_title"))
        told = {id: how for id, how in self.said.items() if id not in OF_THE_DAY}
        assert told == {**self.script.outcome.said, **only(told, "refuse")}
        self._sees_each(self.tablet.text())

    def _answer(self, page: Page, script: WalkScript, changed: Iterable[str] = ()) -> None:
        """Enter what stands on *page*; of a page that is mended what *changed* alone."""
        given = [script.answers[one.id] for one in page.questions]
        ids, at = {*changed}, PageFields(self.tablet, self.words)
        for one in given:
            at.is_idle = bool(ids) and one.question.id not in ids
            self._enter(at, one, in_group=page.group is not None)
        before = self.tablet.text()
        is_unknown = page.group is None and given[0].value == UNKNOWN
        way_on = self.words("question.s_unknown" if is_unknown else "question.s_next")
        self.tablet.press(way_on, nth=-1, exact=True)
        self.tablet.turns_from(before)

    def _enter(self, at: PageFields, one: ToAnswer, *, in_group: bool) -> None:
        card = self.words("question.s_unknown")
        is_unknown = one.value == UNKNOWN
        if in_group:  # an answer above may bring it, with fields that move those below
            self._wait_for(self.words(one.question.label_key))
        if not is_unknown:
            self.filler.fill(at, one)
        if in_group and one.question.may_be_unknown:
            at.choose([card], [card] if is_unknown else ())

    def _turn_to(self, title: str) -> None:
        """Answer what rules say until the page called *title* is there."""
        rules = {one: self.words(f"rule.l_{one}") for one in STRENGTHS}
        while (found := self._wait_for(*rules.values(), title)) != title:
            strength = next(one for one, said in rules.items() if said == found)
            text = squeezed(self.tablet.text())
            assert strength != "refuse", text
            self._accept(text, strength)

    def _wait_for(self, *said: str) -> str:
        """Wait until the page says one of these, and return which; the first of several."""
        end = time.monotonic() + SEE_WITHIN_MS / 1000
        while True:
            text = squeezed(self.tablet.text())
            for one in said:
                if squeezed(one) in text:
                    return one
            assert time.monotonic() < end, f"{said[-1]} did not come"
            self.tablet.page.wait_for_timeout(LOOK_MS)

    def _accept(self, text: str, strength: Strength) -> None:
        self._note(text, strength)
        before = self.tablet.text()
        self.tablet.press(self.words("rule.s_yes" if strength == "ask" else "rule.s_seen"))
        self.tablet.turns_from(before)

    def _note(self, text: str, strength: Strength) -> None:
        """Write down which rule is said; its sentence has to stand there."""
        sentences = {one.id: self.words(one.words_key) for one in self.script.procedure.rules}
        sentences |= {id: self.words(f"rule.p_{id}") for id in OF_THE_DAY}
        found = [id for id, said in sentences.items() if squeezed(said) in text]
        assert len(found) == 1, (found, text)
        self.said[found[0]] = strength

    def _mend(self, page: Page, refused: WalkScript) -> None:
        """See the answer refused with its reason, and give that of this case after all."""
        self.tablet.sees(self.words("rule.l_refuse"))
        self._note(squeezed(self.tablet.text()), "refuse")
        before = self.tablet.text()
        self.tablet.press(self.words("rule.s_mend"))
        self.tablet.turns_from(before)
        self._answer(page, self.script, differing(page, self.script, refused))

    def _sees_each(self, text: str) -> None:
        shown = squeezed(text)
        lacking = [
            id for id, one in self.script.answers.items() if squeezed(one.display) not in shown
        ]
        assert not lacking, f"not on the check page as answered: {lacking}"


def differing(page: Page, one: WalkScript, other: WalkScript) -> tuple[str, ...]:
    """Return the questions of *page* that two cases answer otherwise."""
    ids = [question.id for question in page.questions if question.id in other.answers]
    return tuple(id for id in ids if one.answers[id].raw != other.answers[id].raw)


def only(said: dict[str, Strength], strength: Strength) -> dict[str, Strength]:
    """Return the rules that are said so strictly."""
    return {id: how for id, how in said.items() if how == strength}


def squeezed(text: str) -> str:
    """Return *text* without blanks, ends of lines and signs that nobody sees."""
    return "".join(one for one in text if not one.isspace() and one.isprintable())
