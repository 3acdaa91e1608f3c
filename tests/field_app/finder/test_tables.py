"""The tables of the finder: every procedure is reached, every name is known, nothing is vague."""

from collections.abc import Iterable
from datetime import date

import pytest

from field_app.content.edition import built_in
from field_app.finder.elsewhere import all_elsewhere
from field_app.finder.events import LifeEvent, life_events
from field_app.finder.everyday import everyday
from field_app.finder.suggestions import LOOKED_UP, VisitFacts, all_suggestions, suggested
from field_app.procedure.computed.age import Birth
from field_app.procedure.definition.condition import leaves, names
from field_app.words.words import LANGUAGES, Words

KNOWN = frozenset(everyday("ja").words)
TODAY = date(2026, 12, 1)


def facts(*chosen: str, born: str = "", said: Iterable[str] = ()) -> VisitFacts:
    return VisitFacts(
        TODAY, Birth.parse(born) if born else None, "self", frozenset(chosen), frozenset(said)
    )


def ids(seen: VisitFacts) -> list[str]:
    return [one.procedure for one in suggested(seen)]


def test_every_procedure_is_reached_from_what_happens_in_a_life() -> None:
    reached = {id for event in life_events() for id in event.procedures(())}
    assert reached == KNOWN


def test_there_are_seven_events_with_six_questions_at_most() -> None:
    assert len(life_events()) == 7
    assert all(1 <= len(event.questions) <= 6 for event in life_events())


@pytest.mark.parametrize("event", life_events(), ids=lambda event: str(event.id))
def test_a_yes_shortens_the_list_and_no_question_leads_nowhere(event: LifeEvent) -> None:
    for question in event.questions:
        said = event.procedures([event.said(question)])
        assert set(said) == {*question.procedures, *event.always}
    assert event.asked(()) == ()
    assert event.asked(event.questions[0].procedures)[0] == event.questions[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_its_words(language: str) -> None:
    words = Words(language, strict=True)
    for event in life_events():
        assert words(event.title_key)
        assert all(words(event.question_key(one)) for one in event.questions)
    assert all(words(one.reason_key) for one in all_suggestions())
    assert all("0990" in words(one.words_key, phone="0990") for one in all_elsewhere() if not
               one.procedures)  # fmt: skip
    assert all(words(one.words_key, phone="0990") for one in all_elsewhere())


def test_what_is_needed_because_of_something_elsewhere_is_known() -> None:
    assert {id for one in all_elsewhere() for id in one.procedures} <= KNOWN
    assert len({one.id for one in all_elsewhere()}) == len(all_elsewhere())


def test_conditions_of_suggestions_name_what_is_known_of_a_visit() -> None:
    named = {name for one in all_suggestions() for leaf in leaves(one.when) for name in names(leaf)}
    assert named <= {*LOOKED_UP}
    said = {event.said(one) for event in life_events() for one in event.questions}
    wanted = {
        (leaf.field, value)
        for one in all_suggestions()
        for leaf in leaves(one.when)
        for value in getattr(leaf, "wanted", ())
    }
    assert {value for field, value in wanted if field == "said"} <= said
    assert {value for field, value in wanted if field == "chosen"} <= KNOWN
    known = {one.fact for p in built_in().catalogue.procedures for one in p.questions}
    assert {value for field, value in wanted if field == "known"} <= known


def test_nothing_is_suggested_of_somebody_of_whom_nothing_is_known() -> None:
    assert ids(facts()) == []


@pytest.mark.parametrize(
    ("born", "is_suggested"),
    [("1957-04-01", True), ("1957-04-02", False), ("1950-99-99", True), ("1957-99-99", False)],
)
def test_what_is_not_certain_is_not_suggested(born: str, is_suggested: bool) -> None:
    assert ("keiro_bus" in ids(facts(born=born))) is is_suggested


def test_what_was_chosen_is_not_suggested_and_each_once() -> None:
    found = ids(facts("kaigo_nintei", born="1940-01-01", said=["care_lives_in"]))
    assert found == ["futan_gendo", "kogaku_kaigo", "keiro_bus", "hinan_meibo"]
    assert "keiro_bus" not in ids(facts("keiro_bus", born="1940-01-01"))


def test_a_yes_to_a_life_event_is_a_reason() -> None:
    assert ids(facts(said=["care_lives_in"])) == ["futan_gendo"]


def test_facts_of_a_visit_show_nothing_of_a_person() -> None:
    assert "1940" not in repr(facts("keiro_bus", born="1940-01-01", said=["care_lives_in"]))
