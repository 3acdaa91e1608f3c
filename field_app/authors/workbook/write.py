"""Make the workbook of a procedure: what XLSForm has a column for there, the rest beside it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from field_app.authors.drafts.draft import Draft
from field_app.authors.workbook import columns as at
from field_app.authors.workbook.book import Book, Cell, Uncarried, sheet
from field_app.authors.workbook.case_rows import case_sheet
from field_app.authors.workbook.expression import expression_of
from field_app.authors.workbook.own import NO, YES, cell_of
from field_app.procedure.definition.condition import leaves, names
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds import KINDS
from field_app.words.words import LANGUAGES, Words

Cells = dict[str, Cell]
SELECTS: Final = frozenset(
    kind for kind, type in (at.TYPES | at.LIKE).items() if type.startswith("select")
)


def book_of(draft: Draft) -> tuple[Book, tuple[Uncarried, ...]]:
    """Return the workbook of *draft*, and the remarks that it has no place for."""
    writer = BookWriter(draft)
    sheets = (
        sheet(at.SURVEY, at.SURVEY_COLUMNS, [*writer.survey(), *writer.calculated()]),
        sheet(at.CHOICES, at.CHOICES_COLUMNS, list(writer.choices())),
        sheet(at.SETTINGS, at.SETTINGS_COLUMNS, [writer.settings()]),
        sheet(at.PROCEDURE, ("name", "value"), list(writer.procedure())),
        sheet(at.RULES, at.RULES_COLUMNS, list(writer.rules())),
        sheet(at.EVIDENCE, ("role", "one_of", at.REMARK), list(writer.evidence())),
        sheet(at.FORM, at.FORM_COLUMNS, list(writer.form())),
        sheet(at.WORDS, at.WORDS_COLUMNS, list(writer.left_over())),
        case_sheet(draft),
    )
    return {one.name: one for one in sheets}, tuple(_lost(draft))


def _lost(draft: Draft) -> Iterator[Uncarried]:
    files = {"procedures": draft.remarks, "cases": draft.case_remarks}
    for name, remarks in files.items():
        for line in remarks.elsewhere:
            reason = "ここにある # の注は、Excel に入りません。見出しのすぐ上に書くと入ります。"
            yield Uncarried(f"{name}/{draft.id}.toml", str(line), reason)


class BookWriter:
    """Makes the rows of each sheet; a text that a row took is not left over."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.definition = draft, draft.definition
        self.questions: Sequence[dict[str, Any]] = draft.definition["questions"]
        self.several = {
            one["id"]: KINDS[one["kind"]].takes_several
            for one in self.questions
            if _has_options(one)
        }
        self.taken = set[str]()

    def survey(self) -> Iterator[Cells]:
        """Yield the rows of the questions, between the beginning and the end of each group."""
        groups = {one["questions"][0]: one for one in self.definition.get("groups", ())}
        ends = {one["questions"][-1] for one in groups.values()}
        for number, question in enumerate(self.questions):
            if group := groups.get(question["id"]):
                yield self._group(group)
            yield from self._question(number, question)
            if question["id"] in ends:
                yield {"type": "end_group"}

    def _group(self, group: Mapping[str, Any]) -> Cells:
        number = self.definition["groups"].index(group)
        own = {name: cell_of(group.get(name)) for name in at.OWN_OF_GROUP}
        return {
            "type": "begin_group",
            "name": group["id"],
            **self._texts("label", f"l_group_{group['id']}"),
            **own,
            at.REMARK: self._remark(f"groups.{number}"),
        }

    def _question(self, number: int, question: Mapping[str, Any]) -> Iterator[Cells]:
        id, kind = question["id"], question["kind"]
        row: Cells = {
            "type": self._type(question),
            "kind": kind if kind not in at.TYPES else None,
            "name": id,
            **self._texts("label", f"l_{id}"),
            "required": NO if question.get("required") is False else YES,
            "relevant": self._condition(question.get("when")),
            "appearance": "month-year" if kind == "month" else None,
            "form_label": self.definition.get("form", {}).get("labels", {}).get(id),
            at.REMARK: self._remark(f"questions.{number}"),
        }
        row |= {name: cell_of(question.get(name)) for name in at.OWN_OF_QUESTION}
        if question.get("has_hint"):
            row |= self._texts("hint", f"l_{id}_hint")
        if question.get("has_unit"):
            row |= self._texts("unit", f"s_{id}_unit")
        yield self._constrained(row, question)
        if kind == "people":
            for part in ("name", *question.get("parts", ())):
                yield {"type": at.PARTS[part], "name": part, "required": YES}
            yield {"type": "end_repeat"}

    def _type(self, question: Mapping[str, Any]) -> str:
        kind = question["kind"]
        type = at.TYPES.get(kind) or at.LIKE.get(kind) or "text"
        if not type.startswith("select"):
            return type
        return f"{type} {question['id'] if question.get('options') else kind}"

    def _constrained(self, row: Cells, question: Mapping[str, Any]) -> Cells:
        """Say bounds as a constraint where XLSForm has one; else they stay in columns of ours."""
        low, high = question.get("minimum"), question.get("maximum")
        match question["kind"]:
            case "number" | "amount":
                said = {">=": low, "<=": high}
                parts = [f". {sign} {bound}" for sign, bound in said.items() if bound is not None]
                return {**row, "minimum": None, "maximum": None, "constraint": " and ".join(parts)}
            case "text" if high is not None:
                return {**row, "maximum": None, "constraint": f"string-length(.) <= {high}"}
        return row

    def calculated(self) -> Iterator[Cells]:
        """Yield a row for each deadline, and for each computed fact that a condition names."""
        deadlines = self.definition.get("deadlines", ())
        for number, one in enumerate(deadlines):
            rest = {name: value for name, value in one.items() if name not in {"id", "from"}}
            says = ", ".join(f"{name}={value}" for name, value in rest.items())
            yield {
                "type": "calculate",
                "name": f"deadline_{one['id']}",
                "calculation": f"deadline(${{{one['from']}}}, '{says}')",
                at.REMARK: self._remark(f"deadlines.{number}"),
            }
        known = {one["id"] for one in self.questions}
        known |= {f"deadline_{one['id']}" for one in deadlines} | {"today"}
        for name in sorted(set(_named(self.definition)) - known):
            yield {"type": "calculate", "name": name, "calculation": f"computed('{name}')"}

    def choices(self) -> Iterator[Cells]:
        """Yield the options of each list, and those that a kind brings along."""
        for question in self.questions:
            for option in question.get("options", ()):
                texts = self._texts("label", f"s_{question['id']}_{option}")
                yield {"list_name": question["id"], "name": option, **texts}
        for kind in sorted({one["kind"] for one in self.questions} & SELECTS):
            for option in KINDS[kind].own_options:
                key = f"kinds.s_{option}"
                texts = {f"label::{one}": Words(one)(key) for one in LANGUAGES}
                yield {"list_name": kind, "name": option, **texts}

    def settings(self) -> Cells:
        """Return the row of the settings: title, id and version."""
        return {
            "form_id": self.draft.id,
            "version": self.definition["version"],
            "default_language": "ja",
            **self._texts("form_title", "l_title"),
            **self._texts("summary", "p_summary"),
        }

    def procedure(self) -> Iterator[Cells]:
        """Yield what the definition says of the whole procedure, a row each."""
        for name in at.OWN_OF_PROCEDURE:
            yield {"name": name, "value": cell_of(self.definition.get(name))}
        for name, value in self.definition.get("form", {}).items():
            if name not in {"labels", "sections"}:
                yield {"name": f"form.{name}", "value": cell_of(value)}
        yield {"name": at.REMARK, "value": self.draft.remarks.above.get("")}
        yield {"name": f"form.{at.REMARK}", "value": self.draft.remarks.above.get("form")}

    def rules(self) -> Iterator[Cells]:
        """Yield the rules."""
        for number, rule in enumerate(self.definition.get("rules", ())):
            yield {
                "name": rule["id"],
                **{name: cell_of(rule.get(name)) for name in at.OWN_OF_RULE},
                "relevant": self._condition(rule["when"]),
                **self._texts("label", f"p_rule_{rule['id']}"),
                at.REMARK: self._remark(f"rules.{number}"),
            }

    def evidence(self) -> Iterator[Cells]:
        """Yield what each role has to show."""
        for number, one in enumerate(self.definition.get("evidence", ())):
            remark = self._remark(f"evidence.{number}")
            yield {"role": one["role"], "one_of": cell_of(one["one_of"]), at.REMARK: remark}

    def form(self) -> Iterator[Cells]:
        """Yield the rows of the form, each with the number and title of its section."""
        for number, section in enumerate(self.definition.get("form", {}).get("sections", ())):
            for row in section["rows"]:
                boxes: Cells = dict(zip(at.BOXES, row, strict=False))
                remark = (
                    self._remark(f"form.sections.{number}") if row is section["rows"][0] else ""
                )
                head: Cells = {"section": number + 1, "title": section["title"], at.REMARK: remark}
                yield {**head, **boxes}

    def left_over(self) -> Iterator[Cells]:
        """Yield the texts that no other sheet took; call it last."""
        every = dict.fromkeys(name for texts in self.draft.words.values() for name in texts)
        for name in every:
            if name not in self.taken:
                texts = {language: self.draft.words[language].get(name) for language in LANGUAGES}
                yield {"name": name, **texts}

    def _texts(self, column: str, name: str) -> Cells:
        self.taken.add(name)
        return {f"{column}::{one}": self.draft.words[one].get(name) for one in LANGUAGES}

    def _condition(self, condition: Any) -> str:
        return expression_of(condition, self.several) if condition else ""

    def _remark(self, place: str) -> str:
        return self.draft.remarks.above.get(place, "")


def _has_options(question: Mapping[str, Any]) -> bool:
    return bool(question.get("options") or KINDS[question["kind"]].own_options)


def _named(definition: Mapping[str, Any]) -> Iterator[str]:
    """Yield every name that a condition has."""
    procedure = Procedure.model_validate(definition)
    asked = [one.when for one in procedure.questions if one.when is not None]
    for when in (*asked, *(rule.when for rule in procedure.rules)):
        for leaf in leaves(when):
            yield from names(leaf)
