"""Gives a clerk what the provider's groups say, at each sign-in.

The groups rule the roles and departments that the city's file names, and no others: those that
an administrator gave by hand stay. Without a department a clerk would see all of them, so that
the last one is never taken from who keeps a role: then nobody comes in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sync.office.access.orders import AccessOrders, AccessRefused
from sync.office.access.roles import LOCK
from sync.office.audit.log import OfficeEvidence
from sync.office.oidc.errors import ProviderRefused
from sync.office.oidc.settings import GroupPart, ProviderSettings
from sync.office.store.store import OfficeStore

BY: Final = "provider"


@dataclass(frozen=True)
class ProviderGroups:
    """Brings the roles and departments of clerks to what their groups say."""

    store: OfficeStore
    evidence: OfficeEvidence | None

    def apply(self, settings: ProviderSettings, claims: Mapping[str, Any], clerk: str) -> None:
        """Give and take; where nothing changes, no session ends.

        Raises:
            ProviderRefused: the groups did not come, or no administrator or no department would
                be left. What the groups took is taken all the same, where that can be.
        """
        if not settings.group:
            return
        groups = groups_in(settings, claims)
        with self.store.transaction() as db:
            db.execute(LOCK)  # what an administrator gives meanwhile comes before or after it
            is_nowhere = self._bring(settings, groups, clerk)
        if is_nowhere:
            raise ProviderRefused("no_department")

    def _bring(self, settings: ProviderSettings, groups: frozenset[str], clerk: str) -> bool:
        """Give and take by *groups*; tell whether the last department had to stay."""
        orders = AccessOrders(self.store, self.evidence)
        held = set(orders.roles.given().get(clerk, frozenset()))
        places = set(orders.roles.rights(clerk).departments)
        parts = [part for part in settings.group if part.name in groups]
        roles = _ruled(held, _all(settings.group, "roles"), _all(parts, "roles"))
        departments = _ruled(
            places, _all(settings.group, "departments"), _all(parts, "departments")
        )
        is_nowhere = bool(places) and not departments and bool(roles)
        if roles != held or (departments != places and not is_nowhere):
            try:
                orders.give(clerk, roles, places if is_nowhere else departments, BY)
            except AccessRefused as refused:
                raise ProviderRefused("rights") from refused
        return is_nowhere


def groups_in(settings: ProviderSettings, claims: Mapping[str, Any]) -> frozenset[str]:
    """Return the groups that a token names; none where it names none.

    Raises:
        ProviderRefused: they are so many that the provider left them out, or are no list.
    """
    name = settings.groups_claim or ""
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, Mapping) and name in elsewhere:
        raise ProviderRefused("token", "the groups did not come")
    found = claims.get(name, [])
    told = [found] if isinstance(found, str) else found
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise ProviderRefused("token", "the groups are no list")
    return frozenset(told)


def _all(parts: Iterable[GroupPart], what: Literal["roles", "departments"]) -> set[str]:
    return {one for part in parts for one in getattr(part, what)}


def _ruled(held: set[str], by_groups: set[str], given: set[str]) -> set[str]:
    """Return what was given by hand, and what the groups give now."""
    return (held - by_groups) | given
