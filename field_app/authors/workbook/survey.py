"""Read the sheet ``survey``: questions, groups, deadlines, and rules that are constraints."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from field_app.authors.workbook import columns as at
from field_app.authors.workbook.book import Sheet, SheetRow, Uncarried
from field_app.authors.workbook.bounds import bounds_of
from field_app.authors.workbook.expression import NotSayable, condition_of
from field_app.authors.workbook.own import toml_value, value_of
from field_app.procedure.definition.computed import COMPUTED
from field_app.procedure.kinds import KINDS

KIND_OF: Final = {type: kind for kind, type in at.TYPES.items() if not type.startswith("select")}
SELECTS: Final = {"select_one": "choice", "select_multiple": "choices"}
YES_NO: Final = frozenset({"yes", "no"})
TRUE: Final = frozenset({"yes", "true", "true()", "1", "はい"})
DEADLINE: Final = re.compile(r"deadline\(\s*\$\{\s*(\w+)\s*\}\s*,\s*['\"]([\w=, ]*)['\"]\s*\)")
WHY_NOT: Final = {
    "note": "読むだけの行はありません。前後の質問の hint か、summary に書いてください。",
    "decimal": "小数の質問はありません。integer にするか、text にしてください。",
    "acknowledge": "確認だけの質問はありません。kind を consent にし、文面は words に書きます。",
    "geopoint": "地図の位置は聞けません。text か、kind を address にしてください。",
    "time": "時刻の質問はありません。text か select_one にしてください。",
    "file": "ファイルは受け取れません。写真なら image にしてください。",
}
Options = Mapping[str, Sequence[tuple[str, Mapping[str, str]]]]


@dataclass
class Survey:
    """What the sheet says so far; ``words`` are by language and name.

    Attributes:
        places: the row of each question, by its number in the definition.
        uncarried: what could not be taken.
    """

    sheet: Sheet
    options: Options
    questions: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    deadlines: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    form_labels: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    uncarried: list[Uncarried] = field(default_factory=list)
    open_groups: list[tuple[SheetRow, list[str], Any]] = field(default_factory=list)
    people: dict[str, Any] | None = None

    def read(self) -> "Survey":
        """Go through the rows."""
        self.choices = dict(self._choices())
        for row in self.sheet.rows:
            self._row(row)
        for row, _, _ in self.open_groups:
            self._leave_out(row, "type", "end_group がありません。")
        if self.people is not None:
            self._leave_out(self.sheet.rows[-1], "type", "end_repeat がありません。")
        return self

    def _choices(self) -> Iterator[tuple[str, bool]]:
        for row in self.sheet.rows:
            type = _type(row).split(" ")[0]
            if type in SELECTS:
                yield row.text("name"), type == "select_multiple"

    def _row(self, row: SheetRow) -> None:
        type = _type(row)
        match type.split(" ")[0]:
            case "" if row.cells:
                self._leave_out(row, "type", "type が空です。この行は使いません。")
            case "begin_group":
                self.open_groups.append((row, [], self._condition(row)))
            case "end_group":
                self._end_group(row)
            case "end_repeat" if self.people is not None:
                self.people = None
            case "calculate":
                self._calculate(row)
            case _ if self.people is not None:
                self._part(row)
            case _:
                self._question(row, type)

    def _question(self, row: SheetRow, type: str) -> None:
        kind, list_name = self._kind(row, type)
        if kind is None:
            reason = WHY_NOT.get(type.split(" ")[0], f"「{type}」という type は使えません。")
            self._leave_out(row, "type", f"{reason}この質問は入れていません。")
            return
        id, number = _name(row), len(self.questions)
        question: dict[str, Any] = {"id": id, "kind": kind}
        if row.text("required").lower() not in TRUE:
            question["required"] = False
        whens = [when for _, _, when in self.open_groups if when]
        if own := self._condition(row):
            whens.append(own)
        if whens:
            question["when"] = whens[0] if len(whens) == 1 else {"all": whens}
        self._options(question, list_name)
        for name, model_field in at.OWN_OF_QUESTION.items():
            if name in row.cells:
                question[name] = value_of(row.cells[name], model_field)
        self._texts(row, "label", f"l_{id}")
        question |= {"has_hint": True} if self._texts(row, "hint", f"l_{id}_hint") else {}
        question |= {"has_unit": True} if self._texts(row, "unit", f"s_{id}_unit") else {}
        self._constraint(row, question)
        self._place(row, f"questions.{number}", id)
        self.questions.append(question)
        self.people = question if kind == "people" else None

    def _place(self, row: SheetRow, place: str, id: str) -> None:
        self.places[place] = row.number
        if row.text(at.REMARK):
            self.remarks[place] = row.text(at.REMARK)
        if row.text("form_label"):
            self.form_labels[id] = row.text("form_label")
        for _, members, _ in self.open_groups[-1:]:
            members.append(id)

    def _kind(self, row: SheetRow, type: str) -> tuple[str | None, str]:
        """Return the kind that a row asks, and the name of its list of options."""
        base, _, list_name = type.partition(" ")
        own = unicodedata.normalize("NFKC", row.text("kind"))
        if " or_other" in list_name:
            reason = "or_other は使えません。「その他」を選択肢に書き、その質問を足してください。"
            self._leave_out(row, "type", reason)
            list_name = list_name.split(" ")[0]
        if own:
            return own, list_name
        if base in SELECTS:
            names = {name for name, _ in self.options.get(list_name, ())}
            is_yes_no = base == "select_one" and (names or {list_name}) <= YES_NO | {"yes_no"}
            return "yes_no" if is_yes_no else SELECTS[base], list_name
        if base == "date" and row.text("appearance") == "month-year":
            return "month", ""
        return KIND_OF.get(base) or (base if base in KINDS else None), ""

    def _options(self, question: dict[str, Any], list_name: str) -> None:
        kind = KINDS.get(question["kind"])
        if not list_name or (kind is not None and kind.own_options):
            return
        listed = self.options.get(list_name, ())
        question["options"] = [name for name, _ in listed]
        for name, texts in listed:
            for language, text in texts.items():
                self._word(language, f"s_{question['id']}_{name}", text)

    def _part(self, row: SheetRow) -> None:
        """Take a row between begin_repeat and end_repeat: something of each person of a list."""
        part = _name(row)
        if self.people is None or part not in at.PARTS:
            listed = "、".join(at.PARTS)
            reason = f"くりかえしは人の一覧だけです。中に書けるのは {listed} です。"
            self._leave_out(row, "name", f"{reason}「{part}」は入れていません。")
        elif part != "name":
            self.people.setdefault("parts", []).append(part)

    def _end_group(self, row: SheetRow) -> None:
        if not self.open_groups:
            self._leave_out(row, "type", "begin_group がありません。")
            return
        begun, members, _ = self.open_groups.pop()
        if self.open_groups:
            self._leave_out(begun, "type", "まとまりの中のまとまりは、1つのページになりません。")
            self.open_groups[-1][1].extend(members)
            return
        if len(members) < 2:
            reason = "質問が1つのまとまりは、ページの題になりません。label は使っていません。"
            self._leave_out(begun, "type", reason)
            return
        place, id = f"groups.{len(self.groups)}", _name(begun)
        own = {
            name: value_of(begun.cells[name], model_field)
            for name, model_field in at.OWN_OF_GROUP.items()
            if name in begun.cells
        }
        self.places[place] = begun.number
        if begun.text(at.REMARK):
            self.remarks[place] = begun.text(at.REMARK)
        self.groups.append({"id": id, "questions": members, **own})
        self._texts(begun, "label", f"l_group_{id}")

    def _calculate(self, row: SheetRow) -> None:
        name, says = row.text("name"), row.text("calculation")
        found = DEADLINE.fullmatch(says)
        if found:
            place = f"deadlines.{len(self.deadlines)}"
            rest = toml_value("{" + found[2] + "}")
            id = name.removeprefix("deadline_")
            self.deadlines.append({"id": id, "from": found[1], **rest})
            self.places[place] = row.number
            if row.text(at.REMARK):
                self.remarks[place] = row.text(at.REMARK)
        elif name not in COMPUTED and not says.startswith("computed("):
            known = "、".join(COMPUTED)
            reason = f"計算式は持ってこられません。使える計算項目は {known} と期限です。"
            self._leave_out(row, "calculation", reason)

    def _condition(self, row: SheetRow) -> Any:
        text = row.text("relevant")
        try:
            return condition_of(text, self.choices) if text else None
        except NotSayable as refused:
            self._leave_out(row, "relevant", f"{refused.reason}この条件は入れていません。")
            return None

    def _constraint(self, row: SheetRow, question: dict[str, Any]) -> None:
        """Take a constraint as bounds, else as a rule that refuses what does not hold."""
        text, id = row.text("constraint"), question["id"]
        if not text:
            return
        bounds = bounds_of(text, question["kind"])
        if bounds is not None:
            question |= bounds
            return
        try:
            holds = condition_of(text, self.choices, here=id)
        except NotSayable as refused:
            self._leave_out(row, "constraint", f"{refused.reason}この決まりは入れていません。")
            return
        self.rules.append({"id": f"{id}_constraint", "strength": "refuse", "when": {"not": holds}})
        self._texts(row, "constraint_message", f"p_rule_{id}_constraint")

    def _texts(self, row: SheetRow, column: str, name: str) -> bool:
        found = dict(texts_of(row, column))
        for language, text in found.items():
            self._word(language, name, text)
        return bool(found)

    def _word(self, language: str, name: str, text: str) -> None:
        self.words.setdefault(language, {})[name] = text

    def _leave_out(self, row: SheetRow, column: str, reason: str) -> None:
        self.uncarried.append(self.sheet.at(row, column, reason))


def texts_of(row: SheetRow, column: str) -> Iterable[tuple[str, str]]:
    """Yield the language and the text of each filled column of *column*; spaces are kept."""
    prefix = f"{column}::"
    for name in row.cells:
        if name.startswith(prefix) and row.text(name):
            yield name.removeprefix(prefix), str(row.cells[name])


def _type(row: SheetRow) -> str:
    text = " ".join(unicodedata.normalize("NFKC", row.text("type")).split())
    base, _, rest = text.partition(" ")
    if base in {"begin", "end"}:
        return f"{base}_{rest}"
    return f"{base.replace('select1', 'select_one')} {rest}".strip()


def _name(row: SheetRow) -> str:
    return unicodedata.normalize("NFKC", row.text("name"))
