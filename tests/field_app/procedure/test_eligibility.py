"""Who may file what, what a role has to show, which documents are enough."""

from datetime import date

import pytest

from field_app.document.inputs import EvidenceShown, IdentityDocument
from field_app.procedure.definition.evidence import Needed
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.procedure.eligibility import (
    WITH_PHOTO,
    WITHOUT_PHOTO,
    EvidenceExpired,
    Standing,
    TooFewDocuments,
    as_filed,
    needed,
    refusal,
    refuse_expired,
    refuse_too_few,
)
from field_app.procedure.load import load_catalogue
from tests.field_app.procedure.test_definitions import FOLDER

BY_ID = {one.id: one for one in load_catalogue(FOLDER).procedures}
TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)


def standing(actor: str, method: str, *shown: str) -> Standing:
    return Standing(actor, method, frozenset(shown))


@pytest.mark.parametrize(
    ("procedure", "who", "reason"),
    [
        ("juminhyo", standing("self", "card_pin"), None),
        ("juminhyo", standing("self", "card_verification_b"), None),
        ("juminhyo", standing("household", "documents", "agent_id"), None),
        ("juminhyo", standing("self", "interview"), "procedures.p_identity_lacks"),
        ("juminhyo", standing("submission_agent", "card_pin"), "procedures.p_not_for_actor"),
        ("keiro_bus", standing("self", "interview"), None),
        ("keiro_bus", standing("self", "something_new"), None),
        ("kyufukin", standing("self", "something_new"), "procedures.p_identity_lacks"),
        ("card_kenko", standing("household", "card_pin", "agent_id"), "procedures.p_not_for_actor"),
        ("juminhyo", standing("household", "documents"), "procedures.p_evidence_lacks"),
        ("juminhyo", standing("agent", "documents", "agent_id"), "procedures.p_evidence_lacks"),
        (
            "juminhyo",
            standing("agent", "documents", "power_of_attorney"),
            "procedures.p_evidence_lacks",
        ),
        ("juminhyo", standing("agent", "documents", "power_of_attorney", "agent_id"), None),
        ("juminhyo", standing("agent", "documents", "holder_document", "agent_id"), None),
    ],
)
def test_a_procedure_is_refused_with_the_reason(
    procedure: str, who: Standing, reason: str | None
) -> None:
    found = refusal(BY_ID[procedure], who)
    assert (found.message_key if found else None) == reason


def test_what_is_lacking_is_named() -> None:
    found = refusal(BY_ID["juminhyo"], standing("agent", "documents", "agent_id"))
    assert found is not None
    assert found.lacks == ("power_of_attorney", "holder_document")


def test_who_was_identified_need_not_show_who_that_is_once_more() -> None:
    son = Standing("household", "documents", is_identified=True)
    assert refusal(BY_ID["juminhyo"], son) is None


@pytest.mark.parametrize("procedure", sorted(BY_ID))
def test_staff_may_write_for_every_procedure(procedure: str) -> None:
    assert refusal(BY_ID[procedure], standing("staff_writes", "card_pin")) is None


@pytest.mark.parametrize("procedure", sorted(BY_ID))
def test_a_messenger_with_a_finished_form_is_never_sent_home(procedure: str) -> None:
    definition = BY_ID[procedure]
    assert refusal(definition, standing("messenger", "interview", "agent_id")) is None
    assert refusal(definition, standing("messenger", "interview")) is not None
    delivered = as_filed(definition, "messenger")
    assert [question.fact for question in delivered.questions] == ["name"]
    assert delivered.rules == ()
    assert Procedure.model_validate(delivered.model_dump()) == delivered, "its parts still fit"
    assert as_filed(definition, "self") is definition


def test_only_the_resident_needs_no_evidence() -> None:
    assert [role for role in ActorKind if not needed(role)] == ["self", "staff_writes"]


def test_a_definition_may_ask_for_more_than_the_law() -> None:
    more = Needed(role=ActorKind.SELF, one_of=("holder_document",))
    stricter = BY_ID["keiro_bus"].model_copy(update={"evidence": (more,)})
    assert refusal(stricter, standing("self", "interview")) is not None
    assert refusal(stricter, standing("self", "interview", "holder_document")) is None


def test_evidence_that_ran_out_does_not_count() -> None:
    with pytest.raises(EvidenceExpired):
        refuse_expired((EvidenceShown("agent_id", YESTERDAY),), TODAY)
    refuse_expired((EvidenceShown("agent_id", TODAY), EvidenceShown("registry")), TODAY)


def seen(kind: str, expires_on: date | None = None) -> IdentityDocument:
    return IdentityDocument(kind, expires_on, with_photo=kind in WITH_PHOTO)


@pytest.mark.parametrize("kind", WITH_PHOTO)
def test_one_valid_document_with_a_photo_is_enough(kind: str) -> None:
    refuse_too_few((seen(kind),), TODAY)
    refuse_too_few((seen(kind, TODAY),), TODAY)
    with pytest.raises(TooFewDocuments):
        refuse_too_few((seen(kind, YESTERDAY),), TODAY)


def test_two_valid_documents_of_different_types_are_enough() -> None:
    one, other, *_ = WITHOUT_PHOTO
    refuse_too_few((seen(one), seen(other)), TODAY)


@pytest.mark.parametrize(
    "documents",
    [
        (),
        (seen("insurance"),),
        (seen("insurance"), seen("insurance")),
        (seen("insurance"), seen("pension", YESTERDAY)),
    ],
)
def test_fewer_are_refused(documents: tuple[IdentityDocument, ...]) -> None:
    with pytest.raises(TooFewDocuments):
        refuse_too_few(documents, TODAY)
