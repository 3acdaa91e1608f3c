"""Gives an application to a clerk, or takes it from everybody; decided ones stay as they are."""

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
            raise DecisionRefused("この申請は、もう決定しているか、ここにありません。")
        if evidence is None:
            return
        if to:
            evidence.write(db, "assigned", clerk=by, envelope=id, to=person_id(to) or "")
        else:
            evidence.write(db, "unassigned", clerk=by, envelope=id)


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
