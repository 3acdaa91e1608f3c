"""Decide who may file what, what a role has to show, and which identity documents are enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from field_app.procedure.definition.evidence import ALWAYS, EvidenceKind, Needed
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.layout import FormLayout
from field_app.procedure.definition.model import Procedure

# How much each way of identification says; a procedure asks for the least it takes.
LEVELS: Final = {"interview": 0, "documents": 1, "card": 2}

WITH_PHOTO: Final = (
    "driving_licence",
    "passport",
    "residence_card",
    "disability",
    "driving_history",
    "my_number_card",
)
WITHOUT_PHOTO: Final = ("insurance", "care_insurance", "pension", "bank_book", "employee_id")


class TooFewDocuments(Exception):
    """What was shown is not enough; more must be shown, or another way chosen."""

    message_key = "identity.p_too_few_documents"


class EvidenceExpired(Exception):
    """What was shown ran out; another has to be shown, or the original comes later."""

    message_key = "actor.p_expired"


class Expiring(Protocol):
    """Something that was shown and may run out."""

    @property
    def expires_on(self) -> date | None:
        """The last day on which it is valid; None where it has none."""


def refuse_expired(shown: Iterable[Expiring], today: date) -> None:
    """Raise EvidenceExpired where something that was shown is past its last day."""
    if any(one.expires_on is not None and one.expires_on < today for one in shown):
        raise EvidenceExpired


class SeenDocument(Protocol):
    """An identity document that was shown."""

    @property
    def type(self) -> str:
        """One of :data:`WITH_PHOTO` or :data:`WITHOUT_PHOTO`."""

    @property
    def expires_on(self) -> date | None:
        """The last day on which it is valid; None where it has none."""

    @property
    def with_photo(self) -> bool:
        """Whether it carries a photo."""


@dataclass(frozen=True)
class Standing:
    """Who came, how they were identified, and what they showed.

    Attributes:
        actor: the kind of the person who came.
        method: how a person was identified, such as ``card_pin`` or ``documents``.
        shown: the evidence that was seen, or whose original comes later.
        is_identified: whether it was who came that was identified, so that it need not be
            shown once more who that is.
    """

    actor: str
    method: str
    shown: frozenset[str] = frozenset()
    is_identified: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why a procedure cannot be filed now: the word key of the way on, and what is lacking."""

    message_key: str
    lacks: tuple[EvidenceKind, ...] = ()


def refusal(procedure: Procedure, standing: Standing) -> Refusal | None:
    """Return why this procedure cannot be filed now, or None.

    Staff may write for whoever may file. A messenger may bring the finished form of any
    procedure: it is taken in, and nothing is asked that is the person's to say.
    """
    actor = standing.actor
    is_delivered = is_delivery(procedure, actor)
    writes = actor == ActorKind.STAFF_WRITES and ActorKind.SELF in procedure.may_file
    if actor not in procedure.may_file and not (writes or is_delivered):
        return Refusal("procedures.p_not_for_actor")
    if level_of(standing.method) < LEVELS[procedure.identity] and not is_delivered:
        return Refusal("procedures.p_identity_lacks")
    lacking = lacks(actor, standing, procedure.evidence)
    return Refusal("procedures.p_evidence_lacks", lacking[0].one_of) if lacking else None


def lacks(actor: str, standing: Standing, more: Iterable[Needed] = ()) -> tuple[Needed, ...]:
    """Return what *actor* still has to show; *more* is what a definition asks beside the law."""
    seen = standing.shown | ({"agent_id"} if standing.is_identified else set())
    return tuple(one for one in needed(actor, more) if not seen & set(one.one_of))


def needed(actor: str, more: Iterable[Needed] = ()) -> tuple[Needed, ...]:
    """Return what somebody who comes as *actor* has to show: one document of each."""
    return tuple(one for one in (*ALWAYS, *more) if one.role == actor)


def offered(actor: str, procedures: Iterable[Procedure]) -> tuple[EvidenceKind, ...]:
    """Return what *actor* may be asked to show, by the law or by one of *procedures*."""
    more = (one for procedure in procedures for one in procedure.evidence)
    return tuple(dict.fromkeys(kind for one in needed(actor, more) for kind in one.one_of))


def is_delivery(procedure: Procedure, actor: str) -> bool:
    """Tell whether *actor* only brings the finished form of *procedure*."""
    return actor == ActorKind.MESSENGER and ActorKind.MESSENGER not in procedure.may_file


def as_filed(procedure: Procedure, actor: str) -> Procedure:
    """Return *procedure* as *actor* files it; of a finished form only the name is written down."""
    if not is_delivery(procedure, actor):
        return procedure
    named = [question for question in procedure.questions if question.fact == "name"]
    name = (named or [*procedure.questions])[0].model_copy(update={"when": None})
    return procedure.model_copy(
        update={
            "questions": (name,),
            "groups": (),
            "rules": (),
            "deadlines": (),
            "fee_key": None,
            "fee_times": None,
            "fee_when": None,
            "form": FormLayout(),
        }
    )


def level_of(method: str) -> int:
    """Return the level of a way of identification; both ways to read the card count the same."""
    return LEVELS.get("card" if method.startswith("card_") else method, 0)


def refuse_too_few(documents: Sequence[SeenDocument], today: date) -> None:
    """Raise TooFewDocuments unless one valid document has a photo, or two are of different types.

    An expired document does not count.

    Source: the two-group rule that city counters use (reference: 本人確認書類 A×1 / B×2).
    """
    valid = [seen for seen in documents if seen.expires_on is None or seen.expires_on >= today]
    if any(seen.with_photo for seen in valid) or len({seen.type for seen in valid}) >= 2:
        return
    raise TooFewDocuments
