"""Every path, command, module and test that a document or docstring names exists."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.field_app.document.filed import PROCEDURES
from tests.house.mentions import Tree
from tests.house.modules import ROOT, read_modules
from tests.house.spans import Span, docstring_spans, document_spans, markdown_spans
from tests.named_tests import table_rows

MODULES = read_modules(ROOT, ("build", "card_reader", "field_app", "sync", "tests"))
SIMPLE_TREE = (
    "check",
    "build/run",
    "docs/card.md",
    "sync/__init__.py",
    "sync/office/__main__.py",
    "sync/wire/city.py",
    "tests/sync/test_city.py",
)

Mistakes = Callable[[str], list[str]]


@pytest.fixture
def mistakes(tmp_path: Path) -> Mistakes:
    """Look for mistakes in a document of an invented tree, docs/page.md."""
    for path in SIMPLE_TREE:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("quick = 1\n\n\ndef test_a_city_is_read(): ...\n", encoding="utf-8")
    tree = Tree(tmp_path)

    def look(text: str) -> list[str]:
        spans = markdown_spans(Path("docs/page.md"), text)
        return [mistake for span in spans for mistake in tree.mistakes(span)]

    return look


def mistakes_in(spans: Iterable[Span]) -> str:
    tree = Tree(ROOT)
    return "\n".join(f"{span}: {wrong}" for span in spans for wrong in tree.mistakes(span))


def test_the_documents_name_only_what_exists() -> None:
    found = mistakes_in(document_spans(ROOT))
    assert not found, found


def test_the_docstrings_name_only_what_exists() -> None:
    found = mistakes_in(docstring_spans(MODULES))
    assert not found, found


def test_the_table_of_procedures_says_what_each_definition_says() -> None:
    text = (ROOT / "docs" / "domain.md").read_text(encoding="utf-8")
    section = text.partition("\n## The sample procedures\n")[2].partition("\n## ")[0]
    wanted = [
        [f"`{one.id}`", one.legal_basis, one.handling, one.clock]
        for one in sorted(PROCEDURES.values(), key=lambda one: one.id)
    ]
    assert table_rows(section) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "`sync/wire/gone.py`",
        "`wire/gone.py`",
        "``sync/gone/``",
        "`gone/`",
        "`tests/sync/test_gone.py`",
        "`tests/sync/test_city.py::test_gone`",
        "`test_gone`",
        "`test_gone.py`",
        "`sync.wire.gone`",
        "`sync.wire.city.Gone`",
        "`python -m sync.wire`",
        "`python -m sync.gone --data D`",
        "`bash build/gone`",
        "`./gone`",
        "`./check gone`",
        "[the card](gone.md)",
        "```\npython -m sync.gone\n```",
        "a span over\ntwo lines: `python -m\nsync.gone`",
    ],
)
def test_a_name_that_is_gone_is_found(mistakes: Mistakes, text: str) -> None:
    assert len(mistakes(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "`sync/wire/city.py`, `wire/city.py`, `sync/wire/`, `wire/` and `card.md`",
        "`tests/sync/test_city.py::test_a_city_is_read`",
        "`test_a_city_is_read` in `test_city.py`",
        "`sync.wire.city`, `sync.wire.city.quick`",
        "`python -m sync.office init --data O`",
        "`bash build/run --data DIR` or `./check quick`",
        "[the card](card.md#tries) and [theirs](https://example.invalid/a.md)",
        "```\nbash build/run\n```",
    ],
)
def test_a_name_that_exists_is_passed(mistakes: Mistakes, text: str) -> None:
    assert not mistakes(text)


@pytest.mark.parametrize(
    "text",
    [
        "`test_city*`",
        "`DIR/gone.py`",
        "`docs/<name>.md`",
        "`tests/…/test_x.py`",
        "`/etc/demado/gone.toml`",
        "`https://city.invalid/gone.json`",
        "`read/write`",
    ],
)
def test_a_placeholder_is_no_name(mistakes: Mistakes, text: str) -> None:
    assert not mistakes(text)
