"""A clerk links the card of an application; the next application of that card shows it."""

from datetime import timedelta
from pathlib import Path

import pytest

from sync.wire.city import utc_now
from sync.wire.package import Package, Part, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.office.parsing.signed import SignedForm, signed_form
from tests.sync.tablet.desk import Desk

DAY = timedelta(days=1)
TARO = ("見本　太郎", "319450403")
NUMBER = "000123456789012"


@pytest.fixture
def forms(tmp_path: Path) -> tuple[SignedForm, SignedForm]:
    """Return a form of one card, and one of the card that was renewed."""
    first = signed_form(utc_now() - 99 * DAY, utc_now() + 99 * DAY, TARO)
    renewed = signed_form(utc_now() - DAY, utc_now() + 999 * DAY, TARO, first.key)
    (tmp_path / "authority.pem").write_bytes(first.authority)
    return first, renewed


def send_form(desk: Desk, form: SignedForm) -> str:
    document = {**DOCUMENT, "counter_accepted_at": utc_now().isoformat()}
    part = Part("form.pdf", "application/pdf", form.pdf)
    (id,) = send(desk, [encode_package(Package(document, (part,)))])
    return id


def test_a_linked_card_is_known_on_the_next_application(
    office: Office, online: Desk, forms: tuple[SignedForm, SignedForm]
) -> None:
    approve(office, online)
    first, again, renewed = (send_form(online, one) for one in (forms[0], forms[0], forms[1]))
    office.intake.run_once()

    def page(id: str) -> str:
        return office.web.get(f"/applications/{id}").text

    def post(id: str, form: str, **given: str) -> str:
        data = {"csrf": office.csrf("/devices"), **given}
        return office.web.post(f"/applications/{id}/{form}", data=data).text

    assert "1945年（昭和20年）4月3日" in page(first)
    assert "data-linked" not in page(first)
    assert "マイナンバーかもしれない" in post(first, "link", addressee="123456789018")
    post(first, "link", addressee=NUMBER)
    assert NUMBER in page(again)
    assert "data-linked" in page(again)
    shown = page(renewed)
    assert "data-suggested" in shown
    assert "data-linked" not in shown
    (same_as,) = {part.split('"')[0] for part in shown.split('name="same_as" value="')[1:]}
    post(renewed, "link", same_as=same_as)
    assert "data-linked" in page(renewed)
    assert "data-linked" in page(first)
    (link,) = {part.split('"')[0] for part in page(first).split('name="link" value="')[1:]}
    post(first, "unlink", link=link)
    assert "data-linked" not in page(again)
    assert "data-suggested" in page(again), "the renewed card is linked still"
    assert "もうありません" in post(first, "unlink", link=link)
