"""The city's nginx.conf before two workers: one may die, and nobody reaches the office's part."""

import hashlib
import os
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from build.ports import free_port
from sync.tablet.errors import ServerRefused
from sync.tablet.line.client import Client, connect
from sync.tablet.outbox.outbox import Outbox
from sync.wire.package import Package, Part
from tests.cluster.nginx import configured, nginx
from tests.cluster.receptions import Receptions, make_city_on
from tests.sync.city import City, enrolled_tablet

pytestmark = pytest.mark.cluster


@dataclass
class Front:
    """What stands behind the one address that tablets know."""

    city: City
    receptions: Receptions
    client: Client
    outbox: Outbox


def configuration(folder: Path, port: int, workers: tuple[int, ...]) -> Path:
    """Return the city's file with this test's addresses."""
    changes = {
        "listen 443": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8441": f"127.0.0.1:{workers[0]}",
        "127.0.0.1:8442": f"127.0.0.1:{workers[1]}",
        "reception.demado.example": "localhost",
        "/etc/demado/tls": str(folder / "city"),
    }
    return configured("nginx.conf", folder, changes)


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    database, port = str(tmp_path / "reception.db"), free_port()
    receptions = Receptions(tmp_path / "city", database, 2)
    city = make_city_on(database, tmp_path / "city", port)
    made = configuration(tmp_path, port, receptions.ports)
    with receptions.running(), nginx(made, port):
        store, _, enrolled = enrolled_tablet(city, tmp_path / "tablet")
        client = Client(enrolled)
        yield Front(city, receptions, client, Outbox(store, enrolled))
        client.close()
        store.close()
    city.store.close()


def sealed(outbox: Outbox) -> tuple[str, bytes]:
    package = Package({"v": 1}, (Part("form.pdf", "application/pdf", b"%PDF"),))
    item = outbox.put(outbox.reserve_number(date(2026, 11, 23)), package)
    return next(one for one in outbox.due(100, 10**7) if one[0] == item.id)


def test_a_dead_worker_is_passed_over(front: Front) -> None:
    ids = []
    for number in range(12):
        if number == 4:
            front.receptions.kill(front.receptions.ports[0])
        id, content = sealed(front.outbox)
        (result,) = front.client.send([content])
        assert result.receipt
        ids.append(id)
    rows = front.city.store.rows("select id from submission order by seq")
    assert [id for (id,) in rows] == ids


def test_an_attachment_of_many_pieces_goes_through(front: Front) -> None:
    content = os.urandom(3 * 1024 * 1024)
    digest = hashlib.sha256(content).hexdigest()
    front.client.upload(digest, content)
    found = front.city.store.rows("select size, complete_at from attachment")
    assert found[0][0] == len(content)
    assert found[0][1] is not None


def test_a_body_over_the_limit_is_refused(front: Front) -> None:
    with pytest.raises(ServerRefused) as refused:
        front.client.send([bytes(9 * 1024 * 1024)])
    assert refused.value.status == 413


def test_the_offices_part_is_closed_to_the_outside(front: Front) -> None:
    with connect(front.city.pack) as http:
        assert http.get("/v1/office/devices").status_code == 403
        assert http.get("/readyz").text == "ready"
        assert http.get("/metrics").status_code == 404


def test_tls_before_1_3_is_refused(front: Front) -> None:
    context = ssl.create_default_context(cadata=front.city.pack.ca_pem)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", front.city.port)) as line,
        pytest.raises(ssl.SSLError, match="protocol version"),
    ):
        context.wrap_socket(line, server_hostname="localhost")
