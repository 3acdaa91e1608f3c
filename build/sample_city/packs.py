"""The sample city publishes: a first pack, later what changed, and that it is the newest."""

import re
import shutil
import sys
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from build.sample_city import notices, words
from build.sample_city.layout import Layout
from build.sample_city.programs import CannotStart
from field_app.content.edition import ContentRefused, refuse_any_mistake
from field_app.content.starting import lay_out
from field_app.platform.clock import local_date
from sync.office.packs.content import PackContentRefused, collect
from sync.office.packs.keys import KeyRing
from sync.office.packs.repository import PackRepository
from sync.wire.city import utc_now
from sync.wire.content.pack import CITY, MANIFEST, REVOKED, Revoked
from sync.wire.digest import sha256_hex

RENEW_ROOT_AT: Final = timedelta(days=31)
DEFINITION: Final = re.compile(r"procedures/[^/]+\.toml")


def publish_first(layout: Layout) -> None:
    """Make the keys and the first pack from the procedures that come with the app."""
    repository = _repository(layout)
    repository.init()
    repository.publish(_checked(layout, {}))


def publish_what_changed(layout: Layout) -> bool:
    """Publish what a new checkout brought, and tell whether it did.

    Without a change the newest pack gets a new timestamp; a city does that by a
    timer, a sample city at its start. A city that never published stays as it is.
    """
    repository = _repository(layout)
    newest = repository.targets()
    if newest is None:
        return False
    _renew_root(repository)
    content = _checked(layout, repository.content_of(newest))
    signed = {path: target.hashes["sha256"] for path, target in newest.targets.items()}
    del signed[MANIFEST]
    if signed == {path: sha256_hex(raw) for path, raw in content.items()}:
        repository.refresh()
        return False
    try:
        repository.publish(content)
    except PackContentRefused as refused:
        raise CannotStart(words.failed("sync.office.publish", str(refused))) from refused
    return True


def _renew_root(repository: PackRepository) -> None:
    """Sign the root anew before it ends; a city does that once a year, two of its keys at hand."""
    if repository.root().expires - utc_now() < RENEW_ROOT_AT:
        repository.rotate()


def _checked(layout: Layout, published: Mapping[str, bytes]) -> dict[str, bytes]:
    _lay_out(layout)
    _keep_the_clerks_own(layout.content, published)
    try:
        refuse_any_mistake(layout.content)
        return collect(layout.content, utc_now())
    except (PackContentRefused, ContentRefused) as refused:
        raise CannotStart(words.failed("sync.office.publish", str(refused))) from refused


def _lay_out(layout: Layout) -> None:
    """Lay the content out as a city would, with its notices and its keys."""
    content = layout.content
    shutil.rmtree(content, ignore_errors=True)
    lay_out(content)
    notices.lay_out(content / "notices", local_date(utc_now()))
    shutil.copy(layout.pack, content / CITY)
    (content / REVOKED).write_text(Revoked().model_dump_json(), encoding="utf-8")


def _keep_the_clerks_own(content: Path, published: Mapping[str, bytes]) -> None:
    """Lay over what came with the app each definition that clerks published after it."""
    for path, raw in published.items():
        if not DEFINITION.fullmatch(path):
            continue
        own = content / path
        if not own.exists() or _version(own.read_bytes()) < _version(raw):
            words_of = re.compile(rf"words/[^/]+/procedure_{re.escape(own.stem)}\.toml")
            for one in (path, *filter(words_of.fullmatch, published)):
                (content / one).parent.mkdir(parents=True, exist_ok=True)
                (content / one).write_bytes(published[one])


def _version(definition: bytes) -> int:
    """Return its version; of one that cannot be read the highest: its mistake is to be named."""
    try:
        return int(tomllib.loads(definition.decode("utf-8"))["version"])
    except (KeyError, TypeError, ValueError):
        return sys.maxsize


def _repository(layout: Layout) -> PackRepository:
    return PackRepository(layout.packs, KeyRing([layout.pack_keys]))
