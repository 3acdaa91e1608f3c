"""A whole cluster on one machine: made, watched, hurt and mended."""

import hashlib
import json
import os
import secrets
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from build.cluster.certificates import make_node_certificates
from build.cluster.configuration import node_values
from build.cluster.network import Loopback, Namespaces, Network
from build.cluster.node import CITY, Node, Ports, as_user

READY_WITHIN_S: Final = 120.0
AGAIN_AFTER_S: Final = 20.0
# What Patroni says of a PostgreSQL that ended while it was started.
NOT_STARTED: Final = "start failed"
STATE: Final = "cluster.json"


class ClusterNotReady(Exception):
    """The cluster did not become what was waited for; the text says what it is.

    It ends with the last lines of the logs of each node that does not run.
    """


@dataclass(frozen=True)
class Cluster:
    """The nodes, the place they run in and the secrets they share."""

    folder: Path
    network: Network
    nodes: tuple[Node, ...]
    passwords: dict[str, str] = field(repr=False)

    @classmethod
    def make(cls, folder: Path, nodes: int = 3, *, cables: bool = False) -> "Cluster":
        """Write everything a new cluster needs into *folder*; nothing runs yet.

        Args:
            folder: new or empty, and the database's user must be able to reach it.
            nodes: how many machines; three is the smallest that survives one.
            cables: put each node into a network namespace of its own (needs root).

        Raises:
            FileExistsError: the folder holds something.
        """
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(f"{folder} is not empty")
        folder.chmod(0o755)
        network = _network(folder, nodes, cables=cables)
        usual = (5432, 8008, 2379, 2380)
        ports = [[network.port(port) for port in usual] for _ in range(nodes)]
        names = ("superuser", "replication", "rewind", "rest", "demado", "office")
        state = {
            "cables": cables,
            "ports": ports,
            "passwords": {name: secrets.token_hex(16) for name in names},
        }
        path = folder / STATE
        path.touch(mode=0o600)
        path.write_text(json.dumps(state), encoding="utf-8")
        cluster = cls.open(folder)
        cluster._prepare()
        return cluster

    @classmethod
    def open(cls, folder: Path) -> "Cluster":
        """Return the cluster that was made in *folder*. FileNotFoundError: there is none."""
        folder = folder.resolve()
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        network = _network(folder, len(state["ports"]), cables=state["cables"])
        nodes = tuple(
            Node(
                number=number,
                folder=folder / f"n{number}",
                peer_address=network.peer_address(number),
                client_address=network.client_address(number),
                ports=Ports(*ports),
                command=network.command(number),
            )
            for number, ports in enumerate(state["ports"], 1)
        )
        return cls(folder, network, nodes, state["passwords"])

    def up(self) -> None:
        """Start everything, wait until every standby follows, and make the database.

        What ended at once, because another program had its port, is started
        again, as systemd does; so is Patroni where its PostgreSQL would not start.
        The network must have been created and entered before.

        Raises:
            ClusterNotReady: see the class; what runs goes on running.
        """
        end = time.monotonic() + READY_WITHIN_S
        while True:
            self.start()
            try:
                primary = self.wait_ready(within_s=AGAIN_AFTER_S)
            except ClusterNotReady:
                if time.monotonic() > end:
                    raise
                self._end_what_did_not_start()
            else:
                break
        self._make_database(primary)

    def _end_what_did_not_start(self) -> None:
        for node in self.nodes:
            if self.status(node).get("state") == NOT_STARTED:
                node.wait_gone(node.ask_to_end("patroni"))

    def start(self) -> None:
        """Start every node that is not running."""
        for node in self.nodes:
            node.start()

    def kill(self) -> None:
        """Kill everything at once: the power is gone."""
        for node in self.nodes:
            node.kill()

    def stop(self) -> None:
        """Stop PostgreSQL everywhere, then etcd; kill what does not end. The data stays."""
        for program in ("patroni", "etcd"):
            ending = [(node, node.ask_to_end(program)) for node in self.nodes]
            for node, pids in ending:
                if not node.wait_gone(pids):
                    node.kill()

    def cut(self, node: Node, *, from_clients: bool = True) -> None:
        """Pull a node's cable to the others, and the one to the receptions unless told not to."""
        self.network.set_cable(node.number, "peers", plugged=False)
        if from_clients:
            self.network.set_cable(node.number, "clients", plugged=False)

    def heal(self, node: Node) -> None:
        """Plug both cables in again."""
        self.network.set_cable(node.number, "peers", plugged=True)
        self.network.set_cable(node.number, "clients", plugged=True)

    def url(self) -> str:
        """Return the address that a reception is given: all nodes, the writable one is used."""
        hosts = ",".join(f"{node.client_address}:{node.ports.postgres}" for node in self.nodes)
        options = {
            "target_session_attrs": "read-write",
            "connect_timeout": "3",
            "tcp_user_timeout": "8000",
            "keepalives_idle": "3",
            "keepalives_interval": "2",
            "keepalives_count": "3",
            "sslmode": "verify-full",
            "sslrootcert": str(self.folder / "ca.pem"),
        }
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return f"postgresql://demado:{self.passwords['demado']}@{hosts}/demado?{query}"

    def status(self, node: Node) -> dict[str, Any]:
        """Return what a node's Patroni says of its PostgreSQL; empty when it does not answer."""
        try:
            with self._patroni(node) as http:
                return dict(http.get("/patroni").json())
        except (httpx.TransportError, ValueError):
            return {}

    def switch_over(self, primary: Node) -> None:
        """Ask *primary* to let its synchronous standby take over, as before an update.

        Raises:
            httpx.HTTPStatusError: Patroni refused; *primary* goes on.
        """
        with self._patroni(primary) as http:
            asked = {"leader": primary.name}
            http.post("/switchover", json=asked, timeout=60.0).raise_for_status()

    def _patroni(self, node: Node) -> httpx.Client:
        return httpx.Client(
            base_url=f"https://{node.client_address}:{node.ports.rest}",
            verify=ssl.create_default_context(cafile=str(self.folder / "ca.pem")),
            auth=("patroni", self.passwords["rest"]),
            timeout=2.0,
            trust_env=False,
        )

    def wait_ready(self, but: Iterable[Node] = (), within_s: float = READY_WITHIN_S) -> Node:
        """Wait for a primary whose standbys all stream, one of them synchronously.

        Args:
            but: nodes that are away, and are not waited for.
            within_s: how long.

        Returns:
            The primary.

        Raises:
            ClusterNotReady: see the class.
        """
        nodes, end = self._others(but), time.monotonic() + within_s
        while True:
            states = {node.name: self.status(node) for node in nodes}
            for node in nodes:
                if is_primary(states[node.name]) and _is_followed(states, node.name):
                    return node
            if time.monotonic() > end:
                away = [node for node in nodes if states[node.name].get("state") != "running"]
                logs = "".join(f"\n{node.name}:\n{node.last_said()}" for node in away)
                raise ClusterNotReady(json.dumps(states) + logs)
            time.sleep(0.25)

    def _others(self, but: Iterable[Node]) -> list[Node]:
        away = {node.number for node in but}
        return [node for node in self.nodes if node.number not in away]

    def _prepare(self) -> None:
        addresses = {n.name: [n.peer_address, n.client_address, "127.0.0.1"] for n in self.nodes}
        make_node_certificates(self.folder, addresses)
        for node in self.nodes:
            shutil.copy(self.folder / "ca.pem", node.folder)
            node.prepare(node_values(self.network, self.nodes, node, self.passwords))

    def _make_database(self, primary: Node) -> None:
        command = [*as_user(), "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(primary.folder), "-p", str(primary.ports.postgres)]
        command += ["-U", "postgres", "-d", "postgres"]
        script = (CITY / "database.sql").read_text(encoding="utf-8")
        given = [f"\\set {n}_password {self.passwords[n]}\n" for n in ("demado", "office")]
        subprocess.run(
            command,
            input="".join([*given, script]).encode(),
            env={"PATH": os.environ["PATH"], "PGPASSWORD": self.passwords["superuser"]},
            check=True,
            capture_output=True,
        )


def is_primary(status: dict[str, Any]) -> bool:
    """Tell whether Patroni's words describe a running primary."""
    return status.get("state") == "running" and status.get("role") in ("master", "primary")


def _is_followed(states: dict[str, dict[str, Any]], primary: str) -> bool:
    """Tell whether all others stream from *primary* and one of them may take over.

    PostgreSQL's ``sync_state`` comes first and the right to take over a moment
    later: a primary that dies in between is waited for, not replaced.
    """
    replication = states[primary].get("replication", [])
    following = [standby for standby in replication if standby.get("state") == "streaming"]
    entitled = [name for name, status in states.items() if status.get("sync_standby")]
    return len(following) >= len(states) - 1 and bool(entitled)


def _network(folder: Path, nodes: int, *, cables: bool) -> Network:
    tag = hashlib.sha256(str(folder).encode()).hexdigest()[:6]
    return Namespaces(tag, nodes) if cables else Loopback()
