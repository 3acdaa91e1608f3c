"""One filing with a name that few fonts can draw."""

from datetime import UTC, date, datetime

from field_app.document.inputs import (
    Actor,
    Confirmation,
    ConfirmationMethod,
    Filing,
    GivenAnswer,
    IdentityDocument,
    IdentityRecord,
    Place,
)
from field_app.procedure.definition.filer import ActorKind, Assurance, IdentityMethod
from field_app.procedure.definition.provenance import Source

AT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
NAME = "𠮷田　髙子・辻󠄀"


def sample(method: ConfirmationMethod = ConfirmationMethod.HAND_SIGNATURE) -> Filing:
    return Filing(
        number="482739562284",
        procedure_id="kyufukin",
        procedure_version=1,
        title="給付金の申請",
        form_reference="給付金 申請書（請求書）",
        handling="B",
        counter_accepted_at=AT,
        clock="counter",
        place=Place("見本市", "見本市長", "992011", "0990-00-1234", "平日", "dev", "mihon-a"),
        identity=IdentityRecord(
            IdentityMethod.DOCUMENTS, (IdentityDocument("passport", date(2030, 1, 1), True),), True,
            "mihon-a", AT, Assurance.DOCUMENTS,
        ),
        actor=Actor(ActorKind.SELF),
        answers=(
            GivenAnswer("name", "お名前", NAME, NAME, Source.CARD, "氏名", AT),
            GivenAnswer(
                "address", "住所", {"postal": "", "text": "見本市"}, "見本市" * 30, Source.RESIDENT,
                "住所", AT,
            ),
        ),
        read_back_at=AT,
        confirmation=Confirmation(method, AT, "mihon-a"),
    )  # fmt: skip
