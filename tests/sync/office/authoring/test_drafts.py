"""Drafts go step by step, none is lost, and nobody is their own second person."""

import threading
from typing import Any

import pytest

from sync.office.authoring.drafts import DraftRefused, DraftState, ProcedureDrafts
from sync.office.authoring.report import DraftFinding, DraftReport
from sync.office.authoring.uploads import DraftUpload
from sync.wire.events.event import SignedEvent
from tests.sync.office.authoring.city import MADE_BY, SECOND, upload

SAID = {"definition": 'id = "bus"\n', "cases": "", "words": {}}
SOUND = DraftReport(id="bus", version=2, title="敬老バス", differences=("違い",), draft=SAID)
MISTAKE = DraftFinding(file="procedures/bus.toml", field="x", reason="直してください。", line=3)


def put(drafts: ProcedureDrafts, by: str = MADE_BY, **changes: Any) -> str:
    return drafts.put(upload(), SOUND.model_copy(update=changes), by)


def asked(drafts: ProcedureDrafts, by: str = MADE_BY) -> str:
    id = put(drafts)
    drafts.ask(id, by)
    return id


def state(drafts: ProcedureDrafts, id: str) -> DraftState:
    row = drafts.find(id)
    assert row is not None
    return row.state


def approve(drafts: ProcedureDrafts, id: str, by: str) -> None:
    row = drafts.find(id)
    assert row is not None
    drafts.approve(row, by)


def log_of(drafts: ProcedureDrafts) -> list[tuple[str, str | None]]:
    assert drafts.evidence is not None
    assert drafts.evidence.verify() == []
    events = [SignedEvent.from_bytes(one).event for one in drafts.evidence.contents()]
    return [(one.kind, one.staff) for one in events]


def test_a_draft_is_kept_as_it_came_with_what_its_check_said(drafts: ProcedureDrafts) -> None:
    id = put(drafts)
    row = drafts.find(id)
    assert row is not None
    assert drafts.upload_of(row) == upload()
    assert (row.report, row.digest) == (SOUND, SOUND.digest)
    assert (row.authors, row.state, row.is_again) == ((MADE_BY,), DraftState.DRAFT, False)
    assert [one.id for one in drafts.waiting()] == [one.id for one in drafts.of("bus")] == [id]
    assert (drafts.of("cat"), drafts.find("0" * 16)) == ([], None)
    assert log_of(drafts) == [("draft_made", MADE_BY)]


def test_a_second_person_approves_and_the_log_has_each_step(drafts: ProcedureDrafts) -> None:
    id = asked(drafts)
    approve(drafts, id, SECOND)
    assert state(drafts, id) is DraftState.APPROVED
    kinds = [("draft_made", MADE_BY), ("draft_asked", MADE_BY), ("draft_approved", SECOND)]
    assert log_of(drafts) == kinds


@pytest.mark.parametrize("asks", [MADE_BY, SECOND])
def test_who_made_it_or_asked_is_no_second_person(drafts: ProcedureDrafts, asks: str) -> None:
    id = asked(drafts, by=asks)
    for one in {MADE_BY, asks}:
        with pytest.raises(DraftRefused, match="自分の案"):
            approve(drafts, id, one)
    assert state(drafts, id) is DraftState.ASKED
    refused = [clerk for kind, clerk in log_of(drafts) if kind == "approval_refused"]
    assert set(refused) == {MADE_BY, asks}


def test_who_wrote_on_an_earlier_draft_is_no_second_person_of_the_mended_one(
    drafts: ProcedureDrafts,
) -> None:
    first = drafts.find(asked(drafts))
    assert first is not None
    id = drafts.put(upload(title="直した題"), SOUND, SECOND, first)
    drafts.ask(id, SECOND)
    for one in (MADE_BY, SECOND):
        with pytest.raises(DraftRefused, match="自分の案"):
            approve(drafts, id, one)
    approve(drafts, id, "third")
    assert state(drafts, id) is DraftState.APPROVED


def test_a_draft_that_changed_after_it_was_asked_is_not_approved(drafts: ProcedureDrafts) -> None:
    first = drafts.find(asked(drafts))
    assert first is not None
    mended = drafts.put(upload(title="直した題"), SOUND, MADE_BY, first)
    with pytest.raises(DraftRefused, match="先へ進みました"):
        drafts.approve(first, SECOND)
    assert (state(drafts, first.id), state(drafts, mended)) == (
        DraftState.REPLACED,
        DraftState.DRAFT,
    )
    assert ("approval_refused", SECOND) in log_of(drafts)
    with pytest.raises(DraftRefused):
        drafts.put(upload(), SOUND, MADE_BY, first)
    assert drafts.upload_of(first) == upload(), "what was before is still there"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"findings": (MISTAKE,)}, "直すところが 1 か所"),
        ({"draft": None}, "定義として読めません"),
        ({"differences": ()}, "同じです"),
        (
            {"cases": ({"id": "bus", "line": "x", "lacking": ("立場 agent",)},)},
            "事例のない立場や分かれ目が 1",
        ),
    ],
)
def test_nobody_is_asked_while_something_is_to_be_mended(
    drafts: ProcedureDrafts, changes: dict[str, Any], why: str
) -> None:
    report = DraftReport.model_validate({**SOUND.model_dump(), **changes})
    id = drafts.put(upload(), report, MADE_BY)
    with pytest.raises(DraftRefused, match=why):
        drafts.ask(id, MADE_BY)
    with pytest.raises(DraftRefused, match="先へ進みました"):
        approve(drafts, id, SECOND)


def test_what_is_taken_up_again_needs_no_new_case(drafts: ProcedureDrafts) -> None:
    cases = ({"id": "bus", "line": "x", "lacking": ("立場 agent",)},)
    wrong = MISTAKE.model_copy(update={"file": "cases/bus.toml"})
    given = {**SOUND.model_dump(), "cases": cases, "findings": (wrong,)}
    again = DraftUpload.of_text({"version": 3, **SAID})
    id = drafts.put(again, DraftReport.model_validate(given), MADE_BY)
    drafts.ask(id, MADE_BY)
    assert state(drafts, id) is DraftState.ASKED


def test_it_is_given_back_with_a_sealed_reason_and_asked_anew(drafts: ProcedureDrafts) -> None:
    id = asked(drafts)
    drafts.give_back(id, "氏名の説明がわかりにくいです。", SECOND)
    row = drafts.find(id)
    assert row is not None
    assert (row.state, row.reason, row.decided_by) == (
        DraftState.RETURNED, "氏名の説明がわかりにくいです。", SECOND,
    )  # fmt: skip
    drafts.ask(id, MADE_BY)
    approve(drafts, id, SECOND)
    drafts.give_back(id, "やはり待ってください。", SECOND)
    drafts.withdraw(id, MADE_BY)
    with pytest.raises(DraftRefused):
        drafts.ask(id, MADE_BY)
    assert state(drafts, id) is DraftState.WITHDRAWN
    assert drafts.waiting() == []
    assert [one.id for one in drafts.of("bus")] == [id]


def test_of_two_who_approve_at_once_one_does(drafts: ProcedureDrafts) -> None:
    id, begin, refused = asked(drafts), threading.Barrier(2), []

    def one(clerk: str) -> None:
        row = drafts.find(id)
        assert row is not None
        begin.wait()
        try:
            drafts.approve(row, clerk)
        except DraftRefused as late:
            refused.append(str(late))

    both = [threading.Thread(target=one, args=(clerk,)) for clerk in (SECOND, "third")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(refused) == 1
    assert [kind for kind, _ in log_of(drafts)].count("draft_approved") == 1
