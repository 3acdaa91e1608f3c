"""Walk a case of a definition as a visit, page by page, with the answers that it has."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from field_app.content.findings import CASES
from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.answers import UNKNOWN
from field_app.procedure.authoring.case import Case, CaseFile
from field_app.procedure.authoring.source import read_source, tables_of
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.people import OTHER, Role
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from tests.walker.visitor import LICENCE, shown_by

Seen = tuple[tuple[str, ...], set[str]]


def case_file(procedure: Procedure) -> CaseFile:
    """Return the cases of *procedure*, as its authors wrote them."""
    path = assets_folder() / CASES / f"{procedure.id}.toml"
    return CaseFile.model_validate(tables_of(read_source(path)))


async def walk_case(
    app: App, procedure: Procedure, case: Case, of_every: Mapping[str, object]
) -> Seen:
    """Answer as the case says, up to the check page or what refuses; return pages and rules.

    Staff are signed in already, and the visit stays open.
    """
    raws = {**of_every, **case.answers}
    await _come(app, procedure, case, raws)
    await app.filing.start(Source.RESIDENT)
    pages, rules = list[str](), set[str]()
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
    return tuple(pages), rules


async def _come(app: App, procedure: Procedure, case: Case, raws: Mapping[str, object]) -> None:
    """Come in the case's role, up to the hand-over."""
    await app.visits.begin()
    await app.identity.accept_documents((LICENCE,), face_compared=True)
    is_self = case.role is ActorKind.SELF
    name = None if is_self else "見本　来子"
    shown = shown_by(case.role, procedure)
    await app.identity.came(Actor(case.role, name, "長女", scribe_reason="hand", shown=shown))
    await app.visits.choose((procedure.id,))
    assert app.state.problem is None
    if app.state.screen is Screen.SUBJECT:
        about = str(raws["about"])
        await app.subject.say(about, Role.APPLICANT if about == Role.APPLICANT else OTHER)


def _raw(app: App, id: str, raws: Mapping[str, Any]) -> object:
    question = next(one for one in app.filing.filing.procedure.questions if one.id == id)
    if question.kind == "attachment":
        return {"pages": [], "is_pending": False}
    raw = raws.get(id)
    if isinstance(raw, date):
        return raw.isoformat()
    return UNKNOWN if raw is None and question.may_be_unknown else raw
