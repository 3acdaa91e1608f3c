"""Checks what a city wants to publish, before anything is signed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sync.errors import SyncError, WireError
from sync.wire.city import CityFile, CityFileInvalid
from sync.wire.content.language import (
    HEAD,
    LANGUAGES_FOLDER,
    STATE,
    read_head,
    read_state,
)
from sync.wire.content.notice import Notice, NoticeRefused
from sync.wire.content.pack import (
    CITY,
    FILE_MOST,
    FILES_MOST,
    LANGUAGES,
    LAYER,
    NAME,
    PACK_MOST,
    PATH,
    REVOKED,
    STAFF,
    Revoked,
    without,
)
from sync.wire.content.staff import StaffList
from sync.wire.content.table import NAMES, open_table, table_path
from sync.wire.content.towns import TOWNS, TownsRefused, read_towns

# What an author tries a definition with; it stays with the author.
CASE: Final = re.compile(rf"cases/{NAME}\.toml", re.ASCII)
NO_CASES: Final = "事例がまだありません"


class PackContentRefused(SyncError):
    """The content has a mistake; nothing was signed. ``file`` and ``reason`` name it."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


def collect(folder: Path, now: datetime) -> dict[str, bytes]:
    """Return every file of *folder* by its path in the pack, all of them checked.

    Whether each question can be drawn is checked by the tablet's own loader
    (``python -m field_app check``); here the structure is.

    Raises:
        PackContentRefused: a file that no pack has, or one with a mistake.
    """
    content = dict(_files(folder))
    for path in (CITY, REVOKED, LAYER):
        if path not in content:
            raise PackContentRefused(path, "is missing")
    if len(content) > FILES_MOST or sum(map(len, content.values())) > PACK_MOST:
        raise PackContentRefused(".", "too many files or bytes")
    tables = {path: _toml(path, raw) for path, raw in content.items() if path.endswith(".toml")}
    for path, table in tables.items():
        if path.startswith("procedures/"):
            _check_procedure(path, table)
        elif path.startswith("notices/"):
            _check_notice(path, table, content)
    _check_cases(folder, tables)
    _check_tables(content)
    _check_towns(content)
    _check_patches(tables)
    _check_words(tables)
    _check_languages(tables)
    _check_city(content, tables[LAYER], now)
    _check_staff(content)
    return content


def without_cases(folder: Path) -> tuple[str, ...]:
    """Return a line for each definition of *folder* that has no cases yet."""
    found = sorted(path.stem for path in (folder / "procedures").glob("*.toml"))
    return tuple(f"{id}: {NO_CASES}" for id in found if not (folder / f"cases/{id}.toml").exists())


