"""A genuine chip is told from a copy, a changed one and one of an unknown issuer, offline."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_reader import CardError, CardUnreadable, layout, tlv
from card_reader.genuineness import ChipCheck, Issuers, IssuersRefused, Verdict
from card_reader.genuineness.check import CheckedPart
from card_reader.genuineness.cv_certificate import parse_cv_certificate
from card_reader.genuineness.issuers import SHIPPED, load_issuers
from card_reader.genuineness.public_key import parse_key
from card_reader.genuineness.reading import (
    CheckedIdentity,
    checked_by_pin,
    checked_by_verification_b,
)
from card_reader.genuineness.signed_data import signed_digests, signed_face, signed_key
from card_reader.same_card import SameCard
from card_reader.simulated import SimulatedDesk, SimulatedSource
from card_reader.simulated.chip import File, Habits
from card_reader.simulated.faults import Fault
from card_reader.simulated.persons import BY_KEY

BY_B, BY_PIN = "b", "pin"
WAYS = (BY_B, BY_PIN)


def read(desk: SimulatedDesk, key: str, way: str, check: ChipCheck) -> CheckedIdentity:
    """Read the card of *key*, as it lies there."""
    with SimulatedSource(desk).open() as card:
        if way == BY_B:
            return checked_by_verification_b(card, BY_KEY[key].verification_b, check)
        return checked_by_pin(card, "1234", check)


def told(desk: SimulatedDesk, key: str, way: str) -> tuple[Verdict, CheckedPart | None]:
    desk.put(key)
    found = read(desk, key, way, ChipCheck(desk.issuers())).chip
    return found.verdict, found.part


def change(desk: SimulatedDesk, aid: bytes, ef: int, tag: int, value: bytes) -> None:
    """Put another value into an object of a file, as a programmable card could."""
    file = desk.chip().applications[aid].files[ef]
    (outer, inner) = next(iter(tlv.parse(file.content).items()))
    parts = {**tlv.parse(inner), tag: value}
    whole = b"".join(tlv.build(one, content) for one, content in parts.items())
    desk.chip().applications[aid].files[ef] = File(tlv.build(outer, whole), file.opened_by)


@pytest.mark.parametrize("way", WAYS)
def test_mended_41_a_genuine_chip_is_confirmed_without_a_line(
    desk: SimulatedDesk, way: str
) -> None:
    desk.put("taro")
    found = read(desk, "taro", way, ChipCheck(desk.issuers()))
    assert found.chip.verdict is Verdict.GENUINE
    assert found.chip.hierarchy == "practice"
    assert found.chip.issuer in ("9000023/001", "9000033/001")
    assert found.attributes.name == BY_KEY["taro"].name


@pytest.mark.parametrize(
    ("key", "way", "verdict", "part"),
    [
        ("copied", BY_B, Verdict.MISMATCH, CheckedPart.PRESENCE),
        ("copied", BY_PIN, Verdict.MISMATCH, CheckedPart.PRESENCE),
        ("changed_photo", BY_B, Verdict.MISMATCH, CheckedPart.FACE),
        ("changed_photo", BY_PIN, Verdict.GENUINE, None),  # the PIN opens no photo
        ("unknown_issuer", BY_B, Verdict.UNKNOWN_ISSUER, None),
        ("unknown_issuer", BY_PIN, Verdict.UNKNOWN_ISSUER, None),
        ("next", BY_B, Verdict.NOT_CHECKED, CheckedPart.FACE),
        ("next", BY_PIN, Verdict.NOT_CHECKED, CheckedPart.ATTRIBUTES),
    ],
)
def test_mended_41_a_copy_a_change_and_an_unknown_issuer_are_told_apart(
    desk: SimulatedDesk, key: str, way: str, verdict: Verdict, part: CheckedPart | None
) -> None:
    assert told(desk, key, way) == (verdict, part)


@pytest.mark.parametrize(
    ("file", "tag", "way", "part"),
    [
        ((layout.SUPPORT, layout.ATTRIBUTES), 0xDF22, BY_PIN, CheckedPart.ATTRIBUTES),
        ((layout.SUPPORT, layout.ATTRIBUTES), 0xDF23, BY_B, CheckedPart.ATTRIBUTES),
        ((layout.SUPPORT, layout.SIGNED_DIGESTS), 0xDF31, BY_PIN, CheckedPart.ATTRIBUTES),
        ((layout.SUPPORT, layout.SIGNED_KEY), 0xDF52, BY_PIN, CheckedPart.KEY),
        ((layout.VISUAL, layout.FRONT), 0xDF22, BY_B, CheckedPart.FACE),
        ((layout.VISUAL, layout.FRONT), 0xDF25, BY_B, CheckedPart.FACE),
        ((layout.VISUAL, layout.SIGNER_CERTIFICATE), 0x5F37, BY_B, CheckedPart.CERTIFICATE),
        ((layout.SUPPORT, layout.SIGNER_CERTIFICATE), 0x5F37, BY_PIN, CheckedPart.CERTIFICATE),
    ],
)
def test_mended_41_every_signed_part_that_was_changed_is_found(
    practice_keys: Path, file: tuple[bytes, int], tag: int, way: str, part: CheckedPart
) -> None:
    desk = SimulatedDesk(practice_keys)
    desk.put("taro")
    change(desk, *file, tag, bytes(8))
    found = read(desk, "taro", way, ChipCheck(desk.issuers()))
    assert (found.chip.verdict, found.chip.part) == (Verdict.MISMATCH, part)


def test_mended_41_a_bad_certificate_is_no_unknown_issuer(practice_keys: Path) -> None:
    """The same bytes: refused where the issuer is known, and said to be unknown where not."""
    desk = SimulatedDesk(practice_keys)
    desk.put("taro")
    change(desk, layout.SUPPORT, layout.SIGNER_CERTIFICATE, 0x5F37, bytes(256))
    known = read(desk, "taro", BY_PIN, ChipCheck(desk.issuers())).chip
    assert (known.verdict, known.part) == (Verdict.MISMATCH, CheckedPart.CERTIFICATE)
    assert read(desk, "taro", BY_PIN, ChipCheck(Issuers(()))).chip.verdict is (
        Verdict.UNKNOWN_ISSUER
    )


def test_mended_41_files_of_two_cards_are_no_person(practice_keys: Path) -> None:
    desk = SimulatedDesk(practice_keys)
    desk.put("itaiji")
    others = desk.chip().applications[layout.SUPPORT]
    desk.put("taro")
    support = desk.chip().applications[layout.SUPPORT]
    for ef in (layout.ATTRIBUTES, layout.SIGNED_DIGESTS):
        support.files[ef] = others.files[ef]
    found = read(desk, "taro", BY_B, ChipCheck(desk.issuers())).chip
    assert (found.verdict, found.part) == (Verdict.MISMATCH, CheckedPart.PERSON)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "habits",
    [
        Habits(takes_extended=False),
        Habits(takes_short_ef=False),
        Habits(get_response=True),
        Habits(longest_answer=100),
        Habits(end_sw=0x6282),
    ],
)
def test_mended_41_the_check_works_with_every_habit(
    practice_keys: Path, way: str, habits: Habits
) -> None:
    desk = SimulatedDesk(practice_keys, habits)
    assert told(desk, "taro", way) == (Verdict.GENUINE, None)


@pytest.mark.parametrize("way", WAYS)
def test_mended_41_a_city_that_was_seen_vouches_for_no_other(desk: SimulatedDesk, way: str) -> None:
    check, found = ChipCheck(desk.issuers()), []
    for key in ("taro", "unknown_issuer", "itaiji", "copied"):
        desk.put(key)
        found.append(read(desk, key, way, check).chip.verdict)
    assert found == [
        Verdict.GENUINE,
        Verdict.UNKNOWN_ISSUER,
        Verdict.GENUINE,
        Verdict.MISMATCH,
    ]


def touched(desk: SimulatedDesk, key: str, way: str, check: ChipCheck) -> int:
    """Return the commands of the touch that reads: the same card, its contents, the check."""
    desk.put(key)
    same = SameCard()
    with SimulatedSource(desk).open() as card:
        same.check(card)  # the touch that read the counters
    before = len(desk.chip().log)
    with SimulatedSource(desk).open() as card:
        same.check(card)
    read(desk, key, way, check)
    return len(desk.chip().log) - before


@pytest.mark.parametrize(("way", "unchecked"), [(BY_B, 12), (BY_PIN, 8)])
def test_mended_41_a_reading_with_the_check_costs_at_most_three_commands_more(
    desk: SimulatedDesk, way: str, unchecked: int
) -> None:
    """A city's certificate is read from the first of its cards alone."""
    check = ChipCheck(desk.issuers())
    first = touched(desk, "taro", way, check) - unchecked
    later = touched(desk, "itaiji", way, check) - unchecked
    assert (first, later) == ((2, 0) if way == BY_B else (2, 1))


