"""Changes roles, departments and who has them; each change stands in the office's log."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sync.office.access.group_words import is_in_a_group
from sync.office.access.permissions import PERMISSIONS
from sync.office.access.places import Places
from sync.office.access.roles import ADMINISTRATOR, BUILT_IN, LOCK, Roles, end_sessions
from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from sync.visible import UNSEEN
from sync.wire.events.event_kinds import PERSON, person_id

LONGEST_NAME: Final = 40


class AccessRefused(Exception):
    """Nothing was changed; the text says why (Japanese)."""


@dataclass(frozen=True)
class AccessOrders:
    """An administrator's orders on who may do what."""

    store: OfficeStore
    evidence: OfficeEvidence | None

    @property
    def roles(self) -> Roles:
        """What there is now."""
        return Roles(self.store)

    def departments(self) -> list[str]:
        """Return the names of the departments."""
        return [name for (name,) in self.store.rows("select name from department order by name")]

    def put_role(self, id: str, name: str, permissions: Iterable[str], by: str) -> None:
        """Make a role, or give one another name and other permissions.

        Raises:
            AccessRefused: it is built in, has no good id or name, or gives nothing.
        """
        name, words = good_name(name), [one for one in PERMISSIONS if one in set(permissions)]
        if id in BUILT_IN or not PERSON.fullmatch(id):
            raise AccessRefused("役割のIDは、小文字のアルファベットで始めてください。")
        if not words:
            raise AccessRefused("権限を1つ以上選んでください。")
        with self.store.transaction() as db:
            db.execute(LOCK)
            db.execute(
                "insert into access_role values (?, ?, ?) on conflict (id) do update set"
                " name = excluded.name, permissions = excluded.permissions",
                [id, name, " ".join(words)],
            )
            for (clerk,) in self.store.rows("select clerk from clerk_role where role = ?", id):
                end_sessions(db, clerk)
            self._write(db, "role_changed", by, role=id, count=len(words))

    def remove_role(self, id: str, by: str) -> None:
        """Remove a role that nobody has.

        Raises:
            AccessRefused: somebody has it, or a group of the provider's gives it.
        """
        with self.store.transaction() as db:
            db.execute(LOCK)
            if self.roles.are_given(id):
                raise AccessRefused("この役割の人がいます。先にほかの役割にしてください。")
            if is_in_a_group(self.store, "roles", id):
                raise AccessRefused(
                    "市の認証のグループが、この役割を付けています。先に、市の認証の設定を変えてください。"
                )
            if db.execute("delete from access_role where id = ?", [id]).rowcount:
                self._write(db, "role_removed", by, role=id)

    def add_department(self, name: str, by: str) -> None:
        """Add a department; one that is there stays.

        Raises:
            AccessRefused: it has no good name.
        """
        name = good_name(name)
        with self.store.transaction() as db:
            db.execute(
                "insert into department values (?, ?) on conflict (id) do nothing", [name, name]
            )
            self._write(db, "department_added", by, department=person_id(name) or "")

    def give(self, clerk: str, roles: set[str], departments: set[str], by: str) -> None:
        """Let a clerk have these roles and departments and no others; their sessions end.

        Raises:
            AccessRefused: no such clerk, role or department, or no administrator would be left.
        """
        with self.store.transaction() as db:
            db.execute(LOCK)
            if not self.store.rows("select 1 from clerk where id = ?", clerk):
                raise AccessRefused("そのIDの人はいません。")
            if not roles <= set(self.roles.all()) or not departments <= set(self.departments()):
                raise AccessRefused("画面をひらいたあとに、役割か部署がかわりました。")
            before = self.roles.given().get(clerk, frozenset())
            held = self.roles.rights(clerk).departments
            self.roles.give(db, clerk, roles)
            self._put_departments(db, clerk, departments)
            if not self.roles.are_given(ADMINISTRATOR):
                raise AccessRefused("管理者がいなくなります。先にほかの人を管理者にしてください。")
            person = person_id(clerk) or ""
            for kind, changed in (("role_given", roles - before), ("role_taken", before - roles)):
                for role in sorted(changed):
                    self._write(db, kind, by, person=person, role=role)
            given, taken = departments - held, held - departments
            for kind, names in (("department_given", given), ("department_taken", taken)):
                for name in sorted(names):
                    self._write(db, kind, by, person=person, department=person_id(name) or "")

    def let_home(self, clerk: str, *, allowed: bool, by: str) -> None:
        """Let a clerk work from home, or no longer: then what began there ends at the next click.

        Raises:
            AccessRefused: no such clerk.
        """
        with self.store.transaction() as db:
            db.execute(LOCK)
            if not self.store.rows("select 1 from clerk where id = ?", clerk):
                raise AccessRefused("そのIDの人はいません。")
            if Places(self.store).allow(db, clerk, allowed=allowed):
                person, word = person_id(clerk) or "", "yes" if allowed else "no"
                self._write(db, "telework_allowed", by, person=person, allowed=word)

    def _put_departments(self, db: Any, clerk: str, departments: Iterable[str]) -> None:
        db.execute("delete from clerk_department where clerk = ?", [clerk])
        for name in sorted(departments):
            db.execute("insert into clerk_department values (?, ?)", [clerk, name])

    def _write(self, db: Any, kind: str, by: str, **detail: str | int) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, **detail)


def good_name(text: str) -> str:
    """Return a name without blanks around it, and not too long.

    Raises:
        AccessRefused: nothing of it is to be seen.
    """
    text = text.strip()[:LONGEST_NAME]
    if not text or UNSEEN.search(text):
        raise AccessRefused("名前を、目に見える文字で書いてください。")
    return text
