"""Commands on procedures: how the city works on each, and publishing what was approved."""

import argparse
import json
from pathlib import Path
from typing import Final

from sync.office.arguments.office import office_store
from sync.office.audit.log import OfficeEvidence
from sync.office.authoring.command import AuthorsCommand, NotTried
from sync.office.authoring.desk import AuthoringDesk, PackKeysAway
from sync.office.authoring.drafts import DraftRefused, DraftState, ProcedureDrafts
from sync.office.authoring.published import Publisher
from sync.office.casework.procedure_rules import put_rules, read_rules
from sync.office.commands.adding import Commands, add_command
from sync.office.packs.keys import KeyRing
from sync.office.packs.repository import PackRepository

NO_KEYS: Final = "署名の鍵がありません。--pack-keys で、鍵のあるフォルダーを書いてください。"
NOT_BOTH: Final = "--content and --repository belong together: say both, or neither"


def take_procedures(options: argparse.Namespace) -> None:
    """Learn by when, by which department and by how many clerks each procedure is decided."""
    rules = read_rules(options.definitions, options.rules, options.layer)
    with office_store(options) as store:
        put_rules(store, rules)
    print(json.dumps({"procedures": sorted(rules)}))


def publish_approved(options: argparse.Namespace) -> None:
    """Sign what a second person approved in the console and what waits for its keys."""
    publisher = publisher_of(options)
    if publisher is None:
        raise SystemExit(NOT_BOTH)
    with office_store(options) as store:
        evidence = OfficeEvidence.open(store, options.data)
        desk = AuthoringDesk(ProcedureDrafts(store, evidence), publisher, AuthorsCommand())
        waiting = [one for one in desk.drafts.waiting() if one.state is DraftState.APPROVED]
        for row in sorted(waiting, key=lambda one: one.decided_at or ""):
            try:
                desk.publish(row, row.decided_by or "")
            except PackKeysAway as away:
                raise SystemExit(f"{row.procedure}: {NO_KEYS}") from away
            except (DraftRefused, NotTried) as refused:
                raise SystemExit(f"{row.procedure}: {refused}") from refused
    print(json.dumps({"published": [f"{one.procedure} {one.version}" for one in waiting]}))


def publisher_of(options: argparse.Namespace) -> Publisher | None:
    """Return where the office publishes; None where the arguments name no place.

    Raises:
        SystemExit: they name one of two.
    """
    if options.content is None and options.repository is None:
        return None
    if options.content is None or options.repository is None:
        raise SystemExit(NOT_BOTH)
    return Publisher(
        options.content, PackRepository(options.repository, KeyRing(options.pack_keys))
    )


def add_publishing(command: argparse.ArgumentParser) -> None:
    """Add the arguments that say where definitions are published, and where keys lie."""
    command.add_argument("--content", type=Path, help="the content folder; with --repository")
    command.add_argument("--repository", type=Path, help="the published packs")
    command.add_argument(
        "--pack-keys", type=Path, action="append", default=[], help="keys that sign packs"
    )


def add_to(commands: Commands) -> None:
    """Add the commands on procedures."""
    add_publishing(add_command(commands, publish_approved))
    command = add_command(commands, take_procedures)
    command.add_argument(
        "--definitions", type=Path, required=True, help="the folder procedures of a pack's content"
    )
    command.add_argument("--layer", type=Path, help="city/layer.toml of the same content")
    command.add_argument("--rules", type=Path, help="the office's own file of rules")
