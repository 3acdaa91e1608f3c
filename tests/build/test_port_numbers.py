"""A port that no machine has is refused by every program, before it does anything."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from build.sample_city.__main__ import main as sample_city
from field_app.__main__ import main as tablet
from sync.office.commands.office import main as office
from sync.office.keys.keys import make_office_keys
from sync.port_number import port_number
from sync.reception.__main__ import main as reception
from sync.wire.city import utc_now

PROGRAMS = {
    "build/run": (sample_city, ()),
    "tablet": (tablet, ("serve",)),
    "office": (office, ("serve", "--reception", "https://x", "--ca", "x")),
    "reception": (reception, ("serve", "--tls-cert", "x", "--tls-key", "x")),
}


@pytest.mark.parametrize(("main", "words"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_port_that_no_machine_has_is_refused_in_a_sentence(
    main: Callable[[], object],
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_office_keys(tmp_path, utc_now())
    before = sorted(tmp_path.iterdir())
    for port in ("70000", "-5", "0", "http"):
        monkeypatch.setattr(sys, "argv", ["x", *words, "--data", str(tmp_path), f"--port={port}"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        assert "a port is a number from 1 to" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_three_ports_in_a_row_end_at_the_last_port_there_is() -> None:
    assert port_number("65533", in_a_row=3) == 65533
    assert port_number("65535") == 65535
    with pytest.raises(Exception, match="65533"):
        port_number("65534", in_a_row=3)
