"""``python -m tests.cluster``: the long trial, each node in a network of its own; needs root.

Three kills of the primary, two partitions, a switchover, a killed reception and
a full restart under load. Prints what stands in tests/bench/RESULTS.md; a loss ends in
an error.
"""

import shutil
import tempfile
from pathlib import Path

from build.cluster.cluster import Cluster
from tests.cluster.trial import Findings, Trial

KILLS = 3
RECEPTIONS, SENDERS = 3, 6


def main() -> None:
    """Run everything and say what was found."""
    folder = Path(tempfile.mkdtemp(prefix="demado-cluster-"))
    cluster = Cluster.make(folder / "nodes", cables=True)
    folder.chmod(0o755)
    cluster.network.create()
    try:
        with cluster.network.entered():
            found = run(cluster, folder)
    finally:
        cluster.kill()
        cluster.network.remove()
    shutil.rmtree(folder)
    print("\n".join(table(found)))
    if found.faults():
        raise SystemExit("\n".join(found.faults()))


def run(cluster: Cluster, folder: Path) -> Findings:
    """Hurt a cluster in every way that is promised, under load."""
    cluster.up()
    trial = Trial(cluster, folder, RECEPTIONS, SENDERS)
    with trial.running():
        for _ in range(KILLS):
            trial.kill_primary()
        trial.cut_primary(from_clients=False)
        trial.cut_primary(from_clients=True)
        trial.switch_over()
        trial.kill_reception()
        trial.lose_power()
    return trial.findings


def table(found: Findings) -> list[str]:
    """Return the rows for RESULTS.md."""
    lines = ["| event under load | longest time without a receipt | cluster whole again |"]
    lines.append("|---|---|---|")
    ends = [*(event.at_s for event in found.events[1:]), float("inf")]
    for event, end in zip(found.events, ends, strict=True):
        gap = found.longest_gap_s(event.at_s, end)
        lines.append(f"| {event.name} | {gap:.1f} s | {event.whole_s:.1f} s |")
    count = len(found.acknowledged) + found.courier_sealed
    lines += [
        "",
        f"{count} acknowledged, {found.stored} stored, {len(found.lost)} lost, "
        f"{len(found.doubled)} doubled; longest gap {found.longest_gap_s():.1f} s; "
        f"{sum(found.failures.values())} failed requests, all of them sent again.",
    ]
    return lines


if __name__ == "__main__":
    main()
