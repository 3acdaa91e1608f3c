"""Names what the office does again and again beside the console, and runs it."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sync.office.applications.reading import ApplicationReader
from sync.office.applications.revocations import Revocations
from sync.office.audit.log import OfficeEvidence
from sync.office.boards.publishing import BoardPublishing
from sync.office.city.own_layer import read_own_layer
from sync.office.exports.made import drop_made
from sync.office.line.client import OfficeClient
from sync.office.line.public import Fetcher
from sync.office.listing.search_index import SearchIndex
from sync.office.mail.round import MailRound
from sync.office.recognition.links import CertificateLinks
from sync.office.retention.sweeper import EVERY_S, RetentionSweeper
from sync.office.revocation.settings import read_sources
from sync.office.store.resealing import Resealing
from sync.office.store.store import OfficeStore
from sync.office.webhooks.round import Telling
from sync.periodic import Periodic
from sync.wire.city import utc_now


def rounds(
    options: argparse.Namespace,
    store: OfficeStore,
    reader: ApplicationReader,
    client: OfficeClient,
    fetcher: Fetcher,
) -> list[Periodic]:
    """Return what works on the rows at hand, each in a thread of its own.

    Raises:
        SettingsRefused, OwnLayerRefused: a file of the city has a mistake.
    """
    sealing, links = Resealing(store), CertificateLinks(store)
    revocations = Revocations(store, reader, read_sources(options.revocation, fetcher))
    made = [
        Periodic("column sealing", sealing.run_once, sealing.pause_s),
        Periodic("revocations", revocations.run_once, revocations.pause_s),
        Periodic("certificate links", links.renew_digests, links.pause_s),
        Periodic("made exports", lambda: drop_made(store, utc_now()), lambda: EVERY_S),
    ]
    telling = Telling.of(store, OfficeEvidence.open(store, options.data))
    made.append(Periodic("webhooks", telling.run_once, telling.pause_s))
    if options.city is not None:
        read_own_layer(options.city)  # so that a mistake ends the start
        boards = BoardPublishing(store, reader.keys, client, options.city)
        made.append(Periodic("boards", boards.run_once, boards.pause_s))
        sweeper = RetentionSweeper(
            store, options.city, evidence=OfficeEvidence.open(store, options.data)
        )
        made.append(Periodic("retention", sweeper.run_once, sweeper.pause_s))
    if reader.keys.mail_secrets:
        mail = MailRound.of(store, client, reader.keys, options.city)
        made.append(Periodic("mail", mail.run_once, mail.pause_s))
    return made


def indexing(index: SearchIndex) -> Periodic:
    """Return what keeps the index of the search up to date."""
    return Periodic("search index", index.look_through, index.pause_s)


@contextmanager
def running(these: Sequence[Periodic]) -> Iterator[None]:
    """Let them run while the block does; the last one ends first."""
    for one in these:
        one.start()
    try:
        yield
    finally:
        for one in reversed(these):
            one.stop()
