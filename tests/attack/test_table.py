"""The table of attacks names tests that are there, and no file of attacks is left out of it."""

from pathlib import Path

from tests.named_tests import missing, named_in, table_rows

TABLE = Path(__file__).with_name("ATTACKS.md").read_text(encoding="utf-8")
ATTACKERS = (
    "stolen tablet, flash image",
    "rooted, running tablet",
    "curious staff",
    "hostile proxy",
    "stolen reception database",
    "tampered or rolled-back pack",
    "forged device",
)


def test_every_attacker_is_there_and_every_claim_has_a_test() -> None:
    rows = table_rows(TABLE)
    assert set(ATTACKERS) <= {attacker for attacker, _, _ in rows}
    assert [claim for _, claim, shown_by in rows if not named_in(shown_by)] == []


def test_every_named_test_is_there() -> None:
    named = named_in(TABLE)
    assert missing(named) == []
    assert TABLE.count("::test_") == len(named), "every entry is read"


def test_no_file_of_attacks_is_left_out() -> None:
    folder = Path(__file__).parent
    files = {
        f"tests/attack/{path.relative_to(folder).as_posix()}" for path in folder.rglob("test_*.py")
    }
    assert files - {path for path, _ in named_in(TABLE)} == {"tests/attack/test_table.py"}
