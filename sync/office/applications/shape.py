"""Refuses an opened application that cannot be listed or shown: a tablet may seal anything."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, StringConstraints, ValidationError

from sync.wire.validation import first_error


def _storable(text: str) -> str:
    if "\0" in text:  # PostgreSQL holds none
        raise ValueError("a sign that no database holds")
    return text


def _time(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time without a zone")
    return text


Text = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_storable)]
Time = Annotated[Text, AfterValidator(_time)]


class ProcedureShape(BaseModel):
    """The procedure that was applied for."""

    id: Text | None = None
    title: Text | None = None


class PersonShape(BaseModel):
    """The person who applied."""

    name: Text | None = None


class Way(BaseModel):
    """How somebody was identified, who came, or how it was confirmed."""

    kind: Text | None = None
    method: Text | None = None
    name: Text | None = None


class Replaces(BaseModel):
    """The application that this one replaces; nothing is checked but the form of its id."""

    id: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
    number: Text | None = None


class GivenAnswerShape(BaseModel):
    """One answer of the resident, as it is shown, and where it came from."""

    label: Text = ""
    display: Text = ""
    source: Text = ""


class ApplicationShape(BaseModel):
    """The fields that the console shows; whatever else there is stays as it is."""

    number: Text | None = None
    procedure: ProcedureShape | None = None
    person: PersonShape | None = None
    counter_accepted_at: Time | None = None
    staff: Text | None = None
    identity: Way | None = None
    actor: Way | None = None
    confirmation: Way | None = None
    replaces: Replaces | None = None
    answers: list[GivenAnswerShape] = []


def refuse_odd(document: dict[str, Any]) -> None:
    """Do nothing when *document* can be listed and shown.

    Raises:
        ValueError: a field is not what it should be; the text names the field, not its content.
    """
    try:
        ApplicationShape.model_validate(document)
    except ValidationError as refused:
        field, _ = first_error(refused)
        raise ValueError(field) from None
