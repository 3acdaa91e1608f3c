"""Every command of the office has one name, and three have another name that goes on working."""

import re
import runpy
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.office.commands.office import parser
from sync.office.keys.keys import make_office_keys
from sync.office.lost_tablet.command import print_report
from sync.wire.city import utc_now

COMMANDS = {
    "init": "Make the keys; print their public halves and the token's digest, as JSON.",
    "next-keys": "Every 3 months: make the next epoch's keys, print the public halves;"
    " publish them at once.",
    "forget-keys": "Erase the keys that ended a year ago; what was decided under them opens"
    " never again.",
    "next-column-key": "Make another key for the database's sealed columns; restart the office,"
    " it seals anew.",
    "escrow": "After each next-keys: write the keys as three shares, for three safes; two give"
    " them back.",
    "escrow-restore": "Make an office's lost keys again from two shares.",
    "lock-keys": "Put a key file under a new passphrase, or a token's key; a line of standard"
    " input says it.",
    "add-clerk": "Add a clerk or give one a new passphrase: one line of standard input, twelve"
    " characters.",
    "remove-clerk": "Remove a clerk, but never the last administrator; what they decided keeps"
    " their name.",
    "recover-clerk": "Print a code, good for 15 minutes, by which a clerk with nothing left begins"
    " anew.",
    "places": "Say which networks are the office; who signs in from elsewhere works from home.",
    "passkeys": "Demand two passkeys of every clerk before they work, or no longer.",
    "set-provider": "Let clerks sign in by the city's provider; standard input says the"
    " client's secret.",
    "provider": "Print which provider signs clerks in, without its secret.",
    "own-sign-in": "Say whether passphrases and passkeys sign in beside the city's provider.",
    "end-provider": "Let nobody sign in by the city's provider any more; who came by it is signed"
    " out.",
    "allow-bulk": "Say of which procedures clerks may accept many at once; without any, of none.",
    "take-procedures": "Learn by when, by which department and by how many clerks each procedure"
    " is decided.",
    "add-staff": "Name members of staff in the packs, or take one back; then publish.",
    "take-off-staff": "Take members of staff off every tablet; colleagues take over their visits;"
    " then publish.",
    "enrol-code": "Print a code that enrols one tablet within ten minutes, and its QR's text,"
    " as JSON.",
    "approve": "Approve a tablet by its id, once --fingerprint is what its own screen shows.",
    "ask-again": "After this office was restored: have everything delivered again since a time.",
    "day-sheet": "Check a tablet's sheet of a day and print what it says; exit 1 when it is not"
    " right.",
    "serve": "Pull from the reception and serve the console until SIGTERM, on 127.0.0.1 or --host.",
    "backup": "Copy a SQLite office into a file while it runs; the keys are in another place.",
    "export": "Write decided applications into a folder: of a day, one, or what a destination"
    " lacks.",
    "payments": "Make the list of a benefit's payments that are on no list yet, or --again an older"
    " one.",
    "retention": "Print how many rows go, table by table and day by day; nothing is deleted.",
    "make-webhook": "Tell another system of each outcome from now on: print its secret once, as"
    " JSON.",
    "webhooks": "Print whom the office tells, and how many words wait, were taken or given up.",
    "rotate-webhook": "Make a new secret for a system that is told; the one before signs beside"
    " it.",
    "stop-webhook": "Tell a system nothing any more.",
    "publish-approved": "Sign what a second person approved in the console and what waits for its"
    " keys.",
    "make-token": "Let another system of the city in: print its token once, as JSON.",
    "tokens": "Print every token of another system: its rights, its end, its last use.",
    "withdraw-token": "End a token at once, in every process of the office.",
    "mail-secret": "Make a secret for a foreign system and print it once; the one before is valid"
    " beside it.",
    "end-mail-secret": "End the older secret of a foreign system, once that signs with the newer;"
    " then restart.",
    "mail": "Print how much mail came from each foreign system and how much went out, by its"
    " state.",
    "publish": "Sign a city's content packs for its tablets.",
    "log": "Check the office's own log, or a tablet's.",
    "lost-tablet": "Print the facts of a lost tablet and a draft first report.",
}


