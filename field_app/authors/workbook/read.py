"""Make a draft of a workbook, ours or any XLSForm, and list each cell that could not be taken."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from field_app.authors.drafts.draft import Draft, Remarks
from field_app.authors.workbook import columns as at
from field_app.authors.workbook.book import EMPTY, Book, Sheet, SheetRow, Uncarried
from field_app.authors.workbook.case_rows import ANSWER, EXPORTED, cases_of
from field_app.authors.workbook.expression import NotSayable, condition_of
from field_app.authors.workbook.own import value_of
from field_app.authors.workbook.survey import Survey, texts_of
from field_app.procedure.definition.layout import FormLayout
from field_app.procedure.definition.model import Question
from field_app.words.words import LANGUAGES

CALLED: Final = {"japanese": "ja", "日本語": "ja", "english": "en", "英語": "en",
                 "やさしい日本語": "ja_easy", "default": "ja"}  # fmt: skip
TRANSLATED: Final = ("label", "hint", "unit", "form_title", "summary", "constraint_message")
KNOWN: Final[Mapping[str, frozenset[str]]] = {
    at.SURVEY: frozenset({*at.SURVEY_COLUMNS, *at.labels("constraint_message")}),
    at.CHOICES: frozenset(at.CHOICES_COLUMNS),
    at.SETTINGS: frozenset(at.SETTINGS_COLUMNS),
    at.PROCEDURE: frozenset({"name", "value"}),
    at.RULES: frozenset(at.RULES_COLUMNS),
    at.EVIDENCE: frozenset({"role", "one_of", at.REMARK}),
    at.FORM: frozenset(at.FORM_COLUMNS),
    at.WORDS: frozenset(at.WORDS_COLUMNS),
    at.CASES: frozenset({*at.CASE_COLUMNS, at.REMARK}),
}
Tables = dict[str, Any]


@dataclass(frozen=True)
class TakenBook:
    """What a workbook gave.

    Attributes:
        draft: the procedure; what is wrong in it, its check says.
        uncarried: each cell that was not taken, and why.
        places: the row of ``survey`` or ``rules`` in which a part of the definition stands.
    """

    draft: Draft
    uncarried: tuple[Uncarried, ...]
    places: Mapping[str, tuple[str, int]]


def draft_of(book: Book, before: Draft) -> TakenBook:
    """Return the draft in *book*.

    Args:
        book: the workbook, see `read_book`.
        before: whose values the procedure gets where the workbook has none, as one that was made
            for something else has not: those of the definition so far, or of a new one.
    """
    sheets = {name: _in_our_words(found) for name, found in book.items()}
    reader = BookReader(sheets, before)
    return reader.taken()


class BookReader:
    """Reads one workbook's sheets."""

    def __init__(self, sheets: Book, before: Draft) -> None:
        self.sheets, self.before = sheets, before
        survey = sheets.get(at.SURVEY, EMPTY)
        self.survey = Survey(survey, _options(sheets.get(at.CHOICES, EMPTY))).read()
        self.words = self.survey.words
        self.remarks = dict(self.survey.remarks)
        self.uncarried = [*self.survey.uncarried]
        self.places = {place: (at.SURVEY, number) for place, number in self.survey.places.items()}

    def taken(self) -> TakenBook:
        """Return what all sheets say together."""
        definition = self._head()
        if form := self._form():
            definition["form"] = form
        definition["questions"] = [_in_order(one) for one in self.survey.questions]
        parts = {
            "deadlines": self.survey.deadlines,
            "groups": self.survey.groups,
            "rules": [*self._rules(), *self.survey.rules],
            "evidence": list(self._evidence()),
        }
        definition |= {name: part for name, part in parts.items() if part}
        self._left_over()
        cases, case_remarks = cases_of(self._sheet(at.CASES))
        words = {one: dict(self.words.get(one, {})) for one in LANGUAGES}
        draft = Draft(definition, words, cases, Remarks(self.remarks), Remarks(case_remarks))
        if at.CASES not in self.sheets:
            draft = replace(draft, cases=self.before.cases, case_remarks=self.before.case_remarks)
        uncarried = (*self.uncarried, *self._unknown())
        return TakenBook(draft, uncarried, self.places)

    def _sheet(self, name: str) -> Sheet:
        return self.sheets.get(name, EMPTY)

    def _head(self) -> Tables:
        """Return what is said of the whole procedure; of a foreign workbook as it was before."""
        given = {row.text("name"): row for row in self._sheet(at.PROCEDURE).rows}
        settings = next(iter(self._sheet(at.SETTINGS).rows), SheetRow(2, {}))
        head: Tables = {
            "id": settings.text("form_id") or self.before.id,
            "version": self._version(settings),
        }
        for name, field in at.OWN_OF_PROCEDURE.items():
            if name in given and "value" in given[name].cells:
                head[name] = value_of(given[name].cells["value"], field)
            elif name in self.before.definition and not given:
                head[name] = self.before.definition[name]
        if not given:
            self._say_what_was_before(head)
        self._titles(settings)
        for name, place in ((at.REMARK, ""), (f"form.{at.REMARK}", "form")):
            if name in given and given[name].text("value"):
                self.remarks[place] = given[name].text("value")
        return head

    def _say_what_was_before(self, head: Tables) -> None:
        listed = "、".join(name for name in head if name not in {"id", "version"})
        reason = f"procedure シートがないので、次の項目は前のままです。確かめてください：{listed}"
        self.uncarried.append(Uncarried(at.PROCEDURE, "A1", reason))

    def _version(self, settings: SheetRow) -> Any:
        given = settings.text("version")
        if given.isdecimal() and len(given) < 8:
            return int(given)
        if given:
            found = self._sheet(at.SETTINGS)
            reason = f"版「{given}」は 1、2、3 のような数ではありません。前の版のままです。"
            self.uncarried.append(found.at(settings, "version", reason))
        return self.before.definition["version"]

    def _titles(self, settings: SheetRow) -> None:
        for column, name in (("form_title", "l_title"), ("summary", "p_summary")):
            for language, text in texts_of(settings, column):
                self._word(language, name, text)
        for language, texts in self.before.words.items():
            for name in ("l_title", "p_summary"):
                if name in texts and at.PROCEDURE not in self.sheets:
                    self.words.setdefault(language, {}).setdefault(name, texts[name])

    def _rules(self) -> Iterator[Tables]:
        found, number = self._sheet(at.RULES), 0
        for row in found.rows:
            try:
                when = condition_of(row.text("relevant"), self.survey.choices)
            except NotSayable as refused:
                reason = f"{refused.reason}この決まりは入れていません。"
                self.uncarried.append(found.at(row, "relevant", reason))
                continue
            own = {
                name: value_of(row.cells[name], field)
                for name, field in at.OWN_OF_RULE.items()
                if name in row.cells
            }
            self._place(row, f"rules.{number}", at.RULES)
            number += 1
            for language, text in texts_of(row, "label"):
                self._word(language, f"p_rule_{row.text('name')}", text)
            yield {"id": row.text("name"), **own, "when": when}

    def _evidence(self) -> Iterator[Tables]:
        for number, row in enumerate(self._sheet(at.EVIDENCE).rows):
            self._place(row, f"evidence.{number}", at.EVIDENCE)
            yield {"role": row.text("role"), "one_of": row.text("one_of").split()}

    def _place(self, row: SheetRow, place: str, name: str) -> None:
        self.places[place] = (name, row.number)
        if row.text(at.REMARK):
            self.remarks[place] = row.text(at.REMARK)

    def _form(self) -> Tables:
        form: Tables = {}
        for row in self._sheet(at.PROCEDURE).rows:
            name = row.text("name").removeprefix("form.")
            is_form = row.text("name").startswith("form.") and name in FormLayout.model_fields
            if is_form and "value" in row.cells:
                form[name] = value_of(row.cells["value"], FormLayout.model_fields[name])
        if self.survey.form_labels:
            form["labels"] = self.survey.form_labels
        sections: dict[str, Tables] = {}
        for row in self._sheet(at.FORM).rows:
            number = row.text("section")
            if number not in sections:
                self._place(row, f"form.sections.{len(sections)}", at.FORM)
            section = sections.setdefault(number, {"title": row.text("title"), "rows": []})
            section["rows"].append([row.text(box) for box in at.BOXES if row.text(box)])
        return {**form, **({"sections": list(sections.values())} if sections else {})}

    def _left_over(self) -> None:
        for row in self._sheet(at.WORDS).rows:
            for language in LANGUAGES:
                if row.text(language):
                    self._word(language, row.text("name"), str(row.cells[language]))

    def _word(self, language: str, name: str, text: str) -> None:
        self.words.setdefault(language, {})[name] = text

    def _unknown(self) -> Iterator[Uncarried]:
        """Yield each filled cell of a column or a sheet that says nothing here."""
        for name, found in self.sheets.items():
            if name not in KNOWN:
                if found.rows:
                    yield Uncarried(name, "A1", "このシートは使いません。")
                continue
            for row in found.rows:
                for column in row.cells:
                    if column not in KNOWN[name] and not _is_of_case(name, column):
                        reason = f"「{column}」という列は使いません。"
                        yield found.at(row, column, reason)


