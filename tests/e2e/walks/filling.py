"""Enter an answer as a person does, by the kind of its question."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from field_app.components.entries.date_entry import ERAS, UNKNOWN, date_parts
from field_app.components.kinds.bank_account import TYPES
from field_app.components.kinds.month import begin_month
from field_app.components.kinds.people import begin_people, empty_row
from field_app.components.kinds.person_name import ADDED, KANA, PARTED, begin_person_name
from field_app.lookup.tables import Tables
from field_app.procedure.definition.model import Question
from field_app.procedure.kinds.consent import ANSWERS
from field_app.procedure.kinds.people import SAME
from field_app.words.words import Words
from tests.e2e.steps import STAFF_PIN
from tests.e2e.walks.fields import PageFields
from tests.e2e.walks.script import ToAnswer


class Filler:
    """Enters answers of every kind; one function a kind in ``by_kind``."""

    def __init__(self, words: Words, tables: Tables, picture: Path) -> None:
        """Enter as somebody who reads *words*; *picture* is the file of every attachment."""
        self.words, self.tables, self.picture = words, tables, picture
        self.by_kind: dict[str, Callable[[PageFields, ToAnswer], None]] = {
            **dict.fromkeys(TYPED, self._text),
            "person_name": lambda at, one: self._name(
                at, begin_person_name(one.value), with_kana=one.question.with_kana
            ),
            "choice": self._options,
            "choices": self._options,
            "about": self._options,
            "yes_no": self._yes_no,
            "consent": self._consent,
            "people": self._people,
            "date": lambda at, one: self._date(
                at, date_parts(one.value), may_be_partial=one.question.fact == "birth_date"
            ),
            "month": lambda at, one: self._date(at, begin_month(one.value), has_day=False),
            "address": lambda at, one: self._address(at, one.value or {}),
            "bank_account": self._account,
            "attachment": self._attachment,
        }

    def fill(self, at: PageFields, one: ToAnswer) -> None:
        """Enter *one*, the next question of the page."""
        self.by_kind[one.question.kind](at, one)

    def _text(self, at: PageFields, one: ToAnswer) -> None:
        at.type("" if one.raw is None else str(one.raw))

    def _options(self, at: PageFields, one: ToAnswer) -> None:
        values = [one.raw] if isinstance(one.raw, str) else one.raw or ()
        options = {option: self._option(one.question, option) for option in one.question.options}
        at.choose([*options.values()], [options[value] for value in values])

    def _option(self, question: Question, option: str) -> str:
        return self.words(question.option_key(option))

    def _yes_no(self, at: PageFields, one: ToAnswer) -> None:
        cards = {value: self.words(f"components.s_{value}") for value in ("yes", "no")}
        at.choose([*cards.values()], [cards[one.raw]] if one.raw else ())

    def _consent(self, at: PageFields, one: ToAnswer) -> None:
        cards = {value: self.words(f"kinds.s_{value}") for value in ANSWERS}
        at.choose([*cards.values()], [cards[one.raw]] if one.raw else ())

    def _name(self, at: PageFields, parts: Mapping[str, str], *, with_kana: bool) -> None:
        asked = [*PARTED, *(KANA if with_kana else ())]
        if parts.get("whole"):
            at.press(self.words("components.s_name_whole"))
            asked = ["name", *(["kana"] if with_kana else [])]
        for part in asked:
            at.type(parts[part])
        if parts.get("added"):
            at.press(self.words("components.s_name_added"))
            for part in ADDED:
                at.type(parts[part])

    def _date(
        self,
        at: PageFields,
        parts: Mapping[str, str],
        *,
        may_be_partial: bool = False,
        has_day: bool = True,
    ) -> None:
        eras = {era: self.words(key) for era, key in ERAS.items()}
        western = [*eras][-1]  # is chosen before anything is touched
        if parts["era"] == western:
            at.passed.update(label for era, label in eras.items() if era != western)
        else:
            at.choose([*eras.values()], [eras[parts["era"]]])
        lacks = parts.get("unknown", "") if may_be_partial else ""
        if may_be_partial:
            unknown = {part: self.words(key) for part, key in UNKNOWN.items()}
            at.choose([*unknown.values()], [unknown[lacks]] if lacks else ())
        for part in ("year", "month", *(["day"] if has_day else [])):
            if parts[part] or not lacks:
                at.type(parts[part])

    def _address(self, at: PageFields, value: Mapping[str, str]) -> None:
        at.type(value.get("postal", ""))
        at.type(value.get("text", ""))

    def _people(self, at: PageFields, one: ToAnswer) -> None:
        rows = begin_people(one.value) or (empty_row(0),)
        for place, row in enumerate(rows):
            if place:
                at.press(self.words("components.s_add_person"))
            self._name(at, row["name"], with_kana=one.question.with_kana)
            for part in one.question.parts:
                self._person_part(at, part, row[part])

    def _person_part(self, at: PageFields, part: str, value: Any) -> None:
        if part == "birth_date":
            self._date(at, value, may_be_partial=True)
        elif part == "relation":
            at.type(value)
        elif value == SAME:
            at.passed[self.words("components.s_address_other")] += 1
        else:
            cards = [self.words(f"components.s_address_{one}") for one in (SAME, "other")]
            at.choose(cards, cards[1:])
            self._address(at, value)

    def _account(self, at: PageFields, one: ToAnswer) -> None:
        raw = one.raw
        at.press(self.words(f"components.s_account_{raw['kind']}"))
        if raw["kind"] == "bank":
            self._bank(at, raw["bank_code"], raw["branch_code"])
            types = {kind: self.words(f"components.s_{kind}") for kind in TYPES}
            at.choose([*types.values()], [types[raw["account_type"]]])
        for part in ("symbol", "number", "holder_kana"):
            if part in raw:
                at.type(raw[part])

    def _bank(self, at: PageFields, bank_code: str, branch_code: str) -> None:
        """Look for the bank, then for its branch; each takes its field away once it is chosen."""
        bank = self.tables.banks.bank(bank_code)
        branch = self.tables.banks.branch(bank_code, branch_code)
        assert bank
        assert branch
        for name in (bank.title, branch.name):
            at.type(name)
            at.take(name)
            at.typed -= 1

    def _attachment(self, at: PageFields, one: ToAnswer) -> None:
        """Bring so many pictures as files; staff look at each, and say that no number is on it."""
        tablet, seen = at.tablet, self.words("pictures.s_no_number")
        for count in range(1, (one.raw or 0) + 1):
            with tablet.page.expect_file_chooser() as choosing:
                tablet.press(self.words("pictures.s_file"))
            choosing.value.set_files(self.picture)
            tablet.sees("職員が確かめます")
            tablet.press(seen)
            tablet.sees("職員の暗証番号")
            tablet.keys(STAFF_PIN)
            tablet.press(seen)
            tablet.sees(f"いま {count}枚")


TYPED: Final = (
    "text", "kana", "number", "amount", "phone", "insurer_number", "insured_number",
)  # fmt: skip
