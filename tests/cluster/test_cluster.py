"""The primary dies under load through real receptions; ``python -m tests.cluster`` does more."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.cluster.cluster import Cluster
from build.cluster.node import as_user
from tests.cluster.trial import Trial

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    # pytest's own folder is closed to the database's user.
    folder = Path(tempfile.mkdtemp(prefix="demado-cluster-"))
    made = Cluster.make(folder)
    try:
        made.up()
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder)


def test_patroni_finds_no_fault_in_the_citys_configuration(cluster: Cluster) -> None:
    for node in cluster.nodes:
        validate = ["patroni", "--validate-config", str(node.folder / "patroni.yml")]
        done = subprocess.run([*as_user(), *validate], capture_output=True, text=True, cwd="/")
        said = (done.stdout + done.stderr).splitlines()
        # That it runs already, and on 127.0.0.1, is all that may be said against it.
        assert {line.split()[0] for line in said} == {
            f"{part}.{address}"
            for part in ("restapi", "postgresql")
            for address in ("listen", "connect_address")
        }


def test_what_was_acknowledged_is_stored_once_when_the_primary_dies(
    cluster: Cluster, tmp_path: Path
) -> None:
    trial = Trial(cluster, tmp_path, receptions=2, senders=3)
    first = cluster.wait_ready()
    with trial.running():
        trial.kill_primary()
    found = trial.findings
    assert cluster.wait_ready().name != first.name
    assert found.faults() == []
    assert found.courier_sealed > 0
    assert len(found.acknowledged) > 100
    assert found.failures, "the tablets did not even notice"
