"""The commands that add and remove clerks of the console, and say how they sign in."""

import argparse
import json
import sys
from ipaddress import ip_network

from sync.office.access.orders import AccessRefused
from sync.office.access.passkeys import Passkeys
from sync.office.access.passphrase_rules import PassphraseRefused
from sync.office.access.places import Network, Places
from sync.office.access.recovery import CODE_GOOD_S, Recoveries
from sync.office.arguments.office import office_store
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.adding import Commands, add_command
from sync.office.console.clerks import ClerkRefused, Clerks


def add_clerk(options: argparse.Namespace) -> None:
    """Add a clerk or give one a new passphrase: one line of standard input, twelve characters."""
    passphrase = sys.stdin.readline().rstrip("\r\n")
    with office_store(options) as store:
        clerks = Clerks(store, OfficeEvidence.open(store, options.data))
        try:
            is_new = clerks.add(
                options.id, options.name, passphrase, administrator=options.administrator
            )
        except (ClerkRefused, PassphraseRefused) as refused:
            raise SystemExit(str(refused)) from refused
        print(_done(options.id, clerks.is_administrator(options.id), is_new), file=sys.stderr)


def remove_clerk(options: argparse.Namespace) -> None:
    """Remove a clerk, but never the last administrator; what they decided keeps their name."""
    with office_store(options) as store:
        try:
            Clerks(store, OfficeEvidence.open(store, options.data)).remove(options.id)
        except ClerkRefused as refused:
            raise SystemExit(str(refused)) from refused
    print(f"{options.id} を職員からはずしました。 / {options.id} is removed.", file=sys.stderr)


def passkeys(options: argparse.Namespace) -> None:
    """Demand two passkeys of every clerk before they work, or no longer."""
    with office_store(options) as store:
        Passkeys(store).demand(demanded=options.demand)
        word = "yes" if options.demand else "no"
        OfficeEvidence.open(store, options.data).put(
            "passkeys_demanded", clerk="cli", demanded=word
        )
    print(json.dumps({"passkeys_demanded": options.demand}))


def recover_clerk(options: argparse.Namespace) -> None:
    """Print a code, good for 15 minutes, by which a clerk with nothing left begins anew."""
    with office_store(options) as store:
        recoveries = Recoveries(store, OfficeEvidence.open(store, options.data))
        try:
            code = recoveries.allow_alone(options.id, "cli")
        except AccessRefused as refused:
            raise SystemExit(str(refused)) from refused
    print(json.dumps({"code": code, "good_for_s": CODE_GOOD_S}))


def places(options: argparse.Namespace) -> None:
    """Say which networks are the office; who signs in from elsewhere works from home."""
    with office_store(options) as store:
        Places(store).name(options.office)
        OfficeEvidence.open(store, options.data).put(
            "office_networks", clerk="cli", count=len(options.office)
        )
    print(json.dumps({"office": [str(one) for one in options.office]}))


def network(text: str) -> Network:
    """Return a network. ArgumentTypeError: it is none, or has bits behind its length."""
    try:
        return ip_network(text)
    except ValueError as refused:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no network, such as 10.1.0.0/16"
        ) from refused


def _done(id: str, is_administrator: bool, is_new: bool) -> str:
    """Return what was done to a clerk; a new passphrase for one who was there is no new clerk."""
    role, english = ("（管理者）", ", an administrator,") if is_administrator else ("", "")
    if is_new:
        return f"{id}{role}を加えました。 / {id}{english} is added."
    return (
        f"{id}{role}は前からいます。名前と合言葉を新しくし、サインインを終わらせました。"
        f" / {id}{english} was there: name and passphrase are new, their sessions have ended."
    )


def add_to(commands: Commands) -> None:
    """Add the commands of clerks."""
    command = add_command(commands, add_clerk)
    command.add_argument("--id", required=True)
    command.add_argument("--name", required=True)
    command.add_argument(
        "--administrator",
        action=argparse.BooleanOptionalAction,
        help="may approve and revoke tablets; the first clerk may",
    )
    add_command(commands, remove_clerk).add_argument("--id", required=True)
    add_command(commands, recover_clerk).add_argument("--id", required=True)
    add_command(commands, places).add_argument(
        "--office", type=network, action="append", default=[],
        help="such as 10.1.0.0/16, once for each; without any, everywhere is the office",
    )  # fmt: skip
    command = add_command(commands, passkeys)
    command.add_argument("--demand", action=argparse.BooleanOptionalAction, required=True)
