"""Random visits of every definition break no promise, and every case holds in the real flow."""

import asyncio
import logging
from datetime import date
from pathlib import Path

import pytest

from field_app.content.findings import CASES
from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.answers import UNKNOWN
from field_app.procedure.authoring.case import Case, CaseFile
from field_app.procedure.authoring.source import read_source, tables_of
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import OTHER, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds import KINDS
from field_app.state.screen import Screen
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.walker.given import DATED, MADE
from tests.walker.visitor import FILING, LICENCE, shown_by
from tests.walker.walks import on_day, tablet, walked

ROUNDS, SEED = 8, 20261130
LEAST_SHARE = 0.6  # of a definition's visits come to the end; the others meet what is refused


@pytest.mark.slow
def test_no_visit_loses_an_answer_or_ends_in_a_dead_end() -> None:
    """Every definition is walked in turn, most to their end, and one of each is sealed."""
    definitions = sorted((assets_folder() / "procedures").glob("*.toml"))
    visits = ROUNDS * len(definitions)
    logging.disable(logging.WARNING)  # each refusal of an unfit answer is a line
    try:
        found = walked(range(visits), SEED)
    finally:
        logging.disable(logging.NOTSET)
    assert found.broken == []
    assert found.walked == {path.stem: ROUNDS for path in definitions}
    shares = {id: found.finished[id] / count for id, count in found.walked.items()}
    assert {id: share for id, share in shares.items() if share < LEAST_SHARE} == {}
    assert found.sealed.keys() == found.walked.keys()


def test_the_same_number_is_the_same_visit() -> None:
    first, second = (walked((7, 8), SEED) for _ in range(2))
    assert (first.ended, first.reached) == (second.ended, second.reached)


def test_every_kind_has_answers() -> None:
    assert {*MADE, *DATED} == {*KINDS}


@pytest.mark.slow
def test_every_case_holds_in_the_flow_as_in_the_check() -> None:
    """What the authoring check says of a case is what a resident sees."""
    with tablet() as parts:
        for path in sorted((assets_folder() / CASES).glob("*.toml")):
            asyncio.run(_file(parts, path))


async def _file(parts: Services, path: Path) -> None:
    file = CaseFile.model_validate(tables_of(read_source(path)))
    for case in file.cases:
        app = on_day(parts, case.today)
        await app.staff.sign_in(STAFF, PASSPHRASE)
        procedure = app.services.editions.newest().procedure(path.stem)
        assert procedure is not None
        if procedure.purpose == FILING:
            assert await _seen(app, path.stem, case, {**file.answers, **case.answers}) == (
                case.pages,
                {*case.refuses, *case.asks, *case.tells},
            ), f"{path.stem}: {case.title}"


async def _seen(
    app: App, id: str, case: Case, raws: dict[str, object]
) -> tuple[tuple[str, ...], set[str]]:
    """Return the pages and rules that somebody sees who answers as the case says."""
    await app.visits.begin()
    await app.identity.accept_documents((LICENCE,), face_compared=True)
    procedure = app.services.editions.newest().procedure(id)
    assert procedure is not None
    is_self = case.role is ActorKind.SELF
    name = None if is_self else "見本　来子"
    shown = shown_by(case.role, procedure)
    await app.identity.came(Actor(case.role, name, "長女", scribe_reason="hand", shown=shown))
    await app.visits.choose((id,))
    assert app.state.problem is None
    pages, rules = list[str](), set[str]()
    if app.state.screen is Screen.SUBJECT:
        about = str(raws["about"])
        await app.subject.say(about, Role.APPLICANT if about == Role.APPLICANT else OTHER)
    await app.filing.start(Source.RESIDENT)
    while app.state.screen in (Screen.QUESTION, Screen.RULE):
        said = app.filing.rule()
        if said is not None:
            rules.add(said.rule.id)
            if said.strength == "refuse":
                break
            await app.filing.accept_rule()
            continue
        pages.append(app.filing.page().id)
        given = {one.id: _raw(app, one.id, raws) for one in app.filing.on_page()}
        await app.filing.answer_page(given)
        assert app.state.problem is None, app.filing.filing.refused
    has_about = procedure.about is not None and "about" in case.pages
    if has_about:  # staff took it before the tablet was handed over
        pages.insert(case.pages.index("about"), "about")
    await app.visits.close()
    app.staff.lock()
    return tuple(pages), rules


def _raw(app: App, id: str, raws: dict[str, object]) -> object:
    question = next(one for one in app.filing.filing.procedure.questions if one.id == id)
    if question.kind == "attachment":
        return {"pages": [], "is_pending": False}
    raw = raws.get(id)
    if isinstance(raw, date):
        return raw.isoformat()
    return UNKNOWN if raw is None and question.may_be_unknown else raw
