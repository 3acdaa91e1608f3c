"""What two people agreed on is signed once, as a part of the next pack, and nothing else is."""

import threading
from pathlib import Path

import pytest

from sync.office.authoring.command import NotTried
from sync.office.authoring.desk import AuthoringDesk, PackKeysAway, own_files
from sync.office.authoring.drafts import DraftRefused, DraftState
from sync.office.authoring.report import DraftReport
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf
from sync.tablet.store.store import Store
from sync.wire.events.event import SignedEvent
from tests.sync.office.authoring.city import (
    MADE_BY,
    SECOND,
    files_of,
    parts,
    publish,
    put,
    row,
    upload,
)
from tests.sync.pack_city import PackCity

WORDS_JA = "words/ja/bus.toml"


def approved(desk: AuthoringDesk, **changes: object) -> str:
    id = put(desk, upload(**changes))
    desk.drafts.ask(id, MADE_BY)
    desk.drafts.approve(row(desk, id), SECOND)
    return id


def details(desk: AuthoringDesk, kind: str) -> list[dict[str, object]]:
    assert desk.drafts.evidence is not None
    assert desk.drafts.evidence.verify() == []
    events = [SignedEvent.from_bytes(one).event for one in desk.drafts.evidence.contents()]
    return [dict(one.detail) for one in events if one.kind == kind]


def test_an_approved_draft_is_signed_a_tablet_takes_it_and_the_content_folder_has_it(
    desk: AuthoringDesk, city: PackCity, tmp_path: Path
) -> None:
    before = files_of(city.repository)
    id = publish(desk, upload())
    found = row(desk, id)
    assert (found.state, found.pack, found.decided_by) == (DraftState.PUBLISHED, 2, SECOND)
    after = files_of(city.repository)
    assert after["procedures/bus.toml"] == parts()["definition"], "signed as it came"
    assert "敬老バスの券".encode() in after[WORDS_JA]
    changed = {path for path in after if after[path] != before.get(path)}
    spoken = {f"words/{one}/bus.toml" for one in ("ja", "ja_easy", "en")}
    assert changed == {"procedures/bus.toml", "manifest.json", *spoken}
    for path in ("procedures/bus.toml", "cases/bus.toml", WORDS_JA):
        assert (city.content / path).is_file()
    assert (city.content / "procedures/bus.toml").read_bytes() == parts()["definition"]
    store = Store.open(tmp_path / "tablet.db")
    shelf = PackShelf(store, tmp_path / "shelf")
    shelf.trust(city.metadata("1.root.json").read_bytes())
    pack = shelf.update(from_folder(city.repository.folder))
    store.close()
    assert pack is not None
    assert pack.manifest.version == 2
    said = {"draft": id, "procedure": "bus", "version": 2}
    assert details(desk, "procedure_published") == [said]


def test_a_new_procedure_and_a_roll_back_go_the_same_way(
    desk: AuthoringDesk, city: PackCity
) -> None:
    publish(desk, upload(id="cat", version=1, title="ねこの登録"))
    publish(desk, upload(title="まちがえた題"))
    id = desk.again("bus", 1, MADE_BY)
    back = row(desk, id)
    assert (back.version, back.is_again, back.hindrances) == (3, True, ())
    assert "ことば（日本語）：l_title：まちがえた題 → 敬老バス" in back.report.differences
    desk.drafts.ask(id, MADE_BY)
    with pytest.raises(DraftRefused, match="自分の案"):
        desk.drafts.approve(back, MADE_BY)
    desk.drafts.approve(row(desk, id), SECOND)
    desk.publish(row(desk, id), SECOND)
    bus, cat = desk.publisher.procedures()
    assert (bus.version, bus.title, cat.title) == (3, "敬老バス", "ねこの登録")
    assert city.publish().version == 5, "who publishes by hand goes on from there"
    for number in (99, 3):
        with pytest.raises(DraftRefused):
            desk.again("cat" if number == 99 else "bus", number + 50, MADE_BY)


def test_two_who_publish_at_once_sign_once(any_desk: AuthoringDesk, city: PackCity) -> None:
    desk = any_desk
    id, begin, refused = approved(desk), threading.Barrier(2), []

    def one() -> None:
        found = row(desk, id)
        begin.wait()
        try:
            desk.publish(found, SECOND)
        except DraftRefused as late:
            refused.append(str(late))

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    targets = city.repository.targets()
    assert targets is not None
    assert (targets.version, len(refused)) == (2, 1)
    assert len(details(desk, "procedure_published")) == 1


