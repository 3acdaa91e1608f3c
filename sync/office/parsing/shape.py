"""What an opened application must be to be listed and shown: a tablet may seal anything."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    FailFast,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from sync.wire.caps import MOST_PARTS, refuse_beyond_caps
from sync.wire.messages.request_kind import RequestKind, kind_of
from sync.wire.validation import first_error

MOST_ANSWERS: Final = 500
MOST_MARKS: Final = 16
MOST_ROLES: Final = 8
MOST_TOLD: Final = 100
MOST_YEN: Final = 10**9
# A certificate of the card lives ten years at most, and no tablet is older than the service.
EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
WIDEST_ZONE: Final = timedelta(hours=14)


def _storable(text: str) -> str:
    if "\0" in text:  # PostgreSQL holds none
        raise ValueError("a sign that no database holds")
    return text


def _time(text: str) -> str:
    at = datetime.fromisoformat(text)
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a time without a zone")
    if abs(offset) > WIDEST_ZONE:
        raise ValueError("a zone that no place on earth has")
    if not EARLIEST <= at.replace(tzinfo=UTC) < LATEST:
        raise ValueError("a time outside of this century")
    return text


Text = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_storable)]
Label = Annotated[str, StringConstraints(max_length=300), AfterValidator(_storable)]
Time = Annotated[Label, AfterValidator(_time)]


class ProcedureShape(BaseModel):
    """Which procedure, by its id and its title, and the last day of the definition."""

    id: Label | None = None
    title: Label | None = None
    valid_until: Label | None = None


class PersonShape(BaseModel):
    """Whose application it is, for the list."""

    name: Label | None = None


class DocumentShape(BaseModel):
    """A document by which somebody was identified; its number is never kept."""

    type: Label = ""
    expires_on: Label | None = None


class Way(BaseModel):
    """How somebody was identified, who came, or how it was confirmed."""

    kind: Label | None = None
    method: Label | None = None
    name: Label | None = None
    face_compared: bool | None = None
    chip: Label | None = None
    signed_by: Label | None = None
    witness: Label | None = None
    documents: Annotated[list[DocumentShape], FailFast(), Field(max_length=MOST_ROLES)] = []


class RolesShape(BaseModel):
    """One of the people of an application, with every role that this person has."""

    roles: Annotated[list[Label], Field(max_length=MOST_ROLES)] = []
    name: Label | None = None
    birth_date: Label | None = None
    born: Label | None = None


class Replaces(BaseModel):
    """What a corrected application stands for; only the form of the id is known to be right."""

    id: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
    number: Label | None = None


class WithdrawalShape(BaseModel):
    """What a withdrawal takes back; without an id another tablet had sealed it."""

    id: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")] | None = None
    number: Annotated[str, StringConstraints(pattern="^[2-9]{12}$")]


class EarlierShape(BaseModel):
    """What an answer was before somebody changed it, and who had said that."""

    display: Text = ""
    source: Label = ""


class GivenAnswerShape(BaseModel):
    """One answer as the console shows it; *account*: its digits are those of an account."""

    question: Label = ""
    label: Text = ""
    display: Text = ""
    source: Label = ""
    was: EarlierShape | None = None
    account: bool = False

    @model_validator(mode="before")
    @classmethod
    def _tell_accounts(cls, given: Any) -> Any:
        """Say by the value, and by no word of the tablet, whether it is an account."""
        if not isinstance(given, dict):
            return given
        value = given.get("value")
        is_account = isinstance(value, dict) and ("kind" in value or "number" in value)
        return {**given, "account": is_account}


class AskedTwiceShape(BaseModel):
    """A sentence that the resident was asked a second time, and said yes to."""

    rule: Label = ""
    sentence: Text = ""
    at: Time | None = None


class EvidenceShape(BaseModel):
    """What was shown for a role or a claim; the original may come later."""

    kind: Label = ""
    state: Label = ""
    due: Label | None = None
    expires_on: Label | None = None


class ScribeShape(BaseModel):
    """Who of the staff wrote in the person's place, why, how it was confirmed and before whom."""

    by: Label = ""
    reason: Label = ""
    read_back_at: Time | None = None
    confirmed: Label = ""
    witness: Label = ""


class LookShape(BaseModel):
    """Who of the staff looked at a picture, and when."""

    by: Label = ""
    at: Time | None = None


class AttachmentShape(BaseModel):
    """One picture of an application.

    ``masked`` counts the numbers that were blacked out; with None nobody looked for any.
    """

    part: Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,100}\\.jpg$")]
    label: Label = ""
    masked: Annotated[int, Field(ge=0, le=1000)] | None = None
    looked: LookShape | None = None


class FeeShape(BaseModel):
    """What it costs in yen: a unit, what multiplies it, and the sum as the tablet showed it."""

    unit: Annotated[int, Field(ge=0, le=MOST_YEN)]
    times: Annotated[int, Field(ge=0, le=MOST_YEN)] | None = None
    total: Annotated[int, Field(ge=0, le=MOST_YEN)]


class ApplicationShape(BaseModel):
    """The fields that the console shows; whatever else there is stays in the seal."""

    kind: Label
    number: Label | None = None
    procedure: ProcedureShape | None = None
    person: PersonShape | None = None
    people: Annotated[list[RolesShape], Field(max_length=MOST_ROLES)] = []
    counter_accepted_at: Time | None = None
    staff: Label | None = None
    staff_name: Label | None = None
    colleagues: Annotated[dict[Label, Label], Field(max_length=MOST_ROLES)] = {}
    identity: Way | None = None
    actor: Way | None = None
    confirmation: Way | None = None
    read_back_at: Time | None = None
    replaces: Replaces | None = None
    withdrawal: WithdrawalShape | None = None
    marks: Annotated[list[Label], Field(max_length=MOST_MARKS)] | None = None
    fee: FeeShape | None = None
    fee_note: Label = ""
    window: Label = ""
    bring: Annotated[list[Label], FailFast(), Field(max_length=MOST_TOLD)] = []
    attachments: Annotated[list[AttachmentShape], Field(max_length=MOST_PARTS)] = []
    asked_twice: Annotated[list[AskedTwiceShape], FailFast(), Field(max_length=MOST_TOLD)] = []
    evidence: Annotated[list[EvidenceShape], FailFast(), Field(max_length=MOST_TOLD)] = []
    scribe: ScribeShape | None = None
    delivered_by_messenger: bool = False
    unprintable: Annotated[list[Label], FailFast(), Field(max_length=MOST_ANSWERS)] = []
    answers: Annotated[list[GivenAnswerShape], FailFast(), Field(max_length=MOST_ANSWERS)] = []


def shown_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of *document* that the console shows, and nothing else.

    Of a kind that this version does not know it returns the kind alone: its fields may mean
    anything.

    Raises:
        ValueError: it is beyond the caps, or a field is not what it should be; the text
            names the first such field, not its content.
    """
    refuse_beyond_caps(document)
    kind = kind_of(document)
    inside = document if kind in list(RequestKind) else {}
    try:
        return ApplicationShape.model_validate({**inside, "kind": kind}).model_dump()
    except ValidationError as refused:
        place, _ = first_error(refused)
        raise ValueError(place) from None
