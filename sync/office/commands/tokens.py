"""Commands on the tokens by which the city's other systems ask the office over HTTP."""

import argparse
import json

from sync.office.access.api_tokens import API_RIGHTS, MOST_DAYS, ApiTokens, TokenOrder, TokenRefused
from sync.office.arguments.office import office_store
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.adding import Commands, add_command
from sync.wire.city import utc_now


def make_token(options: argparse.Namespace) -> None:
    """Let another system of the city in: print its token once, as JSON."""
    rights, procedures = frozenset(options.right), frozenset(options.procedure)
    departments = frozenset(options.department)
    networks = " ".join(options.network)
    order = TokenOrder(options.name, rights, procedures, departments, options.days, networks)
    with office_store(options) as store:
        try:
            made = ApiTokens(store, OfficeEvidence.open(store, options.data)).make(order, by=None)
        except TokenRefused as refused:
            raise SystemExit(str(refused)) from refused
    print(json.dumps({"token": made}))


def tokens(options: argparse.Namespace) -> None:
    """Print every token of another system: its rights, its end, its last use."""
    with office_store(options) as store:
        said = [
            {
                "id": one.id,
                "name": one.name,
                "state": one.state_at(utc_now()),
                "rights": sorted(one.rights),
                "procedures": sorted(one.procedures),
                "departments": sorted(one.departments),
                "networks": list(map(str, one.networks)),
                "expires_at": one.expires_at,
                "used_at": one.used_at,
            }
            for one in ApiTokens(store, None).all()
        ]
    print(json.dumps(said, ensure_ascii=False))


def withdraw_token(options: argparse.Namespace) -> None:
    """End a token at once, in every process of the office."""
    with office_store(options) as store:
        known = ApiTokens(store, OfficeEvidence.open(store, options.data))
        print(json.dumps({"withdrawn": known.withdraw(options.id, by=None)}))


def add_to(commands: Commands) -> None:
    """Add the commands on tokens."""
    command = add_command(commands, make_token)
    command.add_argument("--name", required=True, help="what the other system is called")
    command.add_argument("--right", action="append", choices=API_RIGHTS, required=True)
    command.add_argument("--procedure", action="append", default=[], help="this alone; else all")
    command.add_argument("--department", action="append", default=[], help="this alone; else all")
    command.add_argument(
        "--network", action="append", default=[],
        help="such as 10.1.2.0/24 or 2001:db8::/32: it counts from there alone; else everywhere",
    )  # fmt: skip
    command.add_argument("--days", type=int, default=90, help=f"until it ends, {MOST_DAYS} at most")
    add_command(commands, tokens)
    command = add_command(commands, withdraw_token)
    command.add_argument("--id", required=True, help="as the list has it")
