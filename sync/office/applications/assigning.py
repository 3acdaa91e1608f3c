"""Gives an application to a clerk or a department, or takes it away; decided ones stay."""

from collections.abc import Sequence
from typing import Final

from sync.office.applications.refusals import DecisionRefused
from sync.office.audit.log import OfficeEvidence
from sync.office.store.states import FINALLY_DECIDED, in_sql
from sync.office.store.store import OfficeStore
from sync.wire.events.event_kinds import person_id

ASSIGN: Final = (
    "update application set assigned_to = ?"  # noqa: S608 - our own words
    f" where id = ? and status not in {in_sql(*FINALLY_DECIDED)}"
)
DEPARTMENT: Final = ASSIGN.replace("assigned_to", "department")
DECIDED: Final = "この申請は、もう決定しているか、ここにありません。"


def assign(
    store: OfficeStore, id: str, to: str, *, by: str, evidence: OfficeEvidence | None
) -> None:
    """Give an application to the clerk *to*, or to nobody where that is empty.

    Raises:
        DecisionRefused: it is decided or not here, or there is no such clerk.
    """
    with store.transaction() as db:
        if to and not store.rows("select 1 from clerk where id = ?", to):
            raise DecisionRefused("その職員はいません。職員の一覧を確かめてください。")
        if not db.execute(ASSIGN, [to or None, id]).rowcount:
            raise DecisionRefused(DECIDED)
        if evidence is None:
            return
        if to:
            evidence.write(db, "assigned", clerk=by, envelope=id, to=person_id(to) or "")
        else:
            evidence.write(db, "unassigned", clerk=by, envelope=id)


def hand_to_department(
    store: OfficeStore, id: str, department: str, *, by: str, evidence: OfficeEvidence | None
) -> None:
    """Give an application to a department, or to none where that is empty.

    Only clerks of that department, and those of none, see it from then on.

    Raises:
        DecisionRefused: it is decided or not here, or there is no such department.
    """
    with store.transaction() as db:
        if department and not store.rows("select 1 from department where id = ?", department):
            raise DecisionRefused("その部署はありません。役割と部署の一覧を確かめてください。")
        held = store.rows("select department from application where id = ?", id)
        if held == [(department or None,)]:
            return
        if not db.execute(DEPARTMENT, [department or None, id]).rowcount:
            raise DecisionRefused(DECIDED)
        if evidence is None:
            return
        if department:
            named = person_id(department) or ""
            evidence.write(db, "handed_to_department", clerk=by, envelope=id, department=named)
        else:
            evidence.write(db, "taken_from_department", clerk=by, envelope=id)


def assigned_to(store: OfficeStore, ids: Sequence[str]) -> dict[str, str]:
    """Return the clerks who work on these applications, by their ids."""
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    return dict(
        store.rows(
            "select id, assigned_to from application"  # noqa: S608 - our own words
            f" where id in ({marks}) and assigned_to is not null",
            *ids,
        )
    )


def department_of(store: OfficeStore, id: str) -> str:
    """Return the department that has an application; empty where none has it."""
    rows = store.rows("select department from application where id = ?", id)
    return str(rows[0][0] or "") if rows else ""
