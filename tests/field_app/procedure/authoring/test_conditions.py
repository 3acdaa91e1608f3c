"""Conditions decide what is asked; one that names nothing or never holds is a mistake."""

import json
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from field_app.procedure.answers import Answer, missing, visible
from field_app.procedure.authoring.conditions import mistakes_in_conditions
from field_app.procedure.computed.possible import Between, Lack, OneOf, Truth
from field_app.procedure.definition.computed import COMPUTED
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.provenance import Source
from field_app.procedure.known import COMPUTED_BY, UNKNOWN, Circumstances, Lookup
from field_app.procedure.load import DefinitionError, load_procedure
from sync.wire.boards.closed_days import ClosedDays

SEEN = Circumstances(date(2026, 11, 23), actor="self")
HEAD = """
id = "toy"
version = 1
legal_basis = "-"
form_reference = "-"
handling = "A"
may_file = ["self"]
identity = "interview"
clock = "counter"
valid_from = 2026-04-01
verified_on = 2026-11-01
"""
QUESTIONS = """
[[deadlines]]
id = "move"
from = "moved_on"
days = 14
before = 30
[[questions]]
id = "birth_date"
kind = "date"
fact = "birth_date"
[[questions]]
id = "moved_on"
kind = "date"
[[questions]]
id = "reason"
kind = "choice"
options = ["lost", "damaged", "other"]
required = false
[[questions]]
id = "cards"
kind = "choices"
options = ["insured", "burden"]
[[questions]]
id = "copies"
kind = "number"
may_be_unknown = true
[[questions]]
id = "last"
kind = "yes_no"
when = %s
"""


def eq(field: str, *values: str) -> str:
    return f'{{ field = "{field}", equals = {json.dumps(values)} }}'


def cmp(field: str, sign: str, than: int | date | str) -> str:
    bound = f'"{than}"' if isinstance(than, str) else than
    return f'{{ field = "{field}", compare = "{sign}", than = {bound} }}'


def every(*conditions: str) -> str:
    return f"{{ all = [{', '.join(conditions)}] }}"


def some(*conditions: str) -> str:
    return f"{{ any = [{', '.join(conditions)}] }}"


def no(condition: str) -> str:
    return f"{{ not = {condition} }}"


def toy(when: str, after: str = "") -> Procedure:
    return Procedure.model_validate(tomllib.loads(HEAD + QUESTIONS % when + after))


def answered(**values: Any) -> dict[str, Answer]:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return {id: Answer(value, Source.RESIDENT, "", at) for id, value in values.items()}


def is_asked(when: str, seen: Circumstances = SEEN, **values: Any) -> bool:
    return "last" in {one.id for one in visible(toy(when), answered(**values), seen)}


@pytest.mark.parametrize(
    ("when", "values", "shown"),
    [
        (eq("reason", "other"), {"reason": "other"}, True),
        (eq("reason", "other"), {"reason": "lost"}, False),
        (eq("reason", "other"), {}, False),
        (eq("reason", "lost", "other"), {"reason": "lost"}, True),
        (eq("cards", "burden"), {"cards": ["insured", "burden"]}, True),
        (eq("cards", "burden"), {"cards": ["insured"]}, False),
        (no(eq("reason", "other")), {"reason": "lost"}, True),
        (no(eq("reason", "other")), {"reason": None}, True),
        (no(eq("reason", "other")), {}, False),
        (cmp("copies", ">", 2), {"copies": 3}, True),
        (cmp("copies", ">", 2), {"copies": 2}, False),
        (cmp("copies", ">=", 2), {"copies": 2}, True),
        (cmp("copies", "<=", 2), {"copies": 3}, False),
        (cmp("copies", "=", 2), {"copies": 2}, True),
        (cmp("copies", "=", 2), {"copies": 1}, False),
        (cmp("copies", ">", 2), {"copies": UNKNOWN}, True),
        (cmp("moved_on", ">", "today"), {"moved_on": "2026-11-24"}, True),
        (cmp("moved_on", ">", "today"), {"moved_on": "2026-11-23"}, False),
        (cmp("moved_on", "<", "birth_date"),
         {"moved_on": "1930-01-01", "birth_date": "1935-99-99"}, True),
        (cmp("moved_on", "<", date(2026, 4, 1)), {"moved_on": "2026-03-31"}, True),
        (cmp("age", "<", 70), {"birth_date": "1956-11-25"}, True),
        (cmp("age", "<", 70), {"birth_date": "1956-11-24"}, False),
        (cmp("age", "<", 70), {"birth_date": "1956-99-99"}, True),
        (cmp("age", "<", 70), {"birth_date": "1935-99-99"}, False),
        (cmp("age", "<", 70), {"birth_date": UNKNOWN}, True),
        (cmp("age", "<", 70), {}, False),
        (eq("insured_category", "second"), {"birth_date": "1966-01-01"}, True),
        (eq("insured_category", "second"), {"birth_date": "1946-01-01"}, False),
        (cmp("birthday_75", "<=", "today"), {"birth_date": "1951-11-23"}, True),
        (cmp("birthday_75", "<=", "today"), {"birth_date": "1951-11-24"}, False),
        (cmp("deadline_move", "<", "today"), {"moved_on": "2026-11-05"}, True),
        (cmp("deadline_move", "<", "today"), {"moved_on": "2026-11-09"}, False),
        (cmp("opens_move", ">", "today"), {"moved_on": "2026-12-24"}, True),
        (cmp("opens_move", ">", "today"), {"moved_on": "2026-12-23"}, False),
        (eq("actor", "self", "household"), {}, True),
        (eq("actor", "agent"), {}, False),
        (every(cmp("copies", ">", 2), eq("reason", "lost")),
         {"copies": 3, "reason": "lost"}, True),
        (every(cmp("copies", ">", 2), eq("reason", "lost")),
         {"copies": 3, "reason": "other"}, False),
        (some(cmp("copies", ">", 2), eq("reason", "lost")),
         {"copies": 1, "reason": "lost"}, True),
        (some(cmp("copies", ">", 2), eq("reason", "lost")),
         {"copies": 1}, False),
    ],
)  # fmt: skip
def test_a_condition_shows_its_question(when: str, values: dict[str, Any], shown: bool) -> None:
    assert is_asked(when, **values) == shown


