"""Issue 12, point 5: a benefit is paid once, and one account once, unless a person says so."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sync.office.applications.reading import ApplicationReader
from sync.office.exports.feed import Feed
from sync.office.exports.paying import Paying
from sync.office.exports.payments import MOST, NO_ACCOUNT, PUBLIC, NoSuchList, Payments
from sync.office.exports.records import Records
from sync.office.exports.runs import ExportForm, Run, destination, summary
from sync.wire.individual_number import has_individual_number
from tests.sync.office.exports.decided import ACCOUNT, decided, package, records
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk


class CountingReader(ApplicationReader):
    """A reader that counts what it opens."""

    opened = 0

    def exported(self, id: str, content: bytes) -> Any:
        type(self).opened += 1
        return super().exported(id, content)


OTHER = {**ACCOUNT, "number": "7654321"}


def test_each_is_paid_once_and_an_account_that_has_a_payment_is_asked(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    first, second = two
    first.know(online)
    decided(first, online, package("見本　太郎"), package("見本　花子", OTHER))
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda one: Payments(one.store).make(records(one), 30_000), two))
    assert sorted(len(one.payments) for one in made) == [0, 2], "two who make a list at once"
    whole = max(made, key=lambda one: len(one.payments))
    assert (whole.total, whole.table("cp932").content.count(b"\r\n")) == (60_000, 3)
    decided(first, online, package("見本　太郎"))
    third = records(first)[-1]
    (left,) = Payments(second.store).make(records(second), 30_000).left
    assert (left.number, "同じ口座" in left.why) == (third.number, True)
    released = Payments(first.store).make(records(first), 30_000, [third.number])
    assert [one.record.number for one in released.payments] == [third.number]
    again = Payments(second.store).again(whole.number, records(second))
    assert again.table("cp932").content == whole.table("cp932").content
    with pytest.raises(NoSuchList):
        Payments(second.store).again(99, [])


def test_what_stands_on_a_list_stays_shut_when_the_next_one_is_made(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    office, _ = two
    office.know(online)
    decided(office, online, package("見本　太郎"), package("見本　花子", OTHER))
    CountingReader.opened = 0
    reader = CountingReader(office.store, office.keys)
    paying = Paying(office.store, Records(office.store, reader))
    made = paying.make_whole("kyufukin", 30_000)
    assert (len(made.payments), CountingReader.opened) == (2, 2)
    decided(office, online, package("見本　三郎", {**ACCOUNT, "number": "1111111"}))
    assert len(paying.make_whole("kyufukin", 30_000).payments) == 1
    assert CountingReader.opened == 3, "what is paid is not opened again"
    assert len(paying.again(made.number).payments) == 2


def test_what_no_transfer_takes_goes_to_a_person(two: tuple[Parts, Parts], online: Desk) -> None:
    first, _ = two
    first.know(online)
    odd = [{**ACCOUNT, "bank_code": "18２"}, {**ACCOUNT, "holder_kana": "𠮷"}, {"kind": "public"}]
    decided(first, online, *(package("見本", one) for one in odd), package("見本", {"kind": "?"}))
    made = Payments(first.store).make(records(first), 30_000)
    assert made.payments == ()
    said = [one.why for one in made.left]
    assert [("振込の形" in said[0]), ("U+20BB7" in said[1]), *said[2:]] == [
        True, True, PUBLIC, NO_ACCOUNT,
    ]  # fmt: skip


@pytest.mark.parametrize("amount", [0, -1, MOST + 1])
def test_no_such_amount_is_paid(two: tuple[Parts, Parts], amount: int) -> None:
    with pytest.raises(ValueError, match="10,000,000"):
        Payments(two[0].store).make([], amount)


def test_a_destination_gets_what_it_lacks_and_the_log_has_each_file(
    two: tuple[Parts, Parts], online: Desk, tmp_path: Path
) -> None:
    first, second = two
    first.know(online)
    decided(first, online, package("見本　太郎"), package("見本　花子", OTHER))
    folder = tmp_path / "carriage"
    wanted = ExportForm("csv", "kyufukin", only_accepted=True)

    def run(office: Parts) -> list[Path]:
        kept = Records(office.store, ApplicationReader(office.store, office.keys))
        return list(Run(office.store, kept, office.evidence, folder).to_destination("core", wanted))

    (path,) = run(first)
    assert path.name == "kyufukin-00000001-00000002.csv"
    assert summary([path])["count"] == 2
    assert run(second) == []
    assert destination(second.store, "core") == 2
    Feed(first.store).catch_up()
    kinds = [json.loads(one[64:])["kind"] for one in first.evidence.contents()]
    assert kinds.count("exported") == 1
    assert not has_individual_number(path.read_text(encoding="utf-8-sig"), receipts=True)
