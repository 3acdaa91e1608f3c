"""Issue 13, point 5: what every case of every definition exports fits the models of GIF."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from field_app.content.findings import CASES
from field_app.document.application import application
from field_app.document.inputs import Actor, GivenAnswer
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.authoring.case import Case, CaseFile
from field_app.procedure.authoring.columns import columns_of
from field_app.procedure.authoring.source import read_source, tables_of
from field_app.procedure.cases.run import run_case
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.provenance import Source
from field_app.procedure.gif import ITEMS, item_of, own_names
from sync.office.exports.table import flat
from sync.office.gif.building import ITEMS as OFFICE_ITEMS
from sync.wire.boards.closed_days import ClosedDays
from tests.field_app.document.filed import CONTEXT, PROCEDURES
from tests.field_app.document.filing import AT, sample
from tests.sync.office.gif.checked import in_gif


def cases_of(procedure: Procedure) -> list[tuple[Case, dict[str, Any]]]:
    path: Path = assets_folder() / CASES / f"{procedure.id}.toml"
    file = CaseFile.model_validate(tables_of(read_source(path)))
    return [(case, dict(file.answers)) for case in file.cases]


def document_of(procedure: Procedure, case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """Return what a tablet seals of a case."""
    of_day = replace(CONTEXT, today=case.today)
    outcome = run_case(procedure, case, given, of_day, ClosedDays())
    answers = tuple(
        GivenAnswer(
            *(one.id, one.id, outcome.exported[one.export], "", Source.RESIDENT, one.export, AT),
            *(one.role, one.kind),
            fact=one.fact,
        )
        for one in procedure.questions
        if one.export and one.export in outcome.exported
    )
    came = None if case.role in (ActorKind.SELF, ActorKind.STAFF_WRITES) else "見本　代子"
    return application(
        replace(
            sample(),
            procedure_id=procedure.id,
            title=procedure.id,
            answers=answers,
            actor=Actor(case.role, came),
            columns=columns_of(procedure),
        )
    )


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda one: one.id)
def test_every_case_fits_the_models_and_loses_no_answer(procedure: Procedure) -> None:
    for case, given in cases_of(procedure):
        document = document_of(procedure, case, given)
        sheets = in_gif(document)
        content = sheets["B票"]["内容"]
        own = {one["export"] for one in document["answers"]} & {*own_names(procedure)}
        assert own <= content.keys(), "what GIF does not have keeps its own name"
        agent = case.role not in (ActorKind.SELF, ActorKind.STAFF_WRITES)
        assert ("委任者" in sheets["A票"]) is agent, case.title
        said = dict(flat(sheets))
        for one in document["answers"]:
            if one["gif"] == "居住住所" and isinstance(one["value"], dict):
                assert one["value"]["text"] in said.values(), case.title


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda one: one.id)
def test_a_table_has_a_declared_place_for_every_part_of_every_case(procedure: Procedure) -> None:
    declared = set(columns_of(procedure))
    for case, given in cases_of(procedure):
        document = document_of(procedure, case, given)
        cells = [
            (name, text)
            for one in document["answers"]
            for name, text in flat({one["export"]: one["value"]})
            if text and not name.endswith(".unknown")
        ]
        for name, _ in cells:
            assert name in declared or any_place(name) in declared, (case.title, name)


def any_place(name: str) -> str:
    return ".".join("*" if part.isdecimal() else part for part in name.split("."))


def test_tablet_and_office_know_the_same_items_of_a_person() -> None:
    assert set(ITEMS.values()) == OFFICE_ITEMS
    assert item_of(None) is None
    assert item_of("bank_account") is None, "GIF's models have no account of a bank"
