"""The sample city publishes what a new checkout brings, and says what it cannot publish."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from build.sample_city import epochs, notices, packs
from build.sample_city.layout import Layout
from build.sample_city.programs import CannotStart
from field_app.content import starting
from field_app.content.notices import load_notices
from field_app.platform.assets_folder import assets_folder
from sync.office.keys.epochs import with_keys
from sync.office.keys.keys import load_office_keys, make_office_keys
from sync.office.packs.content import collect
from sync.office.packs.keys import KeyRing
from sync.office.packs.repository import PackRepository
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf, city_of
from sync.tablet.store.store import Store
from sync.wire.city import CityFile, utc_now
from tests.sync.pack_city import city_pack


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose procedures a test may change."""
    own = tmp_path / "assets"
    for name in ("procedures", "cases", "words", "city"):
        shutil.copytree(assets_folder() / name, own / name)
    monkeypatch.setattr(starting, "assets_folder", lambda: own)
    return own


@pytest.fixture
def layout(assets: Path, tmp_path: Path) -> Layout:
    assert assets.exists()
    made = Layout(tmp_path / "data", 1)
    city_pack().save(made.pack)
    packs.publish_first(made)
    return made


def version(layout: Layout) -> int:
    targets = PackRepository(layout.packs, KeyRing([])).targets()
    assert targets is not None
    return targets.version


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_unchanged_checkout_publishes_nothing_new(layout: Layout) -> None:
    assert not packs.publish_what_changed(layout)
    assert version(layout) == 1


def test_a_changed_definition_is_published_at_the_next_start(layout: Layout, assets: Path) -> None:
    edit(assets / "procedures" / "keiro_bus.toml", "version = 1", "version = 2")
    assert packs.publish_what_changed(layout)
    assert version(layout) == 2
    assert not packs.publish_what_changed(layout)


def test_what_clerks_published_stays_over_a_start_until_the_app_brings_a_newer_one(
    layout: Layout, assets: Path
) -> None:
    repository = PackRepository(layout.packs, KeyRing([layout.pack_keys]))
    edit(layout.content / "procedures" / "keiro_bus.toml", "version = 1", "version = 2")
    words = layout.content / "words" / "ja" / "procedure_keiro_bus.toml"
    words.write_text(words.read_text("utf-8") + "# 窓口の言葉\n", encoding="utf-8")
    repository.publish(collect(layout.content, utc_now()))
    assert not packs.publish_what_changed(layout), "nothing goes back"
    assert "窓口の言葉" in words.read_text("utf-8")

    edit(assets / "procedures" / "keiro_bus.toml", "version = 1", "version = 3")
    assert packs.publish_what_changed(layout)
    assert "窓口の言葉" not in words.read_text("utf-8")
    assert not packs.publish_what_changed(layout)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("maximum = 10", "maximum = 11", "version is still 1"),
        ('kind = "number"', 'kind = "hologram"', "questions.4.kind"),
        ('fee_key = "keiro_bus"', 'fee_key = "gold"', "手数料「gold」がありません"),
        ("version = 1", "version = ", "keiro_bus.toml"),
    ],
)
def test_a_mistake_in_the_checkout_is_named(
    layout: Layout, assets: Path, old: str, new: str, said: str
) -> None:
    edit(assets / "procedures" / "keiro_bus.toml", old, new)
    with pytest.raises(CannotStart, match=said):
        packs.publish_what_changed(layout)
    assert version(layout) == 1


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027)],
)
def test_two_notices_are_in_force_on_any_day_of_the_fiscal_year(
    tmp_path: Path, today: date, year: int
) -> None:
    notices.lay_out(tmp_path / "notices", today)
    found = load_notices(tmp_path / "notices")
    assert found.refused == ()
    assert [(one.level, one.version) for one in found.in_force(today)] == [
        ("important", year),
        ("info", year),
    ]
    assert found.about("keiro_bus", today)


def test_the_notices_are_published(layout: Layout) -> None:
    targets = PackRepository(layout.packs, KeyRing([])).targets()
    assert targets is not None
    assert {f"notices/{name}.toml" for name in notices.NOTICES} <= targets.targets.keys()


def test_a_city_that_never_published_is_left_as_it_is(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "old", 1)
    assert not packs.publish_what_changed(layout)
    assert not layout.city.exists()


def test_a_start_after_the_keys_have_ended_makes_the_next_and_publishes_them(
    assets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert assets.exists()
    layout, then = Layout(tmp_path / "data", 1), utc_now() - timedelta(days=400)
    first = with_keys(city_pack(), make_office_keys(layout.office, then), then)
    first.save(layout.pack)
    with published_at(then, monkeypatch):
        packs.publish_first(layout)
    epochs.make_what_is_due(layout)
    assert packs.publish_what_changed(layout)
    published = CityFile.load(layout.content / "city.json")
    keys = load_office_keys(layout.office)
    assert published.encryption_keys == keys.public_sealing(utc_now())
    assert len(keys.sealing) == 4, "what was sealed to the first epoch still opens"
    assert version(layout) == 2
    with closing(Store.open(tmp_path / "tablet.db")) as store:
        shelf = PackShelf(store, tmp_path / "shelf")
        shelf.trust(layout.first_root.read_bytes())
        pack = shelf.update(from_folder(layout.packs))
        assert pack is not None
        assert city_of(pack) == published, "a tablet of that time takes it"
    epochs.make_what_is_due(layout)
    assert not packs.publish_what_changed(layout), "the next start has nothing to do"


@contextmanager
def published_at(then: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Publish as it was done at another time."""
    with monkeypatch.context() as patched:
        patched.setattr(packs, "utc_now", lambda: then)
        patched.setattr(packs, "PackRepository", partial(PackRepository, now=lambda: then))
        yield
