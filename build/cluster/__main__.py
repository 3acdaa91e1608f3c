"""``python -m build.cluster``: a cluster on this machine, to look at and to hurt.

    python -m build.cluster up FOLDER          three nodes; prints the address for receptions
    python -m build.cluster status FOLDER      who leads, who follows
    python -m build.cluster kill FOLDER n1     kill -9 of all that a node runs
    python -m build.cluster start FOLDER       start what does not run
    python -m build.cluster down FOLDER        stop everything; the folder stays

With ``up --cables`` (root) each node has a network of its own, and ``cut`` and
``heal`` pull and plug its cable.
"""

import argparse
from pathlib import Path

from build.cluster.cluster import Cluster, is_primary
from build.cluster.node import Node


def main() -> None:
    """Run the command that the arguments name."""
    options = _parser().parse_args()
    if options.command == "up":
        cluster = Cluster.make(options.folder, options.nodes, cables=options.cables)
        cluster.network.create()
    else:
        cluster = Cluster.open(options.folder)
    with cluster.network.entered():
        _run(options, cluster)
    if options.command == "down":
        cluster.network.remove()


def _run(options: argparse.Namespace, cluster: Cluster) -> None:
    match options.command:
        case "up":
            cluster.up()
            print(cluster.url())
        case "status":
            for node in cluster.nodes:
                print(node.name, _words(cluster, node))
        case "start":
            cluster.start()
        case "kill":
            _node(cluster, options.node).kill()
        case "cut":
            cluster.cut(_node(cluster, options.node))
        case "heal":
            cluster.heal(_node(cluster, options.node))
        case "down":
            cluster.stop()


def _words(cluster: Cluster, node: Node) -> str:
    status = cluster.status(node)
    if not status:
        return "does not answer"
    role = "primary" if is_primary(status) else "standby"
    synchronous = ", synchronous" if status.get("sync_standby") else ""
    return f"{status['state']}, {role}{synchronous}, timeline {status.get('timeline')}"


def _node(cluster: Cluster, name: str) -> Node:
    found = [node for node in cluster.nodes if node.name == name]
    if not found:
        raise SystemExit(f"no node {name}: {', '.join(node.name for node in cluster.nodes)}")
    return found[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m build.cluster",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for command in ("up", "status", "start", "down", "kill", "cut", "heal"):
        named = commands.add_parser(command)
        named.add_argument("folder", type=Path)
        if command == "up":
            named.add_argument("--nodes", type=int, default=3, choices=(3, 5))
            named.add_argument("--cables", action="store_true", help="a network for each; root")
        if command in ("kill", "cut", "heal"):
            named.add_argument("node", help="n1, n2 …")
    return parser


if __name__ == "__main__":
    main()