def refuse_silent_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Raise PackContentRefused for a file with a version that changed under the same one."""
    for path, raw in after.items():
        if not path.startswith(("procedures/", "notices/")) or before.get(path, raw) == raw:
            continue
        version = _version(raw)
        if _version(before[path]) >= version:
            raise PackContentRefused(path, f"changed, but its version is still {version}")


def _version(raw: bytes) -> int:
    """Return the version; 0 for an old notice, which had none."""
    version = tomllib.loads(raw.decode()).get("version")
    return version if isinstance(version, int) else 0


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_symlink():
            raise PackContentRefused(path, "is a link")
        if file.is_dir() or CASE.fullmatch(path):
            continue
        if not PATH.fullmatch(path):
            raise PackContentRefused(path, "no pack has such a file")
        if file.stat().st_size > FILE_MOST:
            raise PackContentRefused(path, f"is larger than {FILE_MOST} bytes")
        yield path, file.read_bytes()


def _toml(path: str, raw: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as refused:
        raise PackContentRefused(path, str(refused)) from refused


def _check_procedure(path: str, table: dict[str, Any]) -> None:
    version, questions = table.get("version"), table.get("questions")
    if table.get("id") != PurePosixPath(path).stem:
        raise PackContentRefused(path, "the id and the file's name differ")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise PackContentRefused(path, "the version is not a number from 1 on")
    if not isinstance(questions, list) or not questions:
        raise PackContentRefused(path, "it asks nothing")


def _check_cases(folder: Path, tables: Mapping[str, dict[str, Any]]) -> None:
    """Refuse cases of nothing, or without one for each who may file; the tablet's check runs them.

    A definition without any is published: `without_cases` names it.
    """
    for file in sorted((folder / "cases").glob("*.toml")):
        place = f"cases/{file.name}"
        definition = tables.get(f"procedures/{file.name}")
        if definition is None:
            raise PackContentRefused(place, f"there is no procedure {file.stem}")
        cases = _toml(place, file.read_bytes()).get("cases")
        listed = cases if isinstance(cases, list) else []
        roles = {str(one.get("role")) for one in listed if isinstance(one, dict)}
        may_file = definition.get("may_file")
        for role in may_file if isinstance(may_file, list) else []:
            if role not in roles:
                raise PackContentRefused(place, f"there is no case of {role}")


def _check_notice(path: str, table: dict[str, Any], content: Mapping[str, bytes]) -> None:
    try:
        notice = Notice.parse(table, PurePosixPath(path).stem)
    except NoticeRefused as refused:
        raise PackContentRefused(path, str(refused)) from refused
    if notice.procedure and f"procedures/{notice.procedure}.toml" not in content:
        raise PackContentRefused(path, f"procedure: there is no {notice.procedure}")


def _check_tables(content: Mapping[str, bytes]) -> None:
    for name in NAMES:
        path = table_path(name)
        try:
            if path in content:
                open_table(name, content[path])
        except WireError as refused:
            raise PackContentRefused(path, str(refused)) from refused


def _check_towns(content: Mapping[str, bytes]) -> None:
    try:
        if TOWNS in content:
            read_towns(content[TOWNS])
    except TownsRefused as refused:
        raise PackContentRefused(TOWNS, str(refused)) from refused


def _check_patches(tables: Mapping[str, dict[str, Any]]) -> None:
    """Refuse a layer that changes a procedure that is not there; `check` does the rest."""
    patches = tables[LAYER].get("procedures", {})
    for id in patches if isinstance(patches, dict) else ():
        if f"procedures/{id}.toml" not in tables:
            raise PackContentRefused(LAYER, f"procedures.{id}: there is no such procedure")


def _check_words(tables: Mapping[str, dict[str, Any]]) -> None:
    """Refuse words unless every language has the same keys, each once, each a text."""
    keys: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for path, table in tables.items():
        if not path.startswith("words/"):
            continue
        known = keys[path.split("/")[1]]
        for key, text in _flat(table):
            if not isinstance(text, str):
                raise PackContentRefused(path, f"{key} is not text")
            if key in known:
                raise PackContentRefused(path, f"{key} is in {known[key]} as well")
            known[key] = path
    for language in LANGUAGES:
        for other in LANGUAGES:
            if lacking := sorted(keys[other].keys() - keys[language].keys()):
                raise PackContentRefused(f"words/{language}", f"{lacking[0]} is missing")


def _check_languages(tables: Mapping[str, dict[str, Any]]) -> None:
    """Refuse a language whose head or state cannot be read, and what is no text."""
    for path, table in tables.items():
        if not path.startswith(f"{LANGUAGES_FOLDER}/"):
            continue
        name = PurePosixPath(path).name
        try:
            if name == HEAD:
                read_head(table)
            elif name == STATE:
                read_state(table)
            elif wrong := next(
                (key for key, text in _flat(table) if not isinstance(text, str)), ""
            ):
                raise PackContentRefused(path, f"{wrong} is not text")
        except WireError as refused:
            raise PackContentRefused(path, str(refused)) from refused


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _check_staff(content: Mapping[str, bytes]) -> None:
    try:
        StaffList.parse(content.get(STAFF, b"{}"))
    except WireError as refused:
        raise PackContentRefused(STAFF, str(refused)) from refused


def _check_city(content: Mapping[str, bytes], layer: dict[str, Any], now: datetime) -> None:
    try:
        city, revoked = CityFile.parse(content[CITY]), Revoked.parse(content[REVOKED])
    except (CityFileInvalid, WireError) as refused:
        raise PackContentRefused(f"{CITY}, {REVOKED}", str(refused)) from refused
    if layer.get("lg_code") != city.lg_code:
        raise PackContentRefused(LAYER, f"lg_code is not that of {CITY}")
    usable = without(city, revoked.city_keys).encryption_keys
    if not any(key.not_after > now for key in usable):
        raise PackContentRefused(CITY, "no key to seal to that is in date and not revoked")