def test_mended_41_a_check_presents_nothing_and_asks_for_no_number(desk: SimulatedDesk) -> None:
    desk.put("taro")
    presented = len(desk.chip().presented)
    read(desk, "taro", BY_B, ChipCheck(desk.issuers()))
    assert len(desk.chip().presented) - presented == 2  # 照合番号B, once in each application
    assert not {ef for aid, ef in desk.chip().asked_for if aid == layout.SUPPORT} & {0x01, 0x14}


def test_mended_41_the_shipped_keys_are_production_keys_of_which_practice_is_none(
    desk: SimulatedDesk,
) -> None:
    shipped = load_issuers()
    for number in ("5000023", "5000033"):
        issuer = shipped.find(number.encode() + b"\x08\x05001\0\0\0\0")
        assert issuer is not None
        assert (issuer.hierarchy, issuer.key.key_size) == ("production", 2048)
        assert _has_no_small_factor(issuer.key.public_numbers().n)
        assert shipped.find(number.encode() + b"\x08\x05001\0\0\0\1") is None  # all 16 bytes
    desk.put("taro")
    assert read(desk, "taro", BY_PIN, ChipCheck(shipped)).chip.verdict is Verdict.UNKNOWN_ISSUER


def _has_no_small_factor(modulus: int) -> bool:
    """A digit that was copied wrong nearly always leaves one."""
    return all(modulus % divisor for divisor in range(3, 100_000, 2))


