"""Renames and removes departments; what belongs to one goes along, and nobody sees more by it."""

import json
from dataclasses import dataclass
from typing import Any

from sync.office.access.group_words import is_in_a_group, rename_in_groups
from sync.office.access.orders import AccessRefused, good_name
from sync.office.access.roles import LOCK
from sync.office.audit.log import OfficeEvidence
from sync.office.casework.procedure_rules import rename_department, uses_department
from sync.office.listing.saved_views import rename_in_views
from sync.office.store.states import FINALLY_DECIDED, in_sql
from sync.office.store.store import OfficeStore
from sync.wire.events.event_kinds import person_id

OPEN_ONES = (
    "select 1 from application where department = ?"  # noqa: S608 - our own words
    f" and status not in {in_sql(*FINALLY_DECIDED)} limit 1"
)


@dataclass(frozen=True)
class DepartmentOrders:
    """An administrator's orders on the departments that there are."""

    store: OfficeStore
    evidence: OfficeEvidence | None

    def rename(self, old: str, new: str, by: str) -> None:
        """Give a department another name: what belongs to it goes along, tokens of others too.

        Raises:
            AccessRefused: there is none of that name, another one has the new one, or it is no
                good name.
        """
        new = good_name(new)
        with self.store.transaction() as db:
            db.execute(LOCK)
            self._refuse_missing(old)
            if new != old and self._is_there(new):
                raise AccessRefused("その名前の部署は、もうあります。")
            db.execute("update department set id = ?, name = ? where id = ?", [new, new, old])
            for table in ("clerk_department", "application"):
                db.execute(f"update {table} set department = ? where department = ?", [new, old])  # noqa: S608 - ours
            rename_department(self.store, old, new)
            rename_in_views(self.store, db, old, new)
            rename_in_groups(self.store, db, old, new)
            self._rename_in_tokens(db, old, new)
            detail = {"department": _kept(old), "to": _kept(new)}
            self._write(db, "department_renamed", by, **detail)

    def remove(self, name: str, by: str) -> None:
        """Remove a department that nobody and nothing belongs to; decided ones keep its name.

        A clerk whose only department it was would see every application: so it is refused first.

        Raises:
            AccessRefused: there is none of that name, or something belongs to it.
        """
        with self.store.transaction() as db:
            db.execute(LOCK)
            self._refuse_missing(name)
            if self.store.rows("select 1 from clerk_department where department = ? limit 1", name):
                raise AccessRefused("この部署の人がいます。先に、その人の部署を変えてください。")
            if self.store.rows(OPEN_ONES, name):
                raise AccessRefused(
                    "この部署に、まだ決めていない申請があります。先に、ほかの部署へわたしてください。"
                )
            if uses_department(self.store, name):
                raise AccessRefused(
                    "手続きの決まりが、この部署へ申請をわたしています。先に、決まりを変えてください。"
                )
            if is_in_a_group(self.store, "departments", name):
                raise AccessRefused(
                    "市の認証のグループが、この部署を付けています。先に、市の認証の設定を変えてください。"
                )
            db.execute("delete from department where id = ?", [name])
            self._write(db, "department_removed", by, department=_kept(name))

    def _rename_in_tokens(self, db: Any, old: str, new: str) -> None:
        """Let other systems go on with a department: under its old name they would get nothing."""
        for id, text in self.store.rows("select id, departments from api_token"):
            names = set(json.loads(text))
            if old in names:
                kept = json.dumps(sorted(names - {old} | {new}), ensure_ascii=False)
                db.execute("update api_token set departments = ? where id = ?", [kept, id])

    def _is_there(self, name: str) -> bool:
        return bool(self.store.rows("select 1 from department where id = ?", name))

    def _refuse_missing(self, name: str) -> None:
        if not self._is_there(name):
            raise AccessRefused("その部署は、もうありません。")

    def _write(self, db: Any, kind: str, by: str, **detail: str) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, **detail)


def _kept(name: str) -> str:
    return person_id(name) or ""
