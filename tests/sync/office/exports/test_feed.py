"""Issue 12, point 5: a cursor that counts what left the office, and leaves nothing out."""

from concurrent.futures import ThreadPoolExecutor

from sync.office.exports.feed import Feed
from tests.sync.office.exports.decided import decided, package, records
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk


def test_an_outcome_has_its_number_once_it_left_and_keeps_it(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    first, second = two
    first.know(online)
    (early,) = decided(first, online, package("見本　早子"), tells=False)
    assert Feed(first.store).catch_up() == 0, "it may still be taken back"
    first.intake.run_once()
    with ThreadPoolExecutor(4) as pool:
        highest = list(pool.map(lambda one: Feed(one.store).catch_up(), [first, second] * 4))
    assert set(highest) == {1}, "however many ask at once"
    decided(first, online, package("見本　遅子"), status="rejected")
    assert Feed(second.store).catch_up() == 2
    first.decisions.mark_all_unsent()  # the reception was restored
    first.intake.run_once()
    assert Feed(second.store).catch_up() == 2, "told again is no other outcome"
    found = list(Feed(second.store).since(0))
    assert [(one.n, one.status) for one in found] == [(1, "accepted"), (2, "rejected")]
    assert found[0].application == early
    assert [one.n for one in Feed(second.store).since(1)] == [2]


def test_what_has_its_number_is_not_looked_at_again(two: tuple[Parts, Parts], online: Desk) -> None:
    first, second = two
    first.know(online)
    (early,) = decided(first, online, package("見本　早子"), tells=False)
    Feed(second.store).catch_up()
    assert (early, "accepted") not in _due(first), "it has not left"
    first.intake.run_once()
    assert (early, "accepted") in _due(first)
    assert Feed(second.store).catch_up() == 1
    assert _due(first) == []
    first.decisions.mark_all_unsent()  # the reception was restored
    decided(first, online, package("見本　遅子"))
    assert Feed(second.store).catch_up() == 2
    assert _due(first) == []


def _due(office: Parts) -> list[tuple[str, str]]:
    rows = office.store.rows("select application, status from export_due")
    return [(str(id), str(status)) for id, status in rows]


def test_a_record_has_the_names_of_the_definition_and_no_individual_number(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    first, _ = two
    first.know(online)
    odd = package("見本　番子", メモ={"text": ["123456789018"]})
    decided(first, online, package("見本　太郎"), odd)
    (one,) = records(first)
    assert list(one.answers) == ["氏名", "口座"]
    assert one.to_json()["procedure"]["id"] == "kyufukin"
    assert "出さない" not in repr(one.to_json())
    assert "太郎" not in repr(one)
