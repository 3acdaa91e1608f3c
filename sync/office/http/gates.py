"""Says of each route whom it lets in; a console with a route that says nothing does not start."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from starlette.routing import BaseRoute, Mount, Route

from sync.office.access.permissions import OFFICE_ONLY, Need

_NEED: Final = "demado_need"
_OFFICE: Final = "demado_office_only"
# The second asks for a token of its own at each of its doors.
OPEN_FOLDERS: Final = ("/fonts", "/api/v1")

Way = TypeVar("Way", bound=Callable[..., object])


class UndeclaredRoute(Exception):
    """A route says of nobody that they may come in; the console does not start with it."""


def lets_in(need: Need, endpoint: Way, *, only_in_office: bool = False) -> Way:
    """Return *endpoint*, which now declares whom it lets in, and whether from the office alone."""
    setattr(endpoint, _NEED, need)
    setattr(endpoint, _OFFICE, only_in_office or need in OFFICE_ONLY)
    return endpoint


def is_hidden_at_home(endpoint: object) -> bool:
    """Tell whether an endpoint is for the office alone; one that declares nothing is."""
    return bool(getattr(endpoint, _OFFICE, True))


def need_of(route: BaseRoute) -> Need:
    """Return whom a route lets in.

    Raises:
        UndeclaredRoute: it does not say so, and is no folder that is open to everybody.
    """
    if isinstance(route, Mount) and route.path in OPEN_FOLDERS:
        return "anybody"
    need: Need | None = getattr(getattr(route, "endpoint", None), _NEED, None)
    if not isinstance(route, Route) or need is None:
        raise UndeclaredRoute(getattr(route, "path", type(route).__name__))
    return need


def refuse_undeclared(routes: Iterable[BaseRoute]) -> None:
    """Raise UndeclaredRoute where one of *routes* does not declare whom it lets in."""
    for route in routes:
        need_of(route)
