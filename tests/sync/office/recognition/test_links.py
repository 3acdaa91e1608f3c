"""A clerk says once whose certificate it is; nothing is linked by itself, nothing leaks."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.office.audit.log import OfficeEvidence
from sync.office.parsing.signature import SignatureReport, SignatureVerdict
from sync.office.recognition.addressee import LinkRefused, addressee_of
from sync.office.recognition.links import CertificateHolder, CertificateLinks
from sync.office.store.columns import ColumnCipher, ColumnKeys
from sync.office.store.resealing import Resealing
from sync.office.store.store import OfficeStore
from sync.wire.events.event import SignedEvent

ON = "ab" * 16
NUMBER = "000123456789012"
TARO = CertificateHolder("aa" * 32, "5a17", "見本　太郎", "19450403")
RENEWED = CertificateHolder("aa" * 32, "5a18", "見本 太郎", "19450403")
TWIN = CertificateHolder("aa" * 32, "77", "見本　次郎", "19450403")
FIRST = ColumnKeys({"0a0b0c0d": bytes(32)}, "0a0b0c0d")
SECOND = ColumnKeys({"0a0b0c0d": bytes(32), "11223344": b"\1" * 32}, "11223344")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OfficeStore]:
    with closing(OfficeStore.open(tmp_path / "office.db")) as made:
        made.cipher = ColumnCipher(lambda _: FIRST)
        yield made


@pytest.fixture
def links(store: OfficeStore, tmp_path: Path) -> CertificateLinks:
    return CertificateLinks(store, OfficeEvidence.open(store, tmp_path))


def linked(links: CertificateLinks, holder: CertificateHolder) -> str:
    found = links.find(holder)
    return found.addressee if found else ""


def test_a_linked_certificate_is_known_again(links: CertificateLinks) -> None:
    assert linked(links, TARO) == ""
    links.link(TARO, "０００１２３-456789012", by="clerk", on=ON)
    assert linked(links, TARO) == NUMBER
    assert linked(links, TWIN) == ""
    assert links.suggested(TWIN) == []


def test_a_renewed_certificate_is_suggested_and_never_linked_by_itself(
    links: CertificateLinks,
) -> None:
    links.link(TARO, NUMBER, by="clerk", on=ON)
    assert linked(links, RENEWED) == ""
    (one,) = links.suggested(RENEWED)
    assert (one.addressee, one.name) == (NUMBER, "見本　太郎")
    links.link_as(RENEWED, one.id, by="clerk", on=ON)
    assert linked(links, RENEWED) == linked(links, TARO) == NUMBER
    third = CertificateHolder("bb" * 32, "5a17", "見本　太郎", "19450403")
    assert [one.addressee for one in links.suggested(third)] == [NUMBER], "one a person"


def test_two_people_of_one_name_and_birth_date_are_both_suggested(links: CertificateLinks) -> None:
    links.link(TARO, NUMBER, by="clerk", on=ON)
    links.link(RENEWED, "7", by="clerk", on=ON)
    third = CertificateHolder("aa" * 32, "5a19", "見本　太郎", "19450403")
    assert {one.addressee for one in links.suggested(third)} == {NUMBER, "7"}


def test_a_certificate_without_a_name_suggests_nobody(links: CertificateLinks) -> None:
    bare = CertificateHolder("aa" * 32, "1", "", "")
    links.link(bare, NUMBER, by="clerk", on=ON)
    assert links.suggested(CertificateHolder("aa" * 32, "2", "", "")) == []


def test_the_second_of_two_clerks_is_refused(links: CertificateLinks) -> None:
    links.link(TARO, NUMBER, by="clerk", on=ON)
    with pytest.raises(LinkRefused, match="ほかの職員"):
        links.link(TARO, "7", by="other", on=ON)
    assert linked(links, TARO) == NUMBER
    found = links.find(TARO)
    assert found
    links.unlink(found.id, by="clerk", on=ON)
    assert linked(links, TARO) == ""
    with pytest.raises(LinkRefused, match="もうありません"):
        links.unlink(found.id, by="clerk", on=ON)
    with pytest.raises(LinkRefused, match="もうありません"):
        links.link_as(TARO, found.id, by="clerk", on=ON)


def test_every_link_is_an_event_that_names_no_number(links: CertificateLinks) -> None:
    links.link(TARO, NUMBER, by="clerk", on=ON)
    found = links.find(TARO)
    assert found
    links.unlink(found.id, by="clerk", on=ON)
    assert links.evidence
    events = [SignedEvent.from_bytes(one).event for one in links.evidence.contents()]
    assert [one.kind for one in events][-2:] == ["certificate_linked", "certificate_unlinked"]
    assert NUMBER not in str(events)
    assert NUMBER not in repr(found)


def test_the_database_holds_no_number_and_no_name(
    links: CertificateLinks, store: OfficeStore
) -> None:
    links.link(TARO, NUMBER, by="clerk", on=ON)
    everything = str(store.rows("select * from certificate_link"))
    for word in (NUMBER, "見本", "19450403", "5a17", "aa" * 32):
        assert word not in everything


def test_a_new_column_key_finds_every_link_again(
    links: CertificateLinks, store: OfficeStore
) -> None:
    links.link(TARO, NUMBER, by="clerk", on=ON)
    store.cipher = ColumnCipher(lambda _: SECOND)
    assert linked(links, TARO) == "", "not yet"
    links.renew_digests()
    assert linked(links, TARO) == NUMBER
    assert [one.addressee for one in links.suggested(RENEWED)] == [NUMBER]
    assert links.pause_s() > 60
    resealing = Resealing(store)
    while resealing.run_once():
        pass
    store.cipher = ColumnCipher(lambda _: ColumnKeys({"11223344": b"\1" * 32}, "11223344"))
    assert linked(links, TARO) == NUMBER, "the older key is not needed any more"


def test_a_link_made_again_under_the_new_key_stays(
    links: CertificateLinks, store: OfficeStore
) -> None:
    links.link(TARO, NUMBER, by="clerk", on=ON)
    store.cipher = ColumnCipher(lambda _: SECOND)
    links.link(TARO, "7", by="clerk", on=ON)
    links.renew_digests()
    assert linked(links, TARO) == "7"
    assert store.rows("select count(*) from certificate_link") == [(1,)]


@pytest.mark.parametrize(
    "text", ["", "12a4", "見本", "1" * 16, "123456789018", "１２３４５６７８９０１８"]
)
def test_what_is_no_addressee_number_is_refused(text: str) -> None:
    with pytest.raises(LinkRefused):
        addressee_of(text)


def test_a_long_number_with_zeros_before_it_is_taken() -> None:
    assert addressee_of("000 1234 5678 9018") == "000123456789018"


@pytest.mark.parametrize(
    "verdict", [one for one in SignatureVerdict if one not in ("good", "lapsed")]
)
def test_nobody_is_known_by_a_signature_that_is_not_good(
    verdict: SignatureVerdict, links: CertificateLinks
) -> None:
    report = SignatureReport(verdict, serial="5a17", authority="aa" * 32)
    assert CertificateHolder.of(report) is None
    assert CertificateHolder.of(None) is None
    with pytest.raises(LinkRefused):
        links.link(None, NUMBER, by="clerk", on=ON)
