"""Where the console listens: nowhere that others reach without TLS and a name."""

import argparse

import pytest

from sync.office.commands.office import parser
from sync.office.commands.serving import refuse_open_console

NEEDED = (
    "--port",
    "8450",
    "--reception",
    "https://x",
    "--ca",
    "ca",
    "--trust",
    "t",
    "--fonts",
    "f",
)
TLS = ("--certificate", "c.pem", "--certificate-key", "k.pem")


@pytest.fixture
def given(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    data = tmp_path_factory.mktemp("office")
    (data / "office.db").touch()
    return ["serve", "--data", str(data), *NEEDED]


def options(given: list[str], *more: str) -> argparse.Namespace:
    return parser().parse_args([*given, *more])


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.10", "::", "2001:db8::1"])  # noqa: S104
def test_an_address_that_others_reach_needs_tls_and_a_name(given: list[str], host: str) -> None:
    for more, said in (((), "--certificate"), (TLS, "--name"), (("--name", "x"), "--certificate")):
        with pytest.raises(SystemExit, match=said):
            refuse_open_console(options(given, "--host", host, *more))
    refuse_open_console(options(given, "--host", host, "--name", "x", *TLS))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "127.0.0.9"])
def test_this_machine_alone_needs_neither(given: list[str], host: str) -> None:
    refuse_open_console(options(given, "--host", host))


@pytest.mark.parametrize("text", ["localhost", "*", "1.2.3", ""])
def test_a_name_is_no_address(given: list[str], text: str) -> None:
    for flag in ("--host", "--behind-proxy"):
        with pytest.raises(SystemExit):
            options(given, flag, text)
