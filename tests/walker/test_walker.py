"""Random visits of every definition break no promise, and every case holds in the real flow."""

import asyncio
import logging

import pytest

from field_app.flow.base.services import Services
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds import KINDS
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.walker.cases import case_file, walk_case
from tests.walker.given import DATED, MADE
from tests.walker.visitor import FILING
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
        for procedure in parts.editions.newest().catalogue.procedures:
            if procedure.purpose == FILING:
                asyncio.run(_hold_cases(parts, procedure))


async def _hold_cases(parts: Services, procedure: Procedure) -> None:
    file = case_file(procedure)
    for case in file.cases:
        app = on_day(parts, case.today)
        await app.staff.sign_in(STAFF, PASSPHRASE)
        seen = await walk_case(app, procedure, case, file.answers)
        wanted = (case.pages, {*case.refuses, *case.asks, *case.tells})
        assert seen == wanted, f"{procedure.id}: {case.title}"
        await app.visits.close()
        app.staff.lock()
