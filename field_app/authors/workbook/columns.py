"""Name the sheets and columns of a workbook, and the XLSForm type of each kind of question."""

from typing import Final

from field_app.authors.workbook.own import own_fields
from field_app.procedure.definition.group import Group
from field_app.procedure.definition.model import ABOUT, Procedure, Question
from field_app.procedure.definition.rules import Rule
from field_app.words.words import LANGUAGES

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
PROCEDURE, RULES, EVIDENCE, FORM = "procedure", "rules", "evidence", "form"
WORDS, CASES = "words", "cases"
REMARK: Final = "remark"

# The kinds that XLSForm has a type for; of the others the column ``kind`` says what they are.
TYPES: Final = {
    "text": "text",
    "number": "integer",
    "date": "date",
    "choice": "select_one",
    "choices": "select_multiple",
    "yes_no": "select_one",
    "attachment": "image",
    "people": "begin_repeat",
}
LIKE: Final = {"amount": "integer", "month": "date", "consent": "select_one", ABOUT: "select_one"}
# The fields of a person in a list, and the type of each.
PARTS: Final = {"name": "text", "birth_date": "date", "relation": "text", "address": "text"}

# What columns of XLSForm say of a question.
CARRIED: Final = frozenset(
    {"id", "owner", "kind", "required", "when", "options", "parts", "has_hint", "has_unit"}
)
OWN_OF_QUESTION: Final = own_fields(Question, CARRIED)
OWN_OF_RULE: Final = own_fields(Rule, {"id", "when", "owner"})
OWN_OF_GROUP: Final = own_fields(Group, {"id", "questions", "owner"})
OWN_OF_PROCEDURE: Final = own_fields(
    Procedure, {"id", "version", "questions", "deadlines", "groups", "rules", "evidence", "form"}
)


def labels(name: str) -> tuple[str, ...]:
    """Return a column of texts in each language, such as that of the Japanese labels."""
    return tuple(f"{name}::{language}" for language in LANGUAGES)


SURVEY_COLUMNS: Final = (
    "type", "name", *labels("label"), *labels("hint"), "required", "relevant", "constraint",
    "calculation", "appearance", "kind", *OWN_OF_QUESTION, *labels("unit"), "form_label", REMARK,
)  # fmt: skip
CHOICES_COLUMNS: Final = ("list_name", "name", *labels("label"))
SETTINGS_COLUMNS: Final = (
    *labels("form_title"), "form_id", "version", "default_language", *labels("summary"),
)  # fmt: skip
RULES_COLUMNS: Final = ("name", *OWN_OF_RULE, "relevant", *labels("label"), REMARK)
WORDS_COLUMNS: Final = ("name", *LANGUAGES)
BOXES: Final = ("box1", "box2", "box3")
FORM_COLUMNS: Final = ("section", "title", *BOXES, REMARK)
CASE_COLUMNS: Final = ("title", "role", "today", "pages", "refuses", "asks", "tells", "marks")
EVERY: Final = "every"  # the role of the row with the answers of every case
