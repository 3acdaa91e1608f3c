"""What a city writes into node.env, for the machines of one cluster here."""

from collections.abc import Sequence
from pathlib import Path

from build.cluster.network import Network
from build.cluster.node import Node


def node_values(
    network: Network, nodes: Sequence[Node], node: Node, passwords: dict[str, str]
) -> dict[str, str]:
    """Return what stands in node.env on a machine of a city."""
    members = [f"{n.name}=https://{n.peer_address}:{n.ports.etcd_peer}" for n in nodes]
    return {
        "NODE_NAME": node.name,
        "PEER_ADDRESS": node.peer_address,
        "LISTEN": network.listen,
        "POSTGRES_PORT": str(node.ports.postgres),
        "REST_PORT": str(node.ports.rest),
        "ETCD_PORT": str(node.ports.etcd),
        "ETCD_PEER_PORT": str(node.ports.etcd_peer),
        "ETCD_HOSTS": ",".join(f"{n.peer_address}:{n.ports.etcd}" for n in nodes),
        "ETCD_MEMBERS": ",".join(members),
        "ETCD_STATE": "new",
        "ETCD_FOLDER": str(node.folder / "etcd"),
        "TLS_FOLDER": str(node.folder),
        "DATA_FOLDER": str(node.data),
        "RUN_FOLDER": str(node.folder),
        "BIN_FOLDER": str(postgres_programs()),
        "CLUSTER_NETWORK": network.cluster_network,
        "RECEPTION_NETWORK": network.reception_network,
        "OFFICE_NETWORK": network.reception_network,
        "SUPERUSER_PASSWORD": passwords["superuser"],
        "REPLICATION_PASSWORD": passwords["replication"],
        "REWIND_PASSWORD": passwords["rewind"],
        "REST_PASSWORD": passwords["rest"],
        "WATCHDOG": "off",
    }


def postgres_programs() -> Path:
    """Return the folder of the newest PostgreSQL's programs. FileNotFoundError: none is here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if not found:
        raise FileNotFoundError("PostgreSQL's programs are missing: apt-get install postgresql-15")
    return found[-1]
