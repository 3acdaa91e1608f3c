"""Who may file what, what a role has to show, which documents are enough."""

from datetime import date

import pytest

from field_app.document.inputs import IdentityDocument
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.eligibility import (
    EVIDENCE,
    WITH_PHOTO,
    WITHOUT_PHOTO,
    TooFewDocuments,
    has_evidence,
    needs_evidence,
    refusal,
    refuse_too_few,
)
from field_app.procedure.load import load_procedure
from tests.field_app.procedure.test_definitions import FOLDER

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)


def test_every_role_of_a_definition_has_its_evidence() -> None:
    # Staff who write for the resident come as the resident; the screen records the reason.
    assert {*EVIDENCE, "staff_writes"} == set(ActorKind)


@pytest.mark.parametrize(
    ("procedure", "actor", "method", "reason"),
    [
        ("juminhyo", "self", "card_pin", None),
        ("juminhyo", "self", "card_verification_b", None),
        ("juminhyo", "household", "documents", None),
        ("juminhyo", "self", "interview", "procedures.p_identity_lacks"),
        ("juminhyo", "messenger", "card_pin", "procedures.p_not_for_actor"),
        ("juminhyo", "messenger", "interview", "procedures.p_not_for_actor"),
        ("keiro_bus", "self", "interview", None),
        ("keiro_bus", "self", "something_new", None),
        ("kyufukin", "self", "something_new", "procedures.p_identity_lacks"),
    ],
)
def test_a_procedure_is_refused_with_the_reason(
    procedure: str, actor: str, method: str, reason: str | None
) -> None:
    definition = load_procedure(FOLDER / f"{procedure}.toml")
    assert refusal(definition, actor, method) == reason


def test_only_the_resident_needs_no_evidence() -> None:
    assert [role for role in EVIDENCE if not needs_evidence(role)] == ["self"]
    assert has_evidence("self", "", "")


@pytest.mark.parametrize(
    ("role", "name", "evidence"),
    [
        ("", "", ""),
        ("household", "", "agent_id"),
        ("household", " ", "agent_id"),
        ("household", "見本 花子", ""),
        ("household", "見本 花子", "registry"),
        ("agent", "見本 花子", "agent_id"),
        ("stranger", "見本 花子", "agent_id"),
    ],
)
def test_a_role_without_name_or_its_own_evidence_does_not_go_on(
    role: str, name: str, evidence: str
) -> None:
    assert not has_evidence(role, name, evidence)


@pytest.mark.parametrize("role", [role for role in EVIDENCE if role != "self"])
def test_a_role_goes_on_with_each_evidence_it_may_show(role: str) -> None:
    assert all(has_evidence(role, "見本 花子", one) for one in EVIDENCE[role])


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
