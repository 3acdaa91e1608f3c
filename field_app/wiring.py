"""Builds the concrete things; nothing else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from card_reader import CardSource
from card_reader.pcsc import PcscSource
from card_reader.simulated import SimulatedDesk, SimulatedSource
from field_app.assets_folder import assets_folder
from field_app.flow.services import HandOut, Services
from field_app.procedure.city import load_city
from field_app.procedure.load import load_catalogue
from field_app.words import Words
from field_app.workers import Workers
from sync.tablet.answers import AnswerShelf
from sync.tablet.client import Client
from sync.tablet.courier import Courier
from sync.tablet.outbox import Outbox
from sync.tablet.secret import FileDeviceSecret
from sync.tablet.station import Station
from sync.tablet.store import Store
from sync.tablet.vault import Vault
from sync.wire.suites import self_test

CITY = "mihon.toml"


def store_path(data: Path) -> Path:
    return data / "tablet.db"


def secret_of(data: Path) -> FileDeviceSecret:
    """The device secret lies in a folder of its own, beside the data."""
    return FileDeviceSecret(data / "secret" / "device")


@contextmanager
def services(
    data: Path, hand_out: HandOut, *, practice_cards: Path | None, procedures: Path | None = None
) -> Iterator[Services]:
    """Open one tablet's parts and close them in order.

    Raises:
        StoreInUse, StoreDamaged, NotEnrolled, WrongDeviceSecret, WireError: it cannot start.
    """
    self_test()
    store, secret = Store.open(store_path(data)), secret_of(data)
    try:
        station = Station.open(store, secret)
        outbox, client = Outbox(store, station), Client(station)
        courier = Courier(outbox, AnswerShelf(store, station), client)
        desk = SimulatedDesk(practice_cards) if practice_cards else None
        cards: CardSource = SimulatedSource(desk) if desk else PcscSource()
        workers = Workers()
        courier.start()
        try:
            yield Services(
                store=store,
                vault=Vault(store, secret),
                station=station,
                outbox=outbox,
                courier=courier,
                cards=cards,
                practice=desk,
                catalogue=load_catalogue(procedures or assets_folder() / "procedures"),
                city=load_city(assets_folder() / "city" / CITY),
                words=cache(Words),
                hand_out=hand_out,
                workers=workers,
                now=lambda: datetime.now(UTC),
            )
        finally:
            courier.stop()
            workers.close()
            client.close()
    finally:
        store.close()