def test_a_deadline_knows_the_citys_closed_days() -> None:
    when = '{ field = "deadline_move", compare = "<", than = 2026-11-25 }'
    own = Circumstances(SEEN.today, ClosedDays(frozenset({date(2026, 11, 24)})))
    assert is_asked(when, moved_on="2026-11-09")
    assert not is_asked(when, own, moved_on="2026-11-09")


def test_what_a_hidden_question_said_before_shows_nothing() -> None:
    follow = '[[questions]]\nid = "very_last"\nkind = "text"\n'
    follow += 'when = { field = "last", equals = "yes" }\n'
    procedure = toy(eq("reason", "other"), follow)
    answers = answered(reason="lost", last="yes")
    assert "very_last" not in {one.id for one in visible(procedure, answers, SEEN)}
    answers = answered(reason="other", last="yes")
    assert "very_last" in {one.id for one in missing(procedure, answers, SEEN)}


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (eq("raeson", "other"), "「reason」ではありませんか"),
        (eq("last", "yes"), "あとの質問"),
        (eq("very_last", "yes"), "あとの質問"),
        (eq("reason", "othr"), "「other」ではありませんか"),
        (eq("insured_category", "third"), "first"),
        (eq("copies", "2"), "compare"),
        (cmp("reason", "<", 2), "equals"),
        (cmp("copies", "<", "today"), "数の「copies」と日付"),
        (cmp("moved_on", "<", 3), "日付の「moved_on」と数"),
        (cmp("copies", "<", "nothing_at_all"), "nothing_at_all"),
        (every(eq("reason", "lost"), eq("reason", "other")), "出てきません"),
        (every(cmp("copies", ">", 5), cmp("copies", "<", 5)),
         "出てきません"),
        (every(cmp("age", "<", 40), no(cmp("age", "<", 65))),
         "出てきません"),
    ],
)  # fmt: skip
def test_a_wrong_condition_is_named_with_what_was_meant(when: str, says: str) -> None:
    follow = '[[questions]]\nid = "very_last"\nkind = "text"\n'
    (mistake,) = mistakes_in_conditions(toy(when, follow))
    assert mistake.field == "questions.5.when"
    assert says in mistake.reason


@pytest.mark.parametrize(
    "when",
    [
        every(eq("cards", "insured"), eq("cards", "burden")),
        every(cmp("moved_on", ">", "birth_date"), cmp("birth_date", ">", date(1990, 1, 1))),
        every(cmp("copies", ">", 4), cmp("copies", "<", 6)),
        no(some(eq("reason", "lost"), eq("actor", "self"))),
        cmp("deadline_move", "<", "today"),
    ],
)  # fmt: skip
def test_a_condition_that_can_hold_is_no_mistake(when: str) -> None:
    assert list(mistakes_in_conditions(toy(when))) == []


def test_a_question_behind_one_that_is_never_asked_is_named_as_well() -> None:
    hidden = '[[questions]]\nid = "hidden"\nkind = "text"\n'
    hidden += f"when = {every(eq('last', 'yes'), eq('reason', 'lost'))}\n"
    procedure = toy(eq("reason", "other"), hidden)
    assert [one.field for one in mistakes_in_conditions(procedure)] == ["questions.6.when"]


def test_a_computed_fact_needs_its_question_before_it(tmp_path: Path) -> None:
    text = (
        '[[questions]]\nid = "x"\nkind = "text"\nwhen = { field = "age", compare = "<", than = 3 }'
    )
    (tmp_path / "toy.toml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_procedure(tmp_path / "toy.toml")
    assert refused.value.field == "questions.0.when"
    assert 'fact = "birth_date"' in refused.value.reason


def test_every_computed_fact_is_computed() -> None:
    assert COMPUTED.keys() == COMPUTED_BY.keys()
    procedure = toy(eq("reason", "other"))
    asked = frozenset(question.id for question in procedure.questions)
    for answers in (answered(), answered(birth_date=UNKNOWN), answered(birth_date="1956-99-99")):
        for name, fact in COMPUTED.items():
            known = Lookup(procedure, answers, SEEN, asked)(name)
            expected = OneOf if fact.measure == "text" else Between
            assert isinstance(known, expected | Lack), name


def test_not_turns_what_is_sure_and_nothing_else() -> None:
    assert [one.opposite for one in Truth] == [Truth.YES, Truth.OPEN, Truth.MAYBE, Truth.NO]
