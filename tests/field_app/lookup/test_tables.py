"""Of the app's table and the pack's the newer is used, and staff are told of old ones."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from field_app.lookup.tables import Tables
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.kinds.address import exported_address
from sync.errors import WireError
from sync.wire.content.table import MOST, NAMES, open_table, table_path

LINES = {
    "banks": "0001\tみほん\tミホン\n",
    "postal": "99201\t見本県\t見本市\n9990000\t99201\t上野\n",
}


def packed(name: str, as_of: str, lines: str | None = None) -> bytes:
    head = {"table": name, "as_of": as_of, "source": "見本", "licence": "MIT"}
    return gzip.compress(f"{json.dumps(head)}\n{LINES[name] if lines is None else lines}".encode())


def folder(parent: Path, name: str, **days: str) -> Path:
    for table, as_of in days.items():
        path = parent / name / table_path(table)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(packed(table, as_of))
    return parent / name


def test_the_table_that_is_dated_later_is_used(tmp_path: Path) -> None:
    newer = folder(tmp_path, "newer", banks="2099-01-01", postal="1999-01-01")
    tables = Tables((newer, assets_folder()))
    found = tables.banks.bank("0001")
    assert found
    assert found.name == "みほん"
    assert tables.postal.find("9990000") == ()
    assert tables.postal.find("8740833") != ()


def test_a_table_that_cannot_be_read_leaves_the_apps_own(tmp_path: Path) -> None:
    broken = folder(tmp_path, "broken", banks="2099-01-01")
    (broken / table_path("banks")).write_bytes(b"no table")
    assert Tables((broken, assets_folder())).banks.bank("0183") is not None


def test_staff_are_told_of_a_table_after_its_time(tmp_path: Path) -> None:
    tables = Tables((folder(tmp_path, "own", banks="2026-03-01", postal="2026-03-01"),))
    assert tables.outdated(date(2026, 5, 30)) == ()
    assert tables.outdated(date(2026, 5, 31)) == (("banks", date(2026, 3, 1)),)
    assert [name for name, _ in tables.outdated(date(2026, 8, 29))] == ["banks", "postal"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", gzip.compress(b"{}\n"), packed("banks", "soon"), packed("postal", "2026-01-01"),
        packed("banks", "2026-01-01")[:-9], packed("banks", "2026-01-01", "0001\tx"),
        packed("banks", "2026-01-01", "x" * MOST + "\n"),
        gzip.compress(packed("banks", "2026-01-01")),
    ],
    ids=range(9),
)  # fmt: skip
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(WireError):
        open_table("banks", content)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_that_ships_opens_and_says_where_it_comes_from(name: str) -> None:
    head, lines = open_table(name, (assets_folder() / table_path(name)).read_bytes())
    assert head.source
    assert head.licence
    assert lines.startswith("\n")


def test_the_parts_of_an_exported_address_are_those_of_the_newer_pack(tmp_path: Path) -> None:
    """見本市 is in no table of the app; the table of a later pack knows it."""
    text, newer = "見本県見本市上野1丁目2-3", folder(tmp_path, "pack", postal="2099-01-01")
    told = [
        exported_address({"postal": "", "text": text}, Tables(folders))
        for folders in ((assets_folder(),), (newer, assets_folder()))
    ]
    assert [one["parts"].get("city") for one in told] == [None, "見本市"]
    assert told[1]["parts"]["chome"] == "一丁目"
    assert told[0]["parts_as_of"] < told[1]["parts_as_of"] == "2099-01-01"
