"""Where the nodes live: together on 127.0.0.1, or each behind a cable that can be pulled."""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from build.ports import LOCAL, free_port

CLONE_NEWNET: Final = 0x40000000

Cable = Literal["peers", "clients"]


class Network(Protocol):
    """What a cluster needs of the place it runs in; nodes are numbered from 1."""

    listen: str
    cluster_network: str
    reception_network: str

    def create(self) -> None: ...
    def remove(self) -> None: ...
    def peer_address(self, node: int) -> str: ...
    def client_address(self, node: int) -> str: ...
    def port(self, usual: int) -> int: ...
    def command(self, node: int) -> list[str]: ...
    def set_cable(self, node: int, cable: Cable, *, plugged: bool) -> None: ...
    def entered(self) -> AbstractContextManager[None]: ...


class Loopback:
    """Every node on 127.0.0.1 with ports of its own; needs no privilege, has no cables."""

    listen = LOCAL
    cluster_network = reception_network = f"{LOCAL}/32"

    def create(self) -> None:
        """Nothing to make."""

    def remove(self) -> None:
        """Nothing to remove."""

    def peer_address(self, node: int) -> str:  # noqa: ARG002 - all share one address
        return LOCAL

    def client_address(self, node: int) -> str:  # noqa: ARG002
        return LOCAL

    def port(self, usual: int) -> int:  # noqa: ARG002
        """Return a free port."""
        return free_port()

    def command(self, node: int) -> list[str]:  # noqa: ARG002
        return []

    def set_cable(self, node: int, cable: Cable, *, plugged: bool) -> None:
        """Refuse: there is no cable between a machine and itself."""
        raise ValueError(f"{cable} of node {node} cannot be {plugged=} on {LOCAL}")

    def entered(self) -> AbstractContextManager[None]:
        """Nothing to enter."""
        return nullcontext()


@dataclass(frozen=True)
class Namespaces:
    """Each node in a network namespace, on two bridges in a hub namespace; needs root.

    One bridge joins the nodes, the other joins them with the hub, where the
    receptions run. A pulled ``peers`` cable leaves a node that still hears its
    clients: the dangerous half of a partition. Nothing is made outside the
    namespaces, so addresses cannot collide with the machine's own.
    """

    tag: str
    nodes: int
    listen = "0.0.0.0"  # noqa: S104 - inside the node's own namespace
    cluster_network = "10.77.1.0/24"
    reception_network = "10.77.2.0/24"

    @property
    def hub(self) -> str:
        return f"demado-{self.tag}-hub"

    def create(self) -> None:
        """Make hub, bridges, nodes and cables."""
        _ip("netns", "add", self.hub)
        for command in (
            "link set lo up",
            "link add peers type bridge",
            "link add clients type bridge",
            "addr add 10.77.2.254/24 dev clients",
            "link set peers up",
            "link set clients up",
        ):
            _ip("-n", self.hub, *command.split())
        for node in range(1, self.nodes + 1):
            self._add(node)

    def _add(self, node: int) -> None:
        name = self._name(node)
        _ip("netns", "add", name)
        _ip("-n", name, "link", "set", "lo", "up")
        addresses = {"peers": self.peer_address(node), "clients": self.client_address(node)}
        for cable, address in addresses.items():
            end = f"{cable}{node}"
            pair = f"link add {end} type veth peer name {cable} netns {name}"
            _ip("-n", self.hub, *pair.split())
            _ip("-n", self.hub, *f"link set {end} master {cable} up".split())
            _ip("-n", name, *f"addr add {address}/24 dev {cable}".split())
            _ip("-n", name, *f"link set {cable} up".split())

    def remove(self) -> None:
        """Remove what is there of it."""
        for name in (*map(self._name, range(1, self.nodes + 1)), self.hub):
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "del", name)

    def peer_address(self, node: int) -> str:
        return f"10.77.1.{node}"

    def client_address(self, node: int) -> str:
        return f"10.77.2.{node}"

    def port(self, usual: int) -> int:
        """Return the usual port: each node has all of them to itself."""
        return usual

    def command(self, node: int) -> list[str]:
        return ["ip", "netns", "exec", self._name(node)]

    def set_cable(self, node: int, cable: Cable, *, plugged: bool) -> None:
        """Pull or plug one cable of a node, at the hub's end."""
        _ip("-n", self.hub, "link", "set", f"{cable}{node}", "up" if plugged else "down")

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Put this thread, and what it starts, beside the receptions' end of the cables."""
        before = os.open("/proc/self/ns/net", os.O_RDONLY)
        inside = os.open(Path("/run/netns") / self.hub, os.O_RDONLY)
        try:
            _set_namespace(inside)
            yield
        finally:
            _set_namespace(before)
            os.close(inside)
            os.close(before)

    def _name(self, node: int) -> str:
        return f"demado-{self.tag}-n{node}"


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _set_namespace(descriptor: int) -> None:
    """Python 3.11 has no ``os.setns``."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
