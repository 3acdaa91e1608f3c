"""A server tries its own signing and opening before it takes anything."""

import argparse
from pathlib import Path

import pytest

from sync.errors import WireError
from sync.office.commands.serving import serve as serve_office
from sync.reception.commands import serve as serve_reception
from sync.wire import token
from sync.wire.hpke import suites


def test_the_office_does_not_start_where_a_suite_opens_other_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = suites.open_bytes
    monkeypatch.setattr(suites, "open_bytes", lambda *given: opened(*given) + b"?")
    with pytest.raises(WireError, match="known answer"):
        serve_office(argparse.Namespace(data=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_reception_does_not_start_where_signing_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.reception.commands.log_as_json", lambda: None)
    monkeypatch.setattr(token, "KNOWN_SIGNATURE", bytes(64))
    with pytest.raises(WireError, match="known signature"):
        serve_reception(argparse.Namespace(data=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_self_test_of_signing_sees_a_reader_that_takes_every_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token.self_test()
    monkeypatch.setattr(token, "read_token", lambda *_: {"v": 1})
    with pytest.raises(WireError, match="another key"):
        token.self_test()
