"""The commands on the city's sign-in provider; they go on working where nobody can sign in."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from sync.office.access.orders import AccessOrders
from sync.office.arguments.office import office_store
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.adding import Commands, add_command
from sync.office.keys.column_keys import agree_on_column_key
from sync.office.oidc.errors import ProviderSettingsRefused
from sync.office.oidc.kept_settings import KeptProvider, KeptSettings
from sync.office.oidc.sessions import end_all
from sync.office.oidc.settings import read_provider_file, refuse_unknown_words
from sync.office.store.store import OfficeStore


def set_provider(options: argparse.Namespace) -> None:
    """Let clerks sign in by the city's provider; standard input says the client's secret."""
    settings = read_provider_file(options.file)
    secret = sys.stdin.readline().rstrip("\r\n")
    if not secret:
        raise ProviderSettingsRefused("standard input: the client's secret is empty")
    with office_store(options) as store:
        agree_on_column_key(options.data, store)
        orders = AccessOrders(store, None)
        refuse_unknown_words(settings, orders.roles.all(), orders.departments())
        _put(options, store, KeptProvider(settings, secret))
        print(_said(store))


def provider(options: argparse.Namespace) -> None:
    """Print which provider signs clerks in, without its secret."""
    with office_store(options) as store:
        print(_said(store))


def own_sign_in(options: argparse.Namespace) -> None:
    """Say whether passphrases and passkeys sign in beside the city's provider."""
    with office_store(options) as store:
        kept = KeptSettings(store).find()
        if kept is None:
            raise ProviderSettingsRefused("there is no provider: they sign in anyway")
        settings = kept.settings.model_copy(update={"own_sign_in": options.open})
        _put(options, store, replace(kept, settings=settings))
        print(_said(store))


def end_provider(options: argparse.Namespace) -> None:
    """Let nobody sign in by the city's provider any more; who came by it is signed out."""
    with office_store(options) as store:
        evidence = OfficeEvidence.open(store, options.data)
        with store.transaction() as db:
            if KeptSettings(store).remove(db):
                end_all(db)
                evidence.write(db, "provider_removed", clerk="cli")
        print(_said(store))


def _put(options: argparse.Namespace, store: OfficeStore, kept: KeptProvider) -> None:
    evidence, word = OfficeEvidence.open(store, options.data), kept.settings.own_sign_in
    with store.transaction() as db:
        KeptSettings(store).put(db, kept)
        evidence.write(db, "provider_set", clerk="cli", own_sign_in="yes" if word else "no")


def _said(store: OfficeStore) -> str:
    kept = KeptSettings(store).find()
    said: dict[str, Any] | None = None
    if kept is not None:
        said = kept.settings.model_dump(exclude={"authorities"})
    return json.dumps({"provider": said}, ensure_ascii=False)


def add_to(commands: Commands) -> None:
    """Add the commands on the provider."""
    command = add_command(commands, set_provider)
    command.add_argument("--file", type=Path, required=True, help="TOML, see docs/operations.md")
    add_command(commands, provider)
    command = add_command(commands, own_sign_in)
    command.add_argument("--open", action=argparse.BooleanOptionalAction, required=True)
    add_command(commands, end_provider)
