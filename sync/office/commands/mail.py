"""Commands on the mail box: secrets of foreign systems, and what came and went."""

import argparse
import json

from sync.office.arguments.office import office_store
from sync.office.commands.adding import Commands, add_command
from sync.office.keys.mail_secrets import add_mail_secret, end_older_mail_secret
from sync.office.store.mail import counted_jobs, counted_mail
from sync.wire.messages.outgoing import NAME


def mail_secret(options: argparse.Namespace) -> None:
    """Make a secret for a foreign system and print it once; the one before is valid beside it."""
    print(json.dumps({"secret": add_mail_secret(options.data, options.source)}))


def end_mail_secret(options: argparse.Namespace) -> None:
    """End the older secret of a foreign system, once that signs with the newer; then restart."""
    print(json.dumps({"ended": end_older_mail_secret(options.data, options.source)}))


def mail(options: argparse.Namespace) -> None:
    """Print how much mail came from each foreign system and how much went out, by its state."""
    with office_store(options) as store:
        said = {
            "came": [
                {"source": one, "state": two, "count": n} for one, two, n in counted_mail(store)
            ],
            "went": [{"to": one, "state": two, "count": n} for one, two, n in counted_jobs(store)],
        }
    print(json.dumps(said))


def source_name(text: str) -> str:
    """Return the name of a foreign system; ArgumentTypeError where no address can hold it."""
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r}: small letters, digits, hyphens")
    return text


def add_to(commands: Commands) -> None:
    """Add the commands on the mail box."""
    for run in (mail_secret, end_mail_secret):
        command = add_command(commands, run)
        command.add_argument("--source", type=source_name, required=True, help="as in its address")
    add_command(commands, mail)
