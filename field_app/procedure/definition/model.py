"""Validate a procedure's definition as frozen models that refuse unknown fields."""

from datetime import date
from typing import Final, Literal

from pydantic import Field, model_validator

from field_app.procedure.definition.computed import Deadline
from field_app.procedure.definition.condition import Condition
from field_app.procedure.definition.evidence import Needed
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.frozen import FrozenModel
from field_app.procedure.definition.group import Group
from field_app.procedure.definition.layout import FormLayout
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.rules import Rule

Handling = Literal["A", "B", "C", "D"]
ABOUT: Final = "about"  # the kind of the question whom an application is about


class Question(FrozenModel):
    """One question. Words: ``p.<procedure>.l_<id>``, options ``s_<id>_<option>``."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: str
    required: bool = True
    may_be_unknown: bool = False
    when: Condition | None = None
    fact: str | None = None
    person: Literal["applicant", "subject", "visitor"] = "applicant"
    options: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    digits: int | None = None
    has_unit: bool = False
    with_kana: bool = True
    wording: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    parts: tuple[Literal["birth_date", "relation", "address"], ...] = ()
    exclusive: str | None = None
    has_hint: bool = False
    public_account: bool = False  # of an account: the one registered for public money will do
    export: str | None = None
    owner: str = ""

    @property
    def role(self) -> Role:
        """Whose fact it is."""
        return Role(self.person)

    @property
    def label_key(self) -> str:
        """The word key of what is asked."""
        return f"p.{self.owner}.l_{self.id}"

    @property
    def hint_key(self) -> str | None:
        """The word key of the hint; None where it has none."""
        return f"p.{self.owner}.l_{self.id}_hint" if self.has_hint else None

    @property
    def unit_key(self) -> str | None:
        """The word key of what is counted, such as 通; None where nothing is said."""
        return f"p.{self.owner}.s_{self.id}_unit" if self.has_unit else None

    @property
    def wording_key(self) -> str:
        """The word key of what is consented to: of the library, or of the procedure itself."""
        own = f"p.{self.owner}.p_{self.id}_wording"
        return f"consent.p_{self.wording}" if self.wording else own

    @property
    def wording_version_key(self) -> str:
        """The word key of the wording's version."""
        own = f"p.{self.owner}.s_{self.id}_version"
        return f"consent.s_{self.wording}_version" if self.wording else own

    def option_key(self, option: str) -> str:
        """Return the word key of *option*."""
        return f"p.{self.owner}.s_{self.id}_{option}"


class Procedure(FrozenModel):
    """One procedure, as ``assets/procedures/<id>.toml`` says it.

    ``unverified`` names, in Japanese, what nobody has checked with the law or a city: staff read
    it as 要確認, no resident does. ``columns`` are the first ones of its table, by export names.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    icon: str = "DESCRIPTION_OUTLINED"
    legal_basis: str
    form_reference: str
    handling: Handling
    may_file: tuple[ActorKind, ...] = Field(min_length=1)
    identity: Literal["card", "documents", "interview"]
    clock: Literal["counter", "arrival"]
    fee_key: str | None = None
    fee_times: str | None = None
    fee_varies: bool = False  # what it costs depends on more than a number: the city tells it
    fee_when: Condition | None = None
    bring: tuple[str, ...] = ()
    due_days: int | None = Field(default=None, ge=1, le=366)
    valid_from: date
    valid_until: date | None = None
    verified_on: date
    unverified: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    period: Literal["day", "month", "fiscal_year"] = "fiscal_year"
    form: FormLayout = FormLayout()
    purpose: Literal["filing", "withdrawal"] = "filing"
    questions: tuple[Question, ...] = Field(min_length=1)
    deadlines: tuple[Deadline, ...] = ()
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    evidence: tuple[Needed, ...] = ()

    @property
    def title_key(self) -> str:
        """The word key of the procedure's name."""
        return f"p.{self.id}.l_title"

    @property
    def summary_key(self) -> str:
        """The word key of what it is for."""
        return f"p.{self.id}.p_summary"

    @property
    def about(self) -> Question | None:
        """The question whom it is about; None where that is always the applicant."""
        return next((one for one in self.questions if one.kind == ABOUT), None)

    @property
    def of_subject(self) -> tuple[Question, ...]:
        """The questions that ask of whom it is about."""
        return tuple(one for one in self.questions if one.role is Role.SUBJECT)

    def bring_key(self, thing: str) -> str:
        """Return the word key of a *thing* to bring."""
        return f"p.{self.id}.l_bring_{thing}"

    @model_validator(mode="after")
    def _fee_multiplies_an_answer(self) -> "Procedure":
        ids = {question.id for question in self.questions}
        if self.fee_times is not None and self.fee_times not in ids:
            raise ValueError(f"fee_times の質問「{self.fee_times}」がありません。")
        if self.fee_when is not None and self.fee_key is None:
            raise ValueError("fee_when には fee_key が要ります。")
        return self

    @model_validator(mode="after")
    def _the_form_fits_its_questions(self) -> "Procedure":
        if misfit := self.form.misfit(question.id for question in self.questions):
            raise ValueError(misfit)
        return self