def test_what_was_published_meanwhile_sends_the_draft_back(
    desk: AuthoringDesk, city: PackCity
) -> None:
    late = approved(desk, title="おそい案")
    publish(desk, upload(title="はやい案"))
    with pytest.raises(DraftRefused, match="変わりました"):
        desk.publish(row(desk, late), SECOND)
    found = row(desk, late)
    assert found.state is DraftState.RETURNED
    assert "もう一度入れて" in found.reason
    assert "はやい案".encode() in files_of(city.repository)[WORDS_JA]
    assert details(desk, "approval_refused") == [{"draft": late, "why": "mistakes"}]


def test_without_the_keys_it_waits_and_is_signed_later(
    desk: AuthoringDesk, city: PackCity, tmp_path: Path
) -> None:
    id, safe = approved(desk), tmp_path / "safe"
    city.keys.rename(safe)
    with pytest.raises(PackKeysAway):
        desk.publish(row(desk, id), SECOND)
    assert row(desk, id).state is DraftState.APPROVED
    assert b"\xe5\x88\xb8" not in files_of(city.repository)[WORDS_JA]
    assert (city.content / "procedures/bus.toml").read_bytes() != parts()["definition"]
    safe.rename(city.keys)
    desk.publish(row(desk, id), SECOND)
    assert row(desk, id).state is DraftState.PUBLISHED
    with pytest.raises(DraftRefused, match="承認された案では"):
        desk.publish(row(desk, id), SECOND)


def test_what_lies_unpublished_in_the_content_folder_is_neither_signed_nor_lost(
    desk: AuthoringDesk, city: PackCity
) -> None:
    city.procedure("dog", title="いぬ")  # somebody works on it by hand
    id = approved(desk)
    desk.publish(row(desk, id), SECOND)
    assert "procedures/dog.toml" not in files_of(city.repository)
    other = approved(desk, version=3, title="三つめ")
    kept = (city.content / WORDS_JA).read_text() + "# being written\n"
    city.write(WORDS_JA, kept)
    with pytest.raises(DraftRefused, match="まだ出していない変更"):
        desk.publish(row(desk, other), SECOND)
    assert (city.content / WORDS_JA).read_text() == kept
    assert row(desk, other).state is DraftState.APPROVED


def test_a_cut_between_signing_and_noting_is_noted_at_the_next_try(
    desk: AuthoringDesk, city: PackCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = approved(desk)
    publish_pack = type(city.repository).publish

    def cut(*given: object, **more: object) -> None:
        publish_pack(*given, **more)  # type: ignore[arg-type]
        raise OSError("no power")

    monkeypatch.setattr(type(city.repository), "publish", cut)
    with pytest.raises(OSError, match="no power"):
        desk.publish(row(desk, id), SECOND)
    assert row(desk, id).state is DraftState.APPROVED
    monkeypatch.undo()
    desk.publish(row(desk, id), SECOND)
    assert (row(desk, id).state, row(desk, id).pack) == (DraftState.PUBLISHED, 2)
    targets = city.repository.targets()
    assert targets is not None
    assert targets.version == 2, "not signed again"


def test_a_process_that_was_taken_over_changes_no_other_procedure() -> None:
    base = {"words/ja/all.toml": b'[p.bus]\nl_title = "a"\n[p.cat]\nl_title = "b"\n'}
    good = '[p.bus]\nl_title = "z"\n[p.cat]\nl_title = "b"\n'
    report = DraftReport(id="bus", files={"words/ja/all.toml": good})
    assert own_files(report, base) == {"words/ja/all.toml": good.encode()}
    for path, text in (
        ("words/ja/all.toml", good.replace('"b"', '"evil"')),
        ("words/ja/all.toml", "[p." * 50_000),
        ("procedures/cat.toml", "x"),
        ("city.json", "{}"),
        ("../outside.toml", "x"),
        ("words/ja/new.toml", '[p.cat]\nl_title = "c"\n'),
    ):
        with pytest.raises(NotTried):
            own_files(DraftReport(id="bus", files={path: text}), base)
