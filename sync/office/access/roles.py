"""Keeps which roles and departments each clerk has; a role is a set of permissions.

Two roles are built in and stay as they are here, so that nobody can lock the last administrator
out. A city's own roles stand in the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sync.office.access.permissions import PERMISSIONS, Permission, Rights
from sync.office.store.store import OfficeStore

ADMINISTRATOR: Final = "administrator"
HANDLER: Final = "handler"
# This row is the lock on the clerks, where several offices share a database.
LOCK: Final = (
    "insert into setting values ('clerks', '')"
    " on conflict (name) do update set value = excluded.value"
)


@dataclass(frozen=True)
class ClerkRole:
    """A set of permissions that has a name."""

    id: str
    name: str
    permissions: frozenset[Permission]


BUILT_IN: Final[Mapping[str, ClerkRole]] = {
    one.id: one
    for one in (
        ClerkRole(ADMINISTRATOR, "管理者", frozenset(PERMISSIONS)),
        ClerkRole(
            HANDLER,
            "担当",
            frozenset({"application.read", "application.decide", "tablet.read"}),
        ),
    )
}


@dataclass(frozen=True)
class Roles:
    """Asks and changes the roles of clerks; any thread may."""

    store: OfficeStore

    def all(self) -> dict[str, ClerkRole]:
        """Return every role by its id, those that are built in first."""
        rows = self.store.rows("select id, name, permissions from access_role order by name, id")
        own = {id: ClerkRole(id, name, _known(words.split())) for id, name, words in rows}
        return {**BUILT_IN, **own}

    def given(self) -> dict[str, frozenset[str]]:
        """Return the ids of the roles of each clerk who has any."""
        found: dict[str, frozenset[str]] = {}
        for clerk, role in self.store.rows("select clerk, role from clerk_role"):
            found[clerk] = found.get(clerk, frozenset()) | {role}
        return found

    def rights(self, clerk: str) -> Rights:
        """Return what a clerk may do; nothing, where they have no role."""
        given = [role for (role,) in self.store.rows(ROLES_OF, clerk)]
        permissions: set[str] = set()
        for role in given:
            permissions |= BUILT_IN[role].permissions if role in BUILT_IN else self._own(role)
        departments = self.store.rows(DEPARTMENTS_OF, clerk)
        return Rights(frozenset(permissions), frozenset(id for (id,) in departments))

    def has(self, clerk: str, role: str) -> bool:
        """Tell whether a clerk has a role."""
        return (role,) in self.store.rows(ROLES_OF, clerk)

    def are_given(self, role: str) -> bool:
        """Tell whether anybody has a role."""
        return bool(self.store.rows("select 1 from clerk_role where role = ? limit 1", role))

    def give(self, db: Any, clerk: str, roles: Iterable[str]) -> None:
        """Let a clerk have these roles and no others, in the transaction that gave *db*.

        Their sessions end: what was proved at the sign-in counts for the roles of then.
        """
        end_sessions(db, clerk)
        db.execute("delete from clerk_role where clerk = ?", [clerk])
        for role in sorted(set(roles)):
            db.execute("insert into clerk_role (clerk, role) values (?, ?)", [clerk, role])

    def take_all(self, db: Any, clerk: str) -> None:
        """Take every role and department from a clerk who leaves.

        Their sessions are found without a clerk at the next click, which says why they ended.
        """
        for table in ("clerk_role", "clerk_department"):
            db.execute(f"delete from {table} where clerk = ?", [clerk])  # noqa: S608 - ours

    def _own(self, role: str) -> frozenset[Permission]:
        found = self.store.rows("select permissions from access_role where id = ?", role)
        return _known(found[0][0].split()) if found else frozenset()


def end_sessions(db: Any, clerk: str) -> None:
    """End every session of a clerk, in the transaction that gave *db*."""
    db.execute("delete from clerk_session where clerk = ?", [clerk])


ROLES_OF: Final = "select role from clerk_role where clerk = ?"
DEPARTMENTS_OF: Final = "select department from clerk_department where clerk = ?"


def _known(words: Iterable[str]) -> frozenset[Permission]:
    """Return the words that are permissions; one of a newer office gives nothing here."""
    held = set(words)
    return frozenset(one for one in PERMISSIONS if one in held)
