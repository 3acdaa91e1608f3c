"""Commands on the systems that the office tells of each outcome."""

import argparse
import json

from sync.office.arguments.office import office_store
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.adding import Commands, add_command
from sync.office.store.store import OfficeStore
from sync.office.webhooks.deliveries import Deliveries
from sync.office.webhooks.webhooks import WebhookRefused, Webhooks


def make_webhook(options: argparse.Namespace) -> None:
    """Tell another system of each outcome from now on: print its secret once, as JSON."""
    with office_store(options) as store:
        try:
            made = _webhooks(store, options).add(options.name, options.target, by=None)
        except WebhookRefused as refused:
            raise SystemExit(str(refused)) from refused
    print(json.dumps({"secret": made or None}))


def webhooks(options: argparse.Namespace) -> None:
    """Print whom the office tells, and how many words wait, were taken or given up."""
    with office_store(options) as store:
        deliveries = Deliveries(store)
        counted = [(one, deliveries.counted(one)) for one in Webhooks(store, None).all()]
        said = [
            {
                "id": one.id,
                "name": one.name,
                "target": one.target,
                "stopped_at": one.stopped_at,
                "waiting": count.waiting,
                "sent": count.sent,
                "gave_up": count.gave_up,
            }
            for one, count in counted
        ]
    print(json.dumps(said, ensure_ascii=False))


def rotate_webhook(options: argparse.Namespace) -> None:
    """Make a new secret for a system that is told; the one before signs beside it."""
    with office_store(options) as store:
        try:
            print(json.dumps({"secret": _webhooks(store, options).rotate(options.id, by=None)}))
        except WebhookRefused as refused:
            raise SystemExit(str(refused)) from refused


def stop_webhook(options: argparse.Namespace) -> None:
    """Tell a system nothing any more."""
    with office_store(options) as store:
        _webhooks(store, options).stop(options.id, by=None)


def _webhooks(store: OfficeStore, options: argparse.Namespace) -> Webhooks:
    return Webhooks(store, OfficeEvidence.open(store, options.data))


def add_to(commands: Commands) -> None:
    """Add the commands on systems that are told."""
    command = add_command(commands, make_webhook)
    command.add_argument("--name", required=True, help="what the other system is called")
    command.add_argument("--target", required=True, help="its address, or a relay's destination")
    add_command(commands, webhooks)
    for run in (rotate_webhook, stop_webhook):
        command = add_command(commands, run)
        command.add_argument("--id", required=True, help="as the list has it")