def _is_of_case(name: str, column: str) -> bool:
    return name == at.CASES and column.startswith((ANSWER, EXPORTED))


def _options(found: Sheet) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Return the options of each list, with their texts by language."""
    lists: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for row in found.rows:
        texts = dict(texts_of(row, "label"))
        lists.setdefault(row.text("list_name"), []).append((row.text("name"), texts))
    return lists


def _in_order(question: Tables) -> Tables:
    """Return *question* with its fields in the order of the model."""
    known = list(Question.model_fields)
    return dict(sorted(question.items(), key=lambda one: known.index(one[0])))


def _in_our_words(found: Sheet) -> Sheet:
    """Return *found* with headings as we write them: a language by its code alone."""
    if found.name not in KNOWN:
        return found
    named = {column: _heading(column) for column in found.columns}
    rows = [
        SheetRow(row.number, {named[column]: one for column, one in row.cells.items()})
        for row in found.rows
    ]
    letters = {named[column]: letter for column, letter in found.letters.items()}
    return Sheet(found.name, tuple(named.values()), tuple(rows), letters)


def _heading(column: str) -> str:
    text = unicodedata.normalize("NFKC", column).strip()
    if text.startswith((ANSWER, EXPORTED)):
        return column
    base, colons, language = text.partition("::")
    base = base.strip().replace(" ", "_")
    if base == "list":
        return "list_name"
    if base not in TRANSLATED:
        return text if colons else base
    spoken, _, code = language.partition("(")
    code = code.rstrip(") ").strip() or CALLED.get(spoken.strip().lower(), spoken.strip())
    return f"{base}::{code or 'ja'}"
