"""A question kind is whole: rule, shown, exported and drawn, found from one table a side."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import field_app
from field_app.components.kinds import ENTRIES
from field_app.components.kinds.entry import Asked
from field_app.lookup.tables import own_tables
from field_app.procedure.answers import UNKNOWN, exported, shown, validate
from field_app.procedure.definition.model import Question
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from field_app.words.words import LANGUAGES, Words
from tests.field_app.components.drawing import drawn

APP = Path(field_app.__file__).parent
RULES, DRAWINGS = APP / "procedure" / "kinds", APP / "components" / "kinds"
SHAPES = {"__init__", "kind", "entry"}
CONTEXT = ValidationContext(date(2026, 11, 23))
BANK = {
    "kind": "bank", "bank_code": "0183", "bank": "大分銀行", "branch_code": "017",
    "branch": "別府", "account_type": "ordinary", "number": "0123456", "holder_kana": "ﾐﾎﾝ ﾀﾛｳ",
}  # fmt: skip
PAGE = {
    "n": 1, "sha256": "0" * 64, "size": 9000, "masked": 0,
    "looked": {"by": "mihon-a", "at": "2026-11-23T01:00:00+00:00"},
}  # fmt: skip
NAME = {
    "name": "見本　太郎", "family": "見本", "given": "太郎", "kana": "ミホン タロウ",
    "family_kana": "ミホン", "given_kana": "タロウ", "former_family": "", "alias": "",
}  # fmt: skip
WIFE = {
    "name": "見本　花子", "family": "見本", "given": "花子", "kana": "", "family_kana": "",
    "given_kana": "", "former_family": "", "alias": "",
}  # fmt: skip
SETTINGS: dict[str, dict[str, Any]] = {
    "consent": {"wording": "household_survey"},
    "people": {"parts": ("birth_date", "relation", "address")},
}


@dataclass(frozen=True)
class Example:
    """One answer of a kind as it is entered, kept and read."""

    raw: Any
    kept: Any
    shown: str
    options: tuple[str, ...] = ()
    exported: Any = None  # where it is not what is kept


# Options are of the question kyufukin/taxed, whose words are there.
EXAMPLES: dict[str, Example] = {
    "text": Example(" 𠮷田 ", "𠮷田", "𠮷田"),
    "person_name": Example(
        {"family": "見本", "given": "太郎", "family_kana": "みほん", "given_kana": "たろう"},
        NAME,
        "見本　太郎（ミホン タロウ）",
    ),
    "kana": Example("みほん　たろう", "ミホン タロウ", "ミホン タロウ"),
    "number": Example("１２", 12, "12"),
    "amount": Example("1万2千円", 12000, "12,000円"),
    "insurer_number": Example("282152", "282152", "282152"),
    "insured_number": Example("００００１２３４５６", "0000123456", "0000123456"),
    "choice": Example("none", "none", "いません", ("none", "some")),
    "choices": Example(
        ("some", "none"),
        ["none", "some"],
        "いません、います",
        ("none", "some"),
    ),
    "about": Example("some.2", "some.2", "います", ("none", "some"), exported="some"),
    "consent": Example(
        "agree",
        {
            "answer": "agree",
            "wording": "household_survey",
            "text": "consent.p_household_survey",
            "version": "consent.s_household_survey_version",
            "read": "consent.p_household_survey",
        },
        "同意します：consent.p_household_survey",
    ),
    "people": Example(
        [
            {
                "name": "見本　花子",
                "relation": "妻",
                "address": "same",
                "birth_date": {"era": "昭和", "year": "15", "month": "3", "day": "2"},
            },
        ],
        [{"name": WIFE, "birth_date": "1940-03-02", "relation": "妻", "address": "same"}],
        "見本　花子 妻 昭和15年3月2日（1940年） 同じ住所",
    ),
    "yes_no": Example("no", "no", "いいえ"),
    "date": Example("昭和15年3月2日", "1940-03-02", "昭和15年3月2日（1940年）"),
    "month": Example("令和8年5月", "2026-05", "令和8年5月（2026年）"),
    "address": Example(
        {"postal": "874-0000", "text": "見本市1"},
        {"postal": "8740000", "text": "見本市1"},
        "〒874-0000 見本市1",
        exported={
            "postal": "8740000",
            "text": "見本市1",
            "parts": {"original": "見本市1"},
            "parts_as_of": own_tables().as_of("postal").isoformat(),
        },
    ),
    "phone": Example("0977211111", "(0977)21-1111", "(0977)21-1111"),
    "bank_account": Example(BANK, BANK, "大分銀行(0183) 別府(017) 普通 0123456 ﾐﾎﾝ ﾀﾛｳ"),
    "attachment": Example({"pages": [PAGE], "is_pending": False}, [PAGE], "添付 1枚"),
}


def question(kind: str) -> Question:
    settings = SETTINGS.get(kind, {})
    options = EXAMPLES[kind].options
    return Question(id="taxed", kind=kind, options=options, owner="kyufukin", **settings)


def modules(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.py")} - SHAPES


def test_a_kind_is_a_pair_of_modules_and_a_line_in_each_table() -> None:
    assert set(KINDS) == set(ENTRIES) == modules(RULES) == modules(DRAWINGS) == set(EXAMPLES)


@pytest.mark.parametrize("kind", KINDS)
def test_the_tables_name_each_kind_as_its_module(kind: str) -> None:
    for table, folder, half in ((KINDS, RULES, "KIND"), (ENTRIES, DRAWINGS, "ENTRY")):
        module = ".".join(("field_app", *folder.relative_to(APP).parts, kind))
        found = __import__(module, fromlist=[half])
        assert table[kind] is getattr(found, half)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_validated_shown_and_exported(kind: str) -> None:
    asked, example, words = question(kind), EXAMPLES[kind], Words("ja", strict=True)
    kept = validate(asked, example.raw, CONTEXT)
    assert kept == example.kept
    assert shown(asked, kept, words) == example.shown
    assert exported(asked, kept, own_tables()) == (example.exported or example.kept)
    assert exported(asked, None, own_tables()) is None
    assert exported(asked, UNKNOWN, own_tables()) == UNKNOWN


@pytest.mark.parametrize("kind", KINDS)
def test_a_kept_answer_shown_again_in_its_field_is_taken_again(kind: str) -> None:
    kept = EXAMPLES[kind].kept
    assert validate(question(kind), ENTRIES[kind].begin(kept), CONTEXT) == kept


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_kept", [False, True])
async def test_a_kind_draws_an_empty_and_a_filled_field(
    kind: str, language: str, is_kept: bool
) -> None:
    raw = ENTRIES[kind].begin(EXAMPLES[kind].kept if is_kept else None)
    words = Words(language, strict=True)
    asked = Asked(question(kind), "question.field", raw, lambda _: None, words)
    async with drawn(lambda: ENTRIES[kind].draw(asked), language=language) as page:
        assert not page.has("shell.failed")
        keys = {str(control.key) for control in page.controls() if control.key}
    assert any(key.startswith("question.field") for key in keys)


def elsewhere() -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node of the app outside the kinds' own folders."""
    for path in APP.rglob("*.py"):
        if path.parent not in (RULES, DRAWINGS):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield path, node


def is_questions_kind(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "kind"
        and "question" in ast.unparse(node.value)
    )


def strings(node: ast.AST) -> set[object]:
    return {inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant)}


def test_no_module_but_the_tables_knows_a_kind_by_its_name() -> None:
    breaches = []
    for path, node in elsewhere():
        if isinstance(node, ast.Compare):
            bad = any(map(is_questions_kind, [node.left, *node.comparators])) and bool(
                strings(node) & set(KINDS)
            )
        elif isinstance(node, ast.Match):
            bad = is_questions_kind(node.subject)
        elif isinstance(node, ast.Subscript):
            tables = ("KINDS", "ENTRIES")
            bad = is_questions_kind(node.slice) and ast.unparse(node.value) not in tables
        else:
            continue
        if bad:
            breaches.append(f"{path.relative_to(APP)}:{node.lineno}: {ast.unparse(node)[:60]}")
    assert breaches == []
