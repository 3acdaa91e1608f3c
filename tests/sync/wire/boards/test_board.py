"""A board is read when the city signed it, and holds nothing that its name does not allow."""

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SignatureInvalid, WireError
from sync.wire.boards.board import LARGEST_BOARD, Board, BoardTooLarge, read_board, sign_board
from sync.wire.boards.bodies import ClosedDaysBody, body_of, refuse_unknown_body
from sync.wire.canonical import canonical
from tests.sync.city import named
from tests.sync.wire.boards.said import closed_days

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = (named("a1", KEY),)
AT = datetime(2026, 11, 30, 1, 2, 3, 4, tzinfo=UTC)
# Shipped: what one version signed, every later one reads.
FROZEN = (
    b'{"board":{"at":"2026-11-30T01:02:03.000004+00:00","body":{"closed_on":["2026-12-28"],'
    b'"closes":"17:15","opens":"08:30","year_end":["12-29","01-03"]},"name":"closed_days","v":1,'
    b'"valid_until":"2027-01-29T01:02:03.000004+00:00"},"key":"a1","signature":"%s"}'
)


def changed(content: bytes, **values: object) -> bytes:
    said = json.loads(content)
    return canonical({**said, "board": {**said["board"], **values}})


def test_a_board_is_read_as_it_was_signed() -> None:
    board = closed_days(AT)
    assert read_board(sign_board(board, "a1", KEY), KEYS) == board


def test_the_signed_bytes_are_those_of_the_first_version() -> None:
    content = sign_board(closed_days(AT), "a1", KEY)
    signature = json.loads(content)["signature"].encode()
    assert content == FROZEN % signature
    inner = FROZEN[len(b'{"board":') : FROZEN.index(b',"key"')]
    KEY.public_key().verify(base64.b64decode(signature), b"demado-board-v1" + inner)


@pytest.mark.parametrize(
    "values",
    [{"at": "2026-11-30T01:02:04+00:00"}, {"name": "queue"}, {"body": {}}, {"more": 1}],
    ids=["time", "name", "body", "one more field"],
)
def test_a_changed_board_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(SignatureInvalid):
        read_board(changed(sign_board(closed_days(AT), "a1", KEY), **values), KEYS)


def test_a_key_of_another_or_of_another_name_signs_nothing() -> None:
    other = Ed25519PrivateKey.generate()
    for content in (
        sign_board(closed_days(AT), "a1", other),
        sign_board(closed_days(AT), "a2", KEY),
    ):
        with pytest.raises(SignatureInvalid):
            read_board(content, KEYS)


def test_a_large_one_is_not_even_parsed() -> None:
    with pytest.raises(BoardTooLarge):
        read_board(b"{" * (LARGEST_BOARD + 1), KEYS)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"board":1,"key":2,"signature":"?"}'])
def test_what_is_no_board_is_refused(content: bytes) -> None:
    with pytest.raises(WireError):
        read_board(content, KEYS)


@pytest.mark.parametrize(
    "board",
    [
        Board("residents", AT, AT, {}),
        closed_days(AT, opens="25:00"),
        closed_days(AT, note="山田さんへ"),
        closed_days(AT, closed_on=["a person"]),
    ],
    ids=["an unknown name", "no hour", "a free text", "no day"],
)
def test_a_body_holds_what_its_name_allows_and_nothing_more(board: Board) -> None:
    with pytest.raises(WireError) as refused:
        refuse_unknown_body(board)
    assert "山田" not in str(refused.value)


def test_a_body_is_read_by_its_kind() -> None:
    said = body_of(closed_days(AT), ClosedDaysBody)
    assert (said.opens, said.year_end) == ("08:30", ("12-29", "01-03"))
