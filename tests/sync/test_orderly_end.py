"""A server that is told to end finishes its requests and closes what it opened, in bounded time."""

import json
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from build.ports import free_port
from build.sample_city.programs import is_listening
from sync.office.commands.office import parser
from tests.cluster.lonely import LonelyPrimary
from tests.sync.city import City, make_city
from tests.sync.postgresql import Server
from tests.sync.serving import WITHIN_S, serving


def test_mended_14_the_reception_answers_what_runs_and_closes_its_database(city: City) -> None:
    city.store.close()
    log = city.folder / "reception" / "reception.db-wal"
    with serving(city) as process, talking(city) as http:
        assert http.get("/readyz").status_code == 200

        def body() -> Iterator[bytes]:
            yield b'{"code": '
            process.terminate()
            time.sleep(0.5)
            yield b"1}"

        assert http.post("/v1/devices", content=body()).status_code == 400
        assert process.wait(WITHIN_S) == 0
    assert not log.exists(), "whoever closes the database last empties its log"


def talking(city: City) -> httpx.Client:
    context = ssl.create_default_context(cafile=str(city.folder / "ca.pem"))
    return httpx.Client(base_url=city.pack.reception_url, verify=context, trust_env=False)


def test_mended_14_the_office_ends_its_threads_and_closes_its_database(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office, port = tmp_path / "office", free_port()
    options = parser().parse_args(["init", "--unencrypted", "--data", str(office)])
    options.run(options)
    assert json.loads(capsys.readouterr().out)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "sync.office", "serve", "--data", str(office)),
            *("--port", str(port), "--reception", city.pack.reception_url),
            *("--ca", str(city.folder / "ca.pem"), "--trust", str(tmp_path)),
            *("--fonts", str(tmp_path)),
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + WITHIN_S
        while not is_listening(port) and time.monotonic() < end:
            assert process.poll() is None
            time.sleep(0.05)
        assert (office / "office.db-wal").exists()
        process.terminate()
        assert process.wait(WITHIN_S) == 0
    finally:
        process.kill()
        process.wait()
    assert not (office / "office.db-wal").exists()


@pytest.mark.slow
def test_mended_14_a_commit_that_never_comes_does_not_keep_the_reception(
    postgres_server: Server, postgres_url: str, tmp_path: Path
) -> None:
    """As while the second machine is away; the tablets offer again what was on its way."""
    city, primary = make_city(tmp_path / "city", postgres_url), LonelyPrimary(postgres_server.url())
    city.store.close()
    try:
        with serving(city) as process, talking(city) as http:
            primary.lose_standby()
            assert http.get("/readyz").status_code == 503
            process.terminate()
            assert process.wait(WITHIN_S) in (0, 1)
    finally:
        primary.find_standby()
