"""What the check of a chip means for a visit: told, recorded, sealed; a copy identifies nobody."""

import asyncio
import json
from pathlib import Path

import pytest

from card_reader.simulated.persons import BY_KEY
from field_app.document.inputs import IdentityRecord
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.flow.kept.records import IDENTITY
from field_app.procedure.definition.filer import ChipFound, IdentityMethod
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from field_app.wiring.wiring import card_issuers
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened, said
from tests.house.modules import ROOT

pytestmark = pytest.mark.slow


async def read(app: App, key: str, way: CardWay) -> None:
    """Begin a visit and read a practice card."""
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    app.practice.put(key)
    await app.identity.wait_for_card(way)
    if way is CardWay.PIN:
        await app.identity.read_by_pin("1234")
    else:
        await app.identity.read_by_verification_b(BY_KEY[key].verification_b)


def test_mended_41_a_genuine_chip_is_told_and_recorded(parts: Services) -> None:
    app = opened(parts)

    async def visit() -> IdentityRecord | None:
        await read(app, "taro", CardWay.VERIFICATION_B)
        assert app.state.card_step.seen is not None
        assert app.state.card_step.seen.chip is ChipFound.GENUINE
        await app.identity.accept_card(face_compared=True)
        return app.state.open_visit.identity

    record = asyncio.run(visit())
    assert record is not None
    assert record.chip is ChipFound.GENUINE


@pytest.mark.parametrize(
    ("key", "way"),
    [
        ("copied", CardWay.VERIFICATION_B),
        ("copied", CardWay.PIN),
        ("changed_photo", CardWay.VERIFICATION_B),
    ],
)
def test_mended_41_a_copied_or_changed_card_identifies_nobody(
    parts: Services, key: str, way: CardWay
) -> None:
    app = opened(parts)
    asyncio.run(read(app, key, way))
    assert app.state.problem is not None
    assert app.state.problem.message_key == "card_step.p_not_genuine"
    assert app.state.screen is Screen.IDENTITY  # nobody is asked to type the number again
    assert app.state.card_step.seen is None
    assert app.state.open_visit.identity is None
    assert said(parts)[-1] == ("card_read", {"task": way.value, "result": "not_genuine"})


@pytest.mark.parametrize(
    ("key", "found"),
    [("unknown_issuer", ChipFound.UNKNOWN_ISSUER), ("next", ChipFound.NOT_CHECKED)],
)
def test_mended_41_what_cannot_be_shown_is_told_and_recorded(
    parts: Services, key: str, found: ChipFound
) -> None:
    app = opened(parts)

    async def visit() -> IdentityRecord | None:
        await read(app, key, CardWay.VERIFICATION_B)
        await app.identity.accept_card(face_compared=True)
        return app.state.open_visit.identity

    record = asyncio.run(visit())
    assert record is not None
    assert record.chip is found


def test_mended_41_a_row_from_before_still_opens() -> None:
    row = {
        "method": "card_pin",
        "documents": [],
        "face_compared": False,
        "checked_by": "mihon-a",
        "checked_at": "2026-11-01T01:00:00Z",
        "assurance": "chip",
    }
    found = IDENTITY.validate_json(json.dumps(row))
    assert (found.method, found.chip) == (IdentityMethod.CARD_PIN, None)


def test_mended_41_a_tablet_takes_the_citys_own_keys_and_goes_on_without_readable_ones(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    number = b"5000033\x08\x05001\0\0\0\0"
    assert card_issuers(tmp_path).find(number) is not None
    own = tmp_path / "card_issuers.toml"
    own.write_text("no toml")
    assert card_issuers(tmp_path).find(number) is None
    assert "card_issuers.toml" in caplog.text
    own.write_bytes((ROOT / "card_reader/genuineness/issuers.toml").read_bytes())
    assert card_issuers(tmp_path).find(number) is not None