@pytest.mark.parametrize("fault", [Fault.REMOVE, Fault.LOSE_ANSWER, Fault.GARBAGE, Fault.HALF])
def test_mended_41_no_broken_line_makes_a_chip_genuine_or_costs_a_try(
    desk: SimulatedDesk, fault: Fault
) -> None:
    """At every command of a reading with the check."""
    check = ChipCheck(desk.issuers())
    desk.put("taro")
    right = read(desk, "taro", BY_B, check)
    desk.put("taro")
    begun = len(desk.chip().log)
    read(desk, "taro", BY_B, ChipCheck(desk.issuers()))
    for after in range(len(desk.chip().log) - begun):
        desk.put("taro")
        desk.fail(fault, after)
        try:
            found = read(desk, "taro", BY_B, ChipCheck(desk.issuers()))
        except CardError:
            found = None
        if found is not None and found.chip.verdict is Verdict.GENUINE:
            assert found.attributes == right.attributes
            assert found.front == right.front
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        assert card.tries().verification_b == 10


@given(st.binary(max_size=700))
def test_mended_41_whatever_a_card_holds_is_read_or_called_unreadable(content: bytes) -> None:
    for parse in (parse_cv_certificate, signed_face, signed_digests, signed_key, parse_key):
        with suppress(CardUnreadable):
            parse(content)


ROW = '[[issuer]]\nkey_id = "{id}"\nhierarchy = "city"\nconfidence = "A"\nsource = "J-LIS"\n'


def test_mended_41_a_citys_own_file_takes_the_place_of_ours(
    desk: SimulatedDesk, tmp_path: Path
) -> None:
    own = tmp_path / "card_issuers.toml"
    issuer = desk.issuers().find(b"9000033\x08\x05001\0\0\0\0")
    assert issuer is not None
    modulus = f"{issuer.key.public_numbers().n:0512X}"
    own.write_text(ROW.format(id=issuer.key_id.hex()) + f'modulus = "{modulus}"\n')
    desk.put("taro")
    found = read(desk, "taro", BY_PIN, ChipCheck(load_issuers(own))).chip
    assert (found.verdict, found.hierarchy) == (Verdict.GENUINE, "city")


@pytest.mark.parametrize(
    "text",
    [
        "issuer = 1",
        "[[issuer]]\nkey_id = 'x'",
        ROW.format(id="00" * 16) + 'modulus = "00"',
        ROW.format(id="00" * 15) + 'modulus = "' + "FF" * 256 + '"',
        (ROW.format(id="00" * 16) + 'modulus = "' + "FF" * 256 + '"\n') * 2,
        "no toml",
    ],
)
def test_mended_41_a_file_of_issuers_with_a_mistake_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "card_issuers.toml"
    file.write_text(text)
    with pytest.raises(IssuersRefused):
        load_issuers(file)
    assert SHIPPED.is_file()
