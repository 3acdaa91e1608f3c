"""Shows roles and departments, changes them, and gives them to clerks."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.department_orders import DepartmentOrders
from sync.office.access.orders import LONGEST_NAME, AccessOrders, AccessRefused
from sync.office.access.permissions import NAMES
from sync.office.access.places import WorkPlace
from sync.office.access.roles import BUILT_IN
from sync.office.console.clerks import Clerks
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session

MAY: Final = "may."
ROLE: Final = "role."
DEPARTMENT: Final = "department."


@dataclass(frozen=True)
class RolePages:
    """The pages of roles and departments, and the page of one clerk's."""

    clerks: Clerks

    @property
    def _orders(self) -> AccessOrders:
        return AccessOrders(self.clerks.store, self.clerks.evidence)

    @property
    def _departments(self) -> DepartmentOrders:
        return DepartmentOrders(self.clerks.store, self.clerks.evidence)

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of roles and departments."""
        one = "/clerks/{clerk}/roles"
        return [
            Route("/roles", sign_in.page(self.listing, "role.manage"), methods=["GET"]),
            Route("/roles", sign_in.form(self.put, "role.manage"), methods=["POST"]),
            Route("/roles/remove", sign_in.form(self.remove, "role.manage"), methods=["POST"]),
            Route("/departments", sign_in.form(self.add, "role.manage"), methods=["POST"]),
            Route("/departments/name", sign_in.form(self.rename, "role.manage"), methods=["POST"]),
            Route("/departments/remove", sign_in.form(self.drop, "role.manage"), methods=["POST"]),
            Route(
                "/clerks/{clerk}/telework",
                sign_in.form(self.let_home, "role.manage"),
                methods=["POST"],
            ),
            Route(one, sign_in.page(self.of_clerk, "role.manage"), methods=["GET"]),
            Route(one, sign_in.form(self.give, "role.manage"), methods=["POST"]),
        ]

    def listing(self, _: Request, session: Session) -> Response:
        """Show every role with what it lets a clerk do, and the departments."""
        return self._listing(session)

    def put(self, _: Request, session: Session, given: Form) -> Response:
        """Make or change a role."""
        try:
            words, id = _ticked(given, MAY), given.get("id", "").strip()
            self._orders.put_role(id, given.get("name", ""), words, session.clerk)
        except AccessRefused as refused:
            return self._listing(session, str(refused), given)
        return RedirectResponse("/roles", 303)

    def remove(self, _: Request, session: Session, given: Form) -> Response:
        """Remove a role that nobody has."""
        try:
            self._orders.remove_role(given.get("id", ""), session.clerk)
        except AccessRefused as refused:
            return self._listing(session, str(refused))
        return RedirectResponse("/roles", 303)

    def add(self, _: Request, session: Session, given: Form) -> Response:
        """Add a department."""
        try:
            self._orders.add_department(given.get("name", ""), session.clerk)
        except AccessRefused as refused:
            return self._listing(session, str(refused))
        return RedirectResponse("/roles", 303)

    def rename(self, _: Request, session: Session, given: Form) -> Response:
        """Give a department another name."""
        try:
            self._departments.rename(given.get("old", ""), given.get("name", ""), session.clerk)
        except AccessRefused as refused:
            return self._listing(session, str(refused))
        return RedirectResponse("/roles", 303)

    def drop(self, _: Request, session: Session, given: Form) -> Response:
        """Remove a department that nobody and nothing belongs to."""
        try:
            self._departments.remove(given.get("old", ""), session.clerk)
        except AccessRefused as refused:
            return self._listing(session, str(refused))
        return RedirectResponse("/roles", 303)

    def of_clerk(self, request: Request, session: Session) -> Response:
        """Show what a clerk has."""
        return self._of_clerk(session, request.path_params["clerk"])

    def give(self, request: Request, session: Session, given: Form) -> Response:
        """Let a clerk have what is ticked."""
        clerk = request.path_params["clerk"]
        try:
            roles, departments = _ticked(given, ROLE), _ticked(given, DEPARTMENT)
            self._orders.give(clerk, roles, departments, session.clerk)
        except AccessRefused as refused:
            return self._of_clerk(session, clerk, str(refused))
        return RedirectResponse("/clerks", 303)

    def let_home(self, request: Request, session: Session, given: Form) -> Response:
        """Let a clerk work from home, or no longer."""
        clerk = request.path_params["clerk"]
        try:
            allowed = given.get("allowed") == "yes"
            self._orders.let_home(clerk, allowed=allowed, by=session.clerk)
        except AccessRefused as refused:
            return self._of_clerk(session, clerk, str(refused))
        return RedirectResponse(f"/clerks/{clerk}/roles", 303)

    def _listing(self, session: Session, refused: str = "", given: Form | None = None) -> Response:
        return page(
            "clerks/roles.html", session, status_code=409 if refused else 200,
            roles=self._orders.roles.all().values(), built_in=BUILT_IN, names=NAMES,
            departments=self._orders.departments(), refused=refused, given=given or {},
            longest=LONGEST_NAME,
        )  # fmt: skip

    def _of_clerk(self, session: Session, clerk: str, refused: str = "") -> Response:
        name = dict(self.clerks.store.rows("select id, name from clerk")).get(clerk)
        if name is None:
            return self._listing(session, refused or "そのIDの人はいません。")
        roles = self._orders.roles
        return page(
            "clerks/clerk_roles.html", session, status_code=409 if refused else 200,
            clerk=clerk, clerk_name=name, may_rename=session.may("clerk.manage"),
            refused=refused, roles=roles.all().values(), names=NAMES,
            given=roles.given().get(clerk, ()), departments=self._orders.departments(),
            held=roles.rights(clerk).departments, is_named=bool(self.clerks.places.networks()),
            may_telework=self.clerks.places.lets(clerk, WorkPlace.TELEWORK),
        )  # fmt: skip


def _ticked(given: Form, prefix: str) -> set[str]:
    return {name.removeprefix(prefix) for name in given if name.startswith(prefix)}
