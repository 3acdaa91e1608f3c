"""Define what a city changes of a definition, by its id, and change it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final

from pydantic import Field

from field_app.procedure.definition.frozen import FrozenModel
from field_app.procedure.definition.group import Group
from field_app.procedure.definition.layout import FormLayout
from field_app.procedure.definition.model import Procedure, Question

# What a city says of a procedure in the place of its definition, each under the same name.
REPLACED: Final = (
    "fee_times", "due_days", "legal_basis", "form_reference", "valid_until", "verified_on",
)  # fmt: skip
OF_QUESTION: Final = ("required", "options")
OWN_FEE: Final = "手数料"  # what staff read as 要確認 while the city has not said it
OWN_WINDOW: Final = "担当の窓口"
Text = Annotated[str, Field(min_length=1, max_length=300)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class CityText(FrozenModel):
    """A text of the city in each language."""

    ja: Text
    ja_easy: Text
    en: Text


class CityWindow(FrozenModel):
    """A counter that procedures belong to; telephone and hours where it has its own."""

    name: CityText
    phone: str = Field(default="", max_length=20)
    office_hours: str = Field(default="", max_length=60)


class QuestionPatch(FrozenModel):
    """What a city changes of one question.

    ``options`` are those that it keeps; ``option_labels`` what one is called here.
    """

    hidden: bool = False
    required: bool | None = None
    options: tuple[str, ...] | None = None
    label: CityText | None = None
    hint: CityText | None = None
    option_labels: dict[str, CityText] = Field(default_factory=dict)


class Patch(FrozenModel):
    """What a city changes of one procedure; what is not named stays as the definition says.

    Attributes:
        hidden: the city has no such procedure.
        title: what it is called here.
        summary: what it is for here.
        fee: yen, in the place of the city's fee of that name; 0 is free.
        fee_times: the question that multiplies it.
        fee_note: what is said beside the fee, such as what each of several costs.
        window: which of the city's windows it belongs to.
        bring: things to bring beside those of the definition, or called otherwise.
        not_needed: things of the definition that nobody brings here.
        due_days: the days within which this city answers.
        legal_basis: the city's rule.
        form_reference: what the city's form is called.
        valid_until: the last day on which it may be filed; later it is taken with a mark.
        verified_on: the day on which the city compared it with its own rules.
        verified: what of the definition's ``unverified`` the city has checked.
        unverified: what the city has not checked yet, beside that of the definition.
        fields: the questions of which something changes, by their ids.
    """

    hidden: bool = False
    title: CityText | None = None
    summary: CityText | None = None
    fee: int | None = Field(default=None, ge=0)
    fee_times: str | None = None
    fee_note: CityText | None = None
    window: Name | None = None
    bring: dict[Name, CityText] = Field(default_factory=dict)
    not_needed: tuple[str, ...] = ()
    due_days: int | None = Field(default=None, ge=1, le=366)
    legal_basis: str | None = None
    form_reference: str | None = None
    valid_until: date | None = None
    verified_on: date | None = None
    verified: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    fields: dict[str, QuestionPatch] = Field(default_factory=dict)


def fee_note_key(procedure: str) -> str:
    """Return the word key of what a city says beside a fee."""
    return f"p.{procedure}.p_fee_note"


def window_key(procedure: str) -> str:
    """Return the word key of the counter that a procedure belongs to."""
    return f"p.{procedure}.l_window"


def patched(procedure: Procedure, patch: Patch) -> Procedure:
    """Return *procedure* as a city has it; nothing of it is checked here."""
    changed: dict[str, Any] = {
        name: value for name in REPLACED if (value := getattr(patch, name)) is not None
    }
    if patch.fee is not None:
        changed |= {"fee_key": procedure.id, "fee_varies": False}
    bring = [one for one in procedure.bring if one not in patch.not_needed]
    unverified = [one for one in procedure.unverified if one not in patch.verified]
    questions = tuple(
        _question(one, patch.fields.get(one.id)) for one in procedure.questions
        if not _is_hidden(one.id, patch)
    )  # fmt: skip
    return procedure.model_copy(
        update={
            **changed,
            "bring": tuple(dict.fromkeys([*bring, *patch.bring])),
            "unverified": tuple(dict.fromkeys([*unverified, *patch.unverified])),
            "questions": questions,
            "groups": tuple(_groups(procedure.groups, patch)),
            "form": _form(procedure.form, patch),
        }
    )


def said_of(procedure: Procedure, patch: Patch) -> Iterator[tuple[str, CityText]]:
    """Yield the word key of each text that *patch* has, with the text."""
    of_procedure: Mapping[str, CityText | None] = {
        procedure.title_key: patch.title,
        procedure.summary_key: patch.summary,
        fee_note_key(procedure.id): patch.fee_note,
        **{procedure.bring_key(thing): said for thing, said in patch.bring.items()},
    }
    yield from ((key, said) for key, said in of_procedure.items() if said)
    for question in procedure.questions:
        changed = patch.fields.get(question.id, QuestionPatch())
        of_question = {
            question.label_key: changed.label,
            f"{question.label_key}_hint": changed.hint,
            **{question.option_key(one): said for one, said in changed.option_labels.items()},
        }
        yield from ((key, said) for key, said in of_question.items() if said)


def _is_hidden(question: str, patch: Patch) -> bool:
    return patch.fields.get(question, QuestionPatch()).hidden


def _question(question: Question, patch: QuestionPatch | None) -> Question:
    if patch is None:
        return question
    changed: dict[str, Any] = {
        name: value for name in OF_QUESTION if (value := getattr(patch, name)) is not None
    }
    return question.model_copy(update=changed | ({"has_hint": True} if patch.hint else {}))


def _groups(groups: tuple[Group, ...], patch: Patch) -> Iterator[Group]:
    """Yield the groups without what is hidden; one with a single question keeps its page."""
    for group in groups:
        left = tuple(one for one in group.questions if not _is_hidden(one, patch))
        if left:
            yield group.model_copy(update={"questions": left})


def _form(form: FormLayout, patch: Patch) -> FormLayout:
    sections = (
        section.model_copy(update={"rows": tuple(row for row in kept if row)})
        for section in form.sections
        for kept in [
            [tuple(one for one in row if not _is_hidden(one, patch)) for row in section.rows]
        ]
    )
    return form.model_copy(
        update={
            "sections": tuple(sections),
            "labels": {id: one for id, one in form.labels.items() if not _is_hidden(id, patch)},
            "wording": tuple(one for one in form.wording if not _is_hidden(one, patch)),
        }
    )
