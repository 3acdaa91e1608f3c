"""Tells whether a request comes from the office or from a clerk's home, by the city's networks.

Where a city named none, everywhere is the office. Where it named some, every other address is a
home, also that of the machine itself: a proxy that nobody trusts must not make all the world the
office. Who asks is the address that the web server found, behind a trusted proxy the forwarded one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final, TypeAlias

from sync.office.store.store import OfficeStore
from sync.wire.folding import plain

NETWORKS: Final = "office_networks"  # the setting: networks with a space between
Network: TypeAlias = IPv4Network | IPv6Network


class WorkPlace(StrEnum):
    """Where a clerk works."""

    OFFICE = "office"
    TELEWORK = "telework"


class NotFromHere(Exception):
    """The clerk may not work from the place that the request came from; nothing was done."""


@dataclass(frozen=True)
class Places:
    """The networks of an office, and who may work from home; any thread may ask."""

    store: OfficeStore

    def networks(self) -> tuple[Network, ...]:
        """Return the networks that are the office; none where everywhere is."""
        return tuple(ip_network(text) for text in self.store.setting(NETWORKS).split())

    def name(self, networks: Sequence[Network]) -> None:
        """Let these be the office from now on; sessions of other places end at their next click."""
        self.store.put_setting(NETWORKS, " ".join(map(str, networks)))

    def of(self, address: str) -> WorkPlace:
        """Return the place of an address; what is no address is no office."""
        networks = self.networks()
        if not networks or any(is_in(address, one) for one in networks):
            return WorkPlace.OFFICE
        return WorkPlace.TELEWORK

    def lets(self, clerk: str, place: WorkPlace) -> bool:
        """Tell whether a clerk may work from there."""
        if place is WorkPlace.OFFICE:
            return True
        return bool(self.store.rows("select 1 from telework_clerk where clerk = ?", clerk))

    def allow(self, db: Any, clerk: str, *, allowed: bool) -> bool:
        """Let a clerk work from home, or no longer; tell whether that is a change."""
        if allowed == self.lets(clerk, WorkPlace.TELEWORK):
            return False
        db.execute("delete from telework_clerk where clerk = ?", [clerk])
        if allowed:
            db.execute("insert into telework_clerk values (?)", [clerk])
        return True


def networks_of(text: str) -> tuple[Network, ...]:
    """Return the networks that somebody typed, a comma, a space or a line between them, each once.

    Raises:
        ValueError: one is none, or has bits behind its length; the text is that one.
    """
    found: list[Network] = []
    for one in re.split(r"[\s,、;]+", plain(text)):
        if not one:
            continue
        try:
            network = ip_network(one)
        except ValueError as refused:
            raise ValueError(one) from refused
        if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped is not None:
            raise ValueError(one)  # such an address is compared as the one of IPv4 that it is
        found.append(network)
    return tuple(dict.fromkeys(found))


def is_in(address: str, network: Network) -> bool:
    """Tell whether an address is in a network; one of IPv4 may be written as one of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found in network
