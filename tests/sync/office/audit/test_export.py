"""The log as a file: whoever has its key finds every change, without the office."""

import base64
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from sync.office.arguments.office import DATABASE
from sync.office.audit.export import NotALog, check_file, lines_of
from sync.office.audit.log import OfficeEvidence
from sync.office.audit.verify import main
from sync.office.store.store import OfficeStore
from tests.sync.office.audit.test_log import ENVELOPE, run

Lines = list[str]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OfficeStore]:
    made = OfficeStore.open(tmp_path / DATABASE)
    yield made
    made.close()


@pytest.fixture
def exported(store: OfficeStore, tmp_path: Path) -> tuple[Path, str]:
    """A log of five events as a file, and its key."""
    evidence = OfficeEvidence.open(store, tmp_path)
    for _ in range(5):
        evidence.put("opened", clerk="clerk-1", envelope=ENVELOPE)
    path = tmp_path / "log.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["x", "export", "--data", str(tmp_path), "--to", str(path)])
        main()
    return path, base64.b64encode(evidence.key.public_key().public_bytes_raw()).decode()


def test_an_exported_log_is_right_and_says_who_did_what(exported: tuple[Path, str]) -> None:
    path, key = exported
    assert check_file(path, key) == (5, [])
    events = [json.loads(line)["event"] for line in path.read_text().splitlines()[1:-1]]
    assert {(event["kind"], event["staff"]) for event in events} == {("opened", "clerk-1")}
    assert run("check", str(path), "--key", key) == 0


def cut(at: int) -> Callable[[Lines], Lines]:
    return lambda lines: [line for number, line in enumerate(lines) if number != at]


CHANGES: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "another clerk": (lambda lines: [one.replace("clerk-1", "clerk-2") for one in lines], "bad_s"),
    "one event gone": (cut(3), "gap"),
    "the newest gone": (cut(5), "lost"),
    "the end gone": (cut(6), "lost"),
    "two events gone": (lambda lines: [*lines[:2], *lines[4:]], "gap"),
    "no event at all": (lambda lines: [lines[0], lines[-1]], "lost"),
    "in another order": (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "out_of"),
    "one twice": (lambda lines: [*lines[:3], *lines[2:]], "replayed"),
    "a line of nonsense": (lambda lines: [*lines[:2], "x", *lines[2:]], "malformed"),
    "a list for an event": (lambda lines: [*lines[:2], "[]", *lines[2:]], "malformed"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found(exported: tuple[Path, str], name: str) -> None:
    path, key = exported
    change, kind = CHANGES[name]
    path.write_text("\n".join(change(path.read_text().splitlines())) + "\n")
    found = check_file(path, key)[1]
    assert any(one.kind.startswith(kind) for one in found), found
    assert run("check", str(path), "--key", key) == 1


def unseen(path: Path, key: str, changes: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return which changes of one byte, place and new value, leave the log right."""
    raw, missed = path.read_bytes(), []
    for at, value in changes:
        changed = bytearray(raw)
        changed[at] = value
        path.write_bytes(changed)
        if check_file(path, key) == (5, []):
            missed.append((at, value))
    return missed


def test_every_changed_byte_is_found(exported: tuple[Path, str]) -> None:
    path, key = exported
    raw = path.read_bytes()
    begin = raw.index(b"\n") + 1  # the first line says what the key's holder knows better
    assert unseen(path, key, ((at, raw[at] ^ 1) for at in range(begin, len(raw)))) == []


def test_only_one_character_ends_a_line(exported: tuple[Path, str]) -> None:
    """Python's own ``splitlines`` takes ten for that, and JSON has four for a space."""
    path, key = exported
    raw = path.read_bytes()
    begin = raw.index(b"\n") + 1
    places = [at for at in range(begin, len(raw)) if raw[at] in b"\n "]
    others = [value for value in range(256) if chr(value).isspace()]
    changes = ((at, other) for at in places for other in others if other != raw[at])
    assert unseen(path, key, changes) == []


def test_another_logs_key_and_no_log_are_told(exported: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = exported
    other = base64.b64encode(bytes(range(32))).decode()
    assert {one.kind for one in check_file(path, other)[1]} >= {"bad_signature"}
    for text in ("", "{}", "x", '{"format": "another"}', '{"format": "demado-office-log-v1"}'):
        odd = tmp_path / "odd"
        odd.write_text(text)
        with pytest.raises(NotALog):
            check_file(odd)


def test_an_office_that_did_nothing_yet_exports_an_empty_log(
    store: OfficeStore, tmp_path: Path
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(lines_of(OfficeEvidence.open(store, tmp_path))))
    assert check_file(path) == (0, [])
