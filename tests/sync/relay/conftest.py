"""A city whose reception has a tray, a relay beside it, and a foreign system that is called."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from standardwebhooks import Webhook

from sync.office.city.own_layer import read_own_layer
from sync.office.keys.keys import OfficeKeys
from sync.office.mail.round import MailRound
from sync.office.store.mail import counted_jobs
from sync.reception.app import Reception
from sync.reception.keys.keys import load_keys, make_relay_token
from sync.reception.routes.packs import Packs
from sync.relay.line import OutwardLine
from sync.relay.sending import Relaying
from sync.relay.settings import RelaySettings, read_relay_settings
from tests.sync.city import City, running
from tests.sync.office.parts import Parts

OUTCOME, WATCH = ("whsec_" + base64.b64encode(bytes([n] * 32)).decode() for n in (7, 8))
SETTINGS = """
reception = "{reception}"
ca = "{ca}"
token = "relay.token"
outcome_secret = "outcome.secret"

[[destination]]
name = "watch"
url = "http://127.0.0.1:{port}/alive"
kind = "secret"
file = "watch.secret"

[[destination]]
name = "letters"
url = "http://127.0.0.1:{port}/letters"
kind = "token"
file = "letters.token"
"""
LAYER = '[hours]\nopens = "08:30"\ncloses = "17:15"\n[heartbeat]\nto = "watch"\nevery_min = 60\n'


@dataclass
class System:
    """What a foreign system got, and what it answers: the first statuses, then 200."""

    statuses: list[int] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@dataclass
class Wire:
    """The office, the relay, and the foreign system between whom it goes."""

    office: Parts
    round: MailRound
    system: System
    settings: RelaySettings
    folder: Path

    def relay(self) -> None:
        line = OutwardLine(self.settings)
        Relaying(line).run_once()
        line.close()

    def put(self, key: str, to: str = "watch") -> None:
        with self.office.store.transaction() as db:
            self.round.tray.put(db, to, key, {"type": "news"})

    def exchange(self) -> None:
        """Hand over, let the relay work, and hear what became of it."""
        self.round.run_once()
        self.relay()
        self.round.run_once()

    def states(self) -> dict[str, int]:
        return {state: count for _, state, count in counted_jobs(self.office.store)}


@pytest.fixture
def system() -> Iterator[tuple[System, int]]:
    made = System()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            made.got.append((self.path, named, body))
            self.send_response(made.statuses.pop(0) if made.statuses else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made, server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def wire(
    city: City, system: tuple[System, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Wire]:
    monkeypatch.setattr(Packs, "newest_city", lambda _: city.pack)
    folder = tmp_path / "relay"
    folder.mkdir()
    make_relay_token(city.folder / "reception", folder / "relay.token")
    (folder / "outcome.secret").write_text(OUTCOME + "\n")
    (folder / "watch.secret").write_text(WATCH)
    (folder / "letters.token").write_text("a provider's token")
    text = SETTINGS.format(
        reception=city.pack.reception_url, ca=city.folder / "ca.pem", port=system[1]
    )
    (folder / "relay.toml").write_text(text)
    (tmp_path / "office.toml").write_text(LAYER)
    assert read_own_layer(tmp_path / "office.toml").heartbeat is not None
    office = Parts.open(city, tmp_path, tmp_path / "office.db")
    keys = OfficeKeys(
        office.keys.sealing, "a1", city.answer_key, "", {}, mail_secrets={"relay": (OUTCOME,)}
    )
    made = MailRound.of(office.store, office.client, keys, tmp_path / "office.toml")
    server = city.server()
    relayed = Reception(
        city.store, load_keys(city.folder / "reception"), packs=city.folder, mail=["relay"]
    )
    server.config.app = relayed.app()
    with running(server):
        yield Wire(office, made, system[0], read_relay_settings(folder / "relay.toml"), folder)
        office.close()


def is_signed(headers: dict[str, str], body: bytes, secret: str = WATCH) -> bool:
    Webhook(secret).verify(body, headers)
    return bool(json.loads(body))
