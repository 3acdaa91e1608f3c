"""A small city that publishes packs: its content folder, its keys, its repository."""

import gc
import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from sync.office.packs.content import collect
from sync.office.packs.keys import KeyRing
from sync.office.packs.repository import PackRepository
from sync.reception.routes.packs import Packs
from sync.wire.city import CityFile, CityKey, NamedKey
from sync.wire.content.pack import LANGUAGES, Manifest
from sync.wire.hpke.suites import CLASSIC, HYBRID
from tests.sync.city import City, running

NOW = datetime.now(UTC).replace(microsecond=0)

PROCEDURE = """
id = "{id}"
version = {version}
legal_basis = "見本市 要綱"
form_reference = "申請書"
handling = "A"
may_file = ["self"]
identity = "interview"
clock = "arrival"
valid_from = 2026-04-01
verified_on = VERIFIED

[[questions]]
id = "{question}"
kind = "text"
""".replace("VERIFIED", NOW.date().isoformat())
CASE = """
[[cases]]
title = "本人"
role = "self"
today = 2026-11-30
answers = {{ {question} = "こたえ" }}
pages = ["{question}"]
"""
WORDS = '[p.{id}]\nl_title = "{title}"\np_summary = "説明"\nl_{question} = "質問"\n'
NOTICE = """
id = "{id}"
version = {version}
level = "{level}"
valid_from = {valid_from}
valid_until = {valid_until}
{more}

[title]
ja = "{title}"
ja_easy = "やさしい{title}"
en = "In English: {title}"

[body]
ja = "本文です。"
ja_easy = "やさしい 本文《ほんぶん》です。"
en = "The body."
"""
LAYER = """
name = "見本市"
prefecture = "見本県"
mayor = "見本市長"
lg_code = "992011"
phone = "{phone}"
office_hours = "平日"
verified_on = VERIFIED

[fees]
""".replace("VERIFIED", NOW.date().isoformat())


def notice_text(id: str, **changes: object) -> str:
    """Return the file of a notice that is in force, with *changes*; ``more`` is another line."""
    given = {"version": 1, "level": "info", "title": "題", "more": ""}
    days = {"valid_from": "2026-04-01", "valid_until": "2099-03-31"}
    return NOTICE.format(id=id, **{**given, **days, **changes})


def with_readings(text: str) -> str:
    """Return *text* with a reading behind all kanji, as やさしい日本語 has it."""
    return re.sub(r"[\u4e00-\u9fff]+", r"\g<0>《よみ》", text)


def city_pack(now: datetime = NOW, **changes: object) -> CityFile:
    keys = [
        CityKey(id=f"key-{n}", suite=suite, public=bytes(32), not_after=now + timedelta(days=90))
        for n, suite in enumerate((HYBRID, CLASSIC))
    ]
    city = CityFile(
        lg_code="992011",
        name="見本市",
        phone="0990-00-1234",
        office_hours="平日",
        reception_url="https://127.0.0.1:9",
        ca_pem="",
        encryption_keys=tuple(keys),
        receipt_keys=(NamedKey(kid="r1", public=bytes(32)),),
        answer_keys=(NamedKey(kid="a1", public=bytes(32)),),
    )
    return city.model_copy(update=changes)


@dataclass
class PackCity:
    """The publishing side; ``now`` is the publisher's clock."""

    folder: Path
    now: datetime = field(default_factory=lambda: NOW)

    def __post_init__(self) -> None:
        self.content, self.keys = self.folder / "content", self.folder / "keys"
        self.repository = PackRepository(
            self.folder / "repository", KeyRing([self.keys]), lambda: self.now
        )
        self.city(city_pack())
        self.revoke()
        self.write("city/layer.toml", LAYER.format(phone="0990-00-1234"))
        self.procedure("bus", title="敬老バス")

    def write(self, path: str, text: str) -> None:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def procedure(self, id: str, *, title: str, version: int = 1, question: str = "reason") -> None:
        definition = PROCEDURE.format(id=id, version=version, question=question)
        assert tomllib.loads(definition)
        self.write(f"procedures/{id}.toml", definition)
        self.write(f"cases/{id}.toml", CASE.format(question=question))
        for language in LANGUAGES:
            text = WORDS.format(id=id, title=title, question=question)
            said = with_readings(text) if language == "ja_easy" else text
            self.write(f"words/{language}/{id}.toml", said)

    def withdraw(self, id: str) -> None:
        for folder in ("procedures", "cases"):
            (self.content / folder / f"{id}.toml").unlink()
        for language in LANGUAGES:
            (self.content / "words" / language / f"{id}.toml").unlink()

    def notice(self, id: str, **changes: object) -> None:
        self.write(f"notices/{id}.toml", notice_text(id, **changes))

    def withdraw_notice(self, id: str) -> None:
        (self.content / "notices" / f"{id}.toml").unlink()

    def city(self, pack: CityFile) -> None:
        self.write("city.json", pack.model_dump_json())

    def revoke(self, *ids: str) -> None:
        self.write("revoked.json", json.dumps({"v": 1, "city_keys": ids}))

    def init(self) -> bytes:
        """Make the repository; return the root that a tablet is enrolled with."""
        self.repository.init()
        return self.metadata("1.root.json").read_bytes()

    def publish(self) -> Manifest:
        return self.repository.publish(collect(self.content, self.now))

    def metadata(self, name: str) -> Path:
        return self.repository.folder / "metadata" / name

    def target(self, path: str) -> Path:
        """Return where the newest pack's file *path* lies in the repository."""
        targets = self.repository.targets()
        assert targets is not None
        directory, _, name = path.rpartition("/")
        served = f"{targets.targets[path].hashes['sha256']}.{name}"
        return self.repository.folder / "targets" / directory / served


@contextmanager
def served_packs(city: City, repository: Path, *more: Route) -> Iterator[None]:
    """Serve *repository* in the reception of *city*, over TLS on 127.0.0.1."""
    config = city.server().config
    assert isinstance(config.app, Starlette)
    config.app.router.routes[:0] = [*more, *Packs(repository).routes()]
    config.timeout_graceful_shutdown = 0  # the tablet keeps its connection; nothing is owed on it
    with running(uvicorn.Server(config)):
        yield
    gc.collect()  # the connection that the tablet kept ends here, not in the midst of another test
