"""A counter of a city that publishes packs: the app without its screens, driven by its flows."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.served.hand_out import HandOutStore
from field_app.state.screen import Screen
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import pack_shelf, secret_of, services, store_path
from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.device.secret import derive
from sync.tablet.packs.folder import from_folder
from sync.tablet.store.sealing import seal_value
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import PENDING_SEAL_KEY, Vault
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.package import decode_package
from tests.sync.city import City, make_city
from tests.sync.pack_city import PackCity, served_packs

PASSPHRASE = "demado-aoi-2026"


@contextmanager
def counter_in(folder: Path, title: str) -> Iterator["Counter"]:
    """Make a city that publishes one procedure, named *title*, and a tablet that has its packs."""
    made, city = make_city(folder / "city"), PackCity(folder / "packs")
    city.city(made.pack)
    city.init()
    counter = Counter(made, city, folder / "tablet")
    counter.newer(title, 1)
    counter.enrol()
    yield counter
    made.store.close()


@dataclass
class Counter:
    """One tablet of a city that publishes packs."""

    made: City
    city: PackCity
    data: Path

    def enrol(self) -> None:
        store, secret = Store.open(store_path(self.data)), secret_of(self.data)
        device_secret = secret.create()
        registration = Registration(device="d" * 16, name="n", number_prefix=1)
        enrolled = EnrolledDevice(registration, self.made.pack, Ed25519PrivateKey.generate())
        line = secret.load_line()
        assert line is not None
        enrolled.save(store, line)
        key = derive(device_secret, PENDING_SEAL_KEY)
        store.put_setting(PENDING_SEAL_KEY, seal_value(key, bytes(32), PENDING_SEAL_KEY))
        Vault(store, secret, scrypt_n=2**10).add_staff("a", "見本 あおい", PASSPHRASE)
        shelf = pack_shelf(self.data, store, enrolled)
        shelf.trust(self.city.metadata("1.root.json").read_bytes())
        shelf.update(from_folder(self.city.repository.folder))
        store.close()

    @asynccontextmanager
    async def start(self, now: Callable[[], datetime] | None = None) -> AsyncIterator[App]:
        """Start the app, without a line, and sign in; *now* is the clock of its screens."""
        with services(TabletOptions(self.data, self.data), HandOutStore()) as parts:
            app = App.open(replace(parts, now=now or parts.now), lambda _: None)
            await app.staff.sign_in("a", PASSPHRASE)
            assert app.state.problem is None
            yield app

    def newer(self, title: str, version: int) -> None:
        self.city.procedure("bus", title=title, version=version, question=f"q{version}")
        self.city.publish()

    def update(self, app: App) -> None:
        """Let the running app take the newest pack over its own line."""
        with served_packs(self.made, self.city.repository.folder):
            assert app.services.packs.run_once() is None


def offered(app: App) -> set[tuple[str, int]]:
    assert app.state.visit is not None
    return {(p.id, p.version) for p in app.state.visit.edition.catalogue.procedures}


async def begin(app: App) -> str:
    """Begin a visit and answer nothing yet."""
    await app.visits.begin()
    assert app.state.problem is None
    assert app.state.visit is not None
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    return app.state.visit.id


async def finish(app: App) -> None:
    await app.filing.start(Source.RESIDENT)
    await app.filing.answer("通院のため")
    await app.filing.begin_read_back()
    await app.filing.confirm_read_back()
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.problem is None
    assert app.state.screen is Screen.SEALED


def sealed_documents(counter: Counter, app: App) -> list[dict[str, object]]:
    rows = app.services.store.rows("select sealed from outbox order by seq")
    envelopes = [Envelope.from_bytes(bytes(content)) for (content,) in rows]
    private = counter.made.sealing.private
    return [decode_package(open_envelope(envelope, private)).document for envelope in envelopes]
