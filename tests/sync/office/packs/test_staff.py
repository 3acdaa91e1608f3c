"""The city names its staff in the packs, and takes one off every tablet."""

import json
from pathlib import Path

import pytest

from sync.office.commands.office import parser
from sync.office.keys.keys import make_office_keys
from sync.office.packs.content import PackContentRefused, collect
from sync.office.packs.staff import KEYS, StaffRegister, StaffUnknown
from sync.wire.content.pack import STAFF
from sync.wire.content.staff import StaffList
from tests.sync.pack_city import NOW, PackCity


def run(*arguments: object) -> None:
    options = parser().parse_args([str(one) for one in arguments])
    options.run(options)


def test_mended_23_a_private_half_is_published_once_its_person_is_off_and_not_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city, office = PackCity(tmp_path / "packs"), tmp_path / "office"
    make_office_keys(office, NOW)
    where = ("--data", office, "--content", city.content)
    run("add-staff", *where, "--id", "mori", "--id", "sato")
    before = StaffList.parse(collect(city.content, NOW)[STAFF])
    assert [(one.id, one.is_off, one.take_over) for one in before.staff] == [
        ("mori", False, b""),
        ("sato", False, b""),
    ]
    assert (office / KEYS).stat().st_mode & 0o777 == 0o600
    run("take-off-staff", *where, "--id", "mori")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["off"] == ["mori"]
    after = StaffList.parse(collect(city.content, NOW)[STAFF])
    mori, sato = after.staff
    assert mori.is_off
    assert mori.take_over
    assert (sato.is_off, sato.take_over) == (False, b"")
    run("add-staff", *where, "--id", "mori")
    back = StaffList.parse(collect(city.content, NOW)[STAFF]).find("mori")
    assert back is not None
    assert not back.is_off
    assert back.public != mori.public, "the half that was published opens nothing new"


def test_mended_23_nobody_is_taken_off_twice_or_by_a_name_that_is_not_there(
    tmp_path: Path,
) -> None:
    city = PackCity(tmp_path / "packs")
    register = StaffRegister(tmp_path, city.content)
    with pytest.raises(StaffUnknown):
        register.take_off("mori")
    register.add("mori")
    register.take_off("mori")
    with pytest.raises(StaffUnknown):
        register.take_off("mori")
    city.write(STAFF, '{"staff": [{"id": "Mori"}]}')
    with pytest.raises(PackContentRefused):
        collect(city.content, NOW)
