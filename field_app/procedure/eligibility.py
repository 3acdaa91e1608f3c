"""Decide who may file what, what a role has to show, and which identity documents are enough."""

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure

# What each role may show for it; staff who write for the resident come as the resident.
EVIDENCE: Final[dict[str, tuple[str, ...]]] = {
    ActorKind.SELF: (),
    ActorKind.HOUSEHOLD: ("agent_id",),
    ActorKind.LEGAL_REPRESENTATIVE: ("registry", "family_register"),
    ActorKind.AGENT: ("power_of_attorney", "holder_document"),
    ActorKind.MESSENGER: ("agent_id",),
    ActorKind.SUBMISSION_AGENT: ("agent_id",),
}

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


def refusal(procedure: Procedure, actor: str, method: str) -> str | None:
    """Return the word key of why this procedure cannot be filed now, or None.

    Args:
        procedure: what is to be filed.
        actor: the kind of the person who came.
        method: how the person was identified, such as ``card_pin`` or ``documents``.
    """
    if actor not in procedure.may_file:
        return "procedures.p_not_for_actor"
    if level_of(method) < LEVELS[procedure.identity]:
        return "procedures.p_identity_lacks"
    return None


def level_of(method: str) -> int:
    """Return the level of a way of identification; both ways to read the card count the same."""
    return LEVELS.get("card" if method.startswith("card_") else method, 0)


def needs_evidence(role: str) -> bool:
    """Tell whether *role* has to say a name and show something."""
    return bool(EVIDENCE.get(role))


def has_evidence(role: str, name: str, evidence: str) -> bool:
    """Tell whether what *role* needs is there: a name, and something that this role may show."""
    if role not in EVIDENCE:
        return False
    return not needs_evidence(role) or (bool(name.strip()) and evidence in EVIDENCE[role])


def refuse_too_few(documents: Sequence[SeenDocument], today: date) -> None:
    """Raise TooFewDocuments unless one valid document has a photo, or two are of different types.

    An expired document does not count.

    Source: the two-group rule that city counters use (reference: 本人確認書類 A×1 / B×2).
    """
    valid = [seen for seen in documents if seen.expires_on is None or seen.expires_on >= today]
    if any(seen.with_photo for seen in valid) or len({seen.type for seen in valid}) >= 2:
        return
    raise TooFewDocuments