@dataclass(frozen=True)
class Named:
    """A command under the name of its own module and under the office's."""

    module: str
    name: str
    arguments: Callable[[Path], list[str]]
    ends_with: str | int | None
    says: str


def on_packs(command: str, *more: str) -> Callable[[Path], list[str]]:
    def arguments(folder: Path) -> list[str]:
        place = ["--repository", str(folder / "packs"), "--keys", str(folder / "keys")]
        return [command, *place, *more]

    return arguments


def on_office(*more: str) -> Callable[[Path], list[str]]:
    return lambda folder: [*more, "--data", str(folder)]


NAMED = [
    Named("sync.office.publish", "publish", on_packs("init"), None, '{"expires": {"root": '),
    Named(
        "sync.office.publish",
        "publish",
        on_packs("publish", "--content", "nowhere"),
        "PackContentRefused: city.json: is missing",
        "",
    ),
    Named("sync.office.evidence", "log", on_office("verify"), 0, "0 events, 0 findings"),
    Named(
        "sync.office.evidence",
        "log",
        on_office("verify", "--device", "ab" * 8),
        f"no approved tablet has the id {'ab' * 8}",
        "",
    ),
    Named("sync.office.lost_tablet", "lost-tablet", on_office(), 2, ""),
]


def run(module: str, *arguments: str) -> str | int | None:
    """Run ``python -m`` *module* here; return what it ended with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [module, *arguments])
        try:
            runpy.run_module(module, run_name="__main__")
        except SystemExit as ended:
            return ended.code
    return None


@pytest.mark.parametrize("named", NAMED, ids=lambda named: f"{named.name} {named.ends_with}")
@pytest.mark.parametrize("is_alias", [True, False])
def test_a_command_does_the_same_under_both_names(
    named: Named, is_alias: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office_keys(tmp_path, utc_now())
    arguments = named.arguments(tmp_path)
    if is_alias:
        ended = run(named.module, *arguments)
    else:
        ended = run("sync.office", named.name, *arguments)
    assert ended == named.ends_with
    assert named.says in capsys.readouterr().out


@pytest.mark.parametrize(("module", "name"), sorted({(one.module, one.name) for one in NAMED}))
def test_both_names_give_the_same_help(
    module: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(module, "--help") == 0
    _, _, said = capsys.readouterr().out.partition("\n\n")
    assert run("sync.office", name, "--help") == 0
    usage, _, said_again = capsys.readouterr().out.partition("\n\n")
    assert usage.startswith(f"usage: python -m sync.office {name}")
    assert said_again == said


def test_the_help_of_the_log_names_the_command_that_is_used_now(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("sync.office", "log", "--help") == 0
    said = capsys.readouterr().out
    assert "sync.office log verify" in said
    assert "sync.office.evidence" not in said


def test_the_help_names_every_command_and_what_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    lines = [line.split(maxsplit=1) for line in parser().format_help().splitlines()]
    said = {line[0]: line[1] for line in lines if len(line) == 2 and line[0] in COMMANDS}
    assert said == COMMANDS
    (listed,) = re.findall(r"^  \{(.+)\}$", parser().format_help(), re.MULTILINE)
    assert set(listed.split(",")) == COMMANDS.keys()


def test_the_report_of_a_lost_tablet_is_a_command_of_the_office(tmp_path: Path) -> None:
    make_office_keys(tmp_path, utc_now())
    line = ["--data", str(tmp_path), "--reception", "https://x", "--ca", str(tmp_path)]
    options = parser().parse_args(
        ["lost-tablet", *line, "--device", "ab", "--known-at", "2026-11-23"]
    )
    assert options.run is print_report
    assert options.known_at.isoformat() == "2026-11-23T00:00:00+09:00"
