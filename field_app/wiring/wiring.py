"""Builds the parts that the flows work with, and runs their threads."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from card_reader import CardSource
from card_reader.android_nfc import AndroidSource, main_activity
from card_reader.genuineness import Issuers, IssuersRefused
from card_reader.genuineness.issuers import SHIPPED, load_issuers
from card_reader.pcsc import PcscSource
from card_reader.simulated import SimulatedDesk, SimulatedSource
from field_app.content.edition import built_in, draft_edition, own_content, refuse_unusable
from field_app.flow.base.services import Papers, Services
from field_app.flow.kept.editions import Editions
from field_app.platform.files import Files
from field_app.platform.workers import Workers
from field_app.wiring.options import TabletOptions
from sync.tablet.boards.shelf import BoardShelf
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.lease_taker import LeaseTaker
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import (
    DeviceSecret,
    FileDeviceSecret,
    KeyStore,
    KeyStoreDeviceSecret,
    SecretPlace,
    secret_place,
)
from sync.tablet.errors import PracticeCardsRefused
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import EvidenceSender, EvidenceThread
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.packs.keeper import PackKeeper
from sync.tablet.packs.packs import Pack, PackShelf
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from sync.wire.city import is_practice_city, utc_now
from sync.wire.digest import sha256_hex
from sync.wire.hpke.suite_names import this_platform
from sync.wire.hpke.suites import self_test

log = logging.getLogger(__name__)


def store_path(data: Path) -> Path:
    """Return the file of the tablet's sealed store."""
    return data / "tablet.db"


def secret_of(data: Path, key_store: KeyStore | None = None) -> DeviceSecret:
    """Return the device secret: in the platform's key store, else in a folder beside the data.

    *key_store* is None where the app is served to a browser.
    """
    if key_store and secret_place(this_platform(), served=False).kind == "key_store":
        return KeyStoreDeviceSecret(key_store)
    return FileDeviceSecret(data / "secret" / "device")


def real_reader() -> CardSource:
    """Return the platform's reader of real cards: NFC on Android, else PC/SC."""
    return AndroidSource(main_activity) if this_platform() == "android" else PcscSource()


def card_issuers(data: Path) -> Issuers:
    """Return the keys that vouch for chips: those of the city's own file, else the shipped ones.

    A file that cannot be read vouches for nobody: the card's page says so for every card.
    """
    own = data / "card_issuers.toml"
    try:
        return load_issuers(own if own.exists() else SHIPPED)
    except IssuersRefused as refused:
        log.error("the keys that vouch for chips cannot be used: %s", refused)
        return Issuers(())


def started(secret: DeviceSecret) -> dict[str, str]:
    """Return what the evidence says of a start: which program, and where the device secret lies."""
    try:
        numbers = version("demado").split(".")[:3]
    except PackageNotFoundError:  # a packaged app carries no metadata
        numbers = []
    whole = len(numbers) == 3 and all(n.isascii() and n.isdigit() and len(n) < 3 for n in numbers)
    return {
        "version": ".".join(numbers) if whole else "0.0.0",
        "secret": "file" if isinstance(secret, FileDeviceSecret) else "key_store",
        "at_rest": "A256GCM",
    }


def pack_shelf(data: Path, store: Store, enrolled: EnrolledDevice) -> PackShelf:
    """Return the packs of one tablet; a newer one changes the device's city with it."""
    return PackShelf(
        store,
        data / "packs",
        check=refuse_unusable,
        apply=lambda city: enrolled.take_city(store, city),
    )


def _content(
    options: TabletOptions, store: Store, client: Client, evidence: EvidenceLog
) -> tuple[Editions, PackKeeper]:
    """Return what visits begin with, and what keeps it fresh; packs that no draft needs go."""
    enrolled, given = evidence.enrolled, options.procedures or options.content
    shelf = pack_shelf(options.data, store, enrolled)
    shelf.prune(shelf.pinned())
    own = draft_edition(options.content) if options.content else built_in(options.procedures)
    editions = Editions(own, None if given else shelf, lambda: own_content(enrolled.city))

    def note(pack: Pack) -> None:
        digest = sha256_hex(pack.id.encode())
        evidence.note("pack_switched", version=pack.manifest.version, digest=digest)

    return editions, PackKeeper(
        shelf, client.pack_file, on_pack=lambda _: editions.refresh(), on_switch=note
    )


def _courier(  # noqa: PLR0913 - whom it serves
    outbox: Outbox,
    vault: Vault,
    client: Client,
    evidence: EvidenceLog,
    packs: PackKeeper,
    *,
    boards: BoardShelf,
) -> Courier:
    """Return what delivers the outbox, and passes on what the reception says beside it."""
    return Courier(
        outbox,
        DecisionShelf(outbox.store, outbox.enrolled),
        client,
        on_restored=evidence.offer_again,
        on_lease=LeaseTaker(vault, outbox.enrolled, evidence).take,
        on_unknown_key=packs.wake,
        after_news=lambda: boards.fetch(client),
    )


def _note_start(evidence: EvidenceLog, secret: DeviceSecret, *, has_wiped: bool) -> None:
    evidence.note("app_started", **started(secret))
    if has_wiped:  # the city's order, which was cut off before its word was written
        evidence.note("wiped", cause="ordered")


@contextmanager
def services(
    options: TabletOptions,
    hand_out: Papers,
    *,
    files: Files | None = None,
    key_store: KeyStore | None = None,
) -> Iterator[Services]:
    """Open one tablet's parts and close them in order; *key_store* as in :func:`secret_of`.

    *files* is None where no server stands between the app and what draws it.

    Raises:
        StoreInUse, StoreDamaged, NotEnrolled, WrongDeviceSecret, PracticeCardsRefused,
        WireError: it cannot start.
    """
    self_test()
    secret = secret_of(options.data, key_store)
    place = secret_place(this_platform(), served=key_store is None)
    with closing(Store.open(store_path(options.data))) as store:
        enrolled, vault = EnrolledDevice.open(store, secret), Vault(store, secret)
        has_wiped, client = vault.start(), Client(enrolled)
        outbox = Outbox(store, enrolled)
        parts = _parts(options, vault, client, outbox, hand_out=hand_out, files=files, place=place)
        _note_start(parts.evidence, secret, has_wiped=has_wiped)
        with _running(parts, client):
            yield parts


def _parts(  # noqa: PLR0913 - what a tablet is made of
    options: TabletOptions,
    vault: Vault,
    client: Client,
    outbox: Outbox,
    *,
    hand_out: Papers,
    files: Files | None,
    place: SecretPlace,
) -> Services:
    """Return the parts of an opened store, at rest.

    Raises:
        PracticeCardsRefused: *options* ask for practice cards on a real city's tablet.
    """
    store, enrolled = outbox.store, outbox.enrolled
    if options.practice_cards and not is_practice_city(enrolled.city.lg_code):
        raise PracticeCardsRefused
    evidence = EvidenceLog(store, enrolled)
    editions, packs = _content(options, store, client, evidence)
    boards = BoardShelf(store, enrolled, utc_now)
    desk = SimulatedDesk(options.practice_cards) if options.practice_cards else None
    return Services(
        store=store,
        vault=vault,
        enrolled=enrolled,
        outbox=outbox,
        boards=boards,
        courier=_courier(outbox, vault, client, evidence, packs, boards=boards),
        evidence=evidence,
        cards=SimulatedSource(desk) if desk else real_reader(),
        practice=desk,
        issuers=desk.issuers() if desk else card_issuers(options.data),
        editions=editions,
        packs=packs,
        hand_out=hand_out,
        files=files,
        workers=Workers(),
        now=utc_now,
        secret_place=place,
    )


@contextmanager
def _running(parts: Services, client: Client) -> Iterator[None]:
    """Let the threads and the workers run while the block does; the last one ends first."""
    sender = EvidenceSender(parts.evidence, lambda path, body: client.call("POST", path, body))
    beside = EvidenceThread(sender, lambda: parts.courier.status().is_answered)
    threads = (parts.courier, beside, parts.packs)
    for one in threads:
        one.start()
    try:
        yield
    finally:
        for one in reversed(threads):
            one.stop()
        parts.workers.close()
        client.close()
