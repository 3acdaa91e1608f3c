"""The schema that editors use is the definition's own: current, wide enough, and strict."""

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.authoring.json_schema import definition_schema, schema_text

OWN = sorted((assets_folder() / "procedures").glob("*.toml"))
SOUND = assets_folder() / "procedures" / "kaigo_saikofu.toml"
VALIDATOR = Draft202012Validator(definition_schema())


def as_json(content: Any) -> Any:
    """Return a table as an editor hands it to a validator: days are texts."""
    return json.loads(json.dumps(content, default=date.isoformat))


def wrong(text: str) -> list[str]:
    """Return where the schema finds something wrong."""
    found = VALIDATOR.iter_errors(as_json(tomllib.loads(text)))
    return [".".join(map(str, one.absolute_path)) for one in found]


def test_the_published_schema_is_the_one_of_the_definition() -> None:
    published = assets_folder() / "schema" / "procedure.json"
    assert published.read_text(encoding="utf-8") == schema_text()
    Draft202012Validator.check_schema(definition_schema())


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_shipped_definition_is_accepted(path: Path) -> None:
    assert wrong(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('id = "reason"', 'id = "病院"', "questions.6.id"),
        ('id = "kaigo_saikofu"', 'id = "Kaigo"', "id"),
        ('kind = "phone"', 'kind = "tel"', "questions.3.kind"),
        ('kind = "phone"', 'kinds = "phone"', "questions.3"),
        ('kind = "text"', 'kind = "text"\nmaximum = 0', "questions.7.maximum"),
        ('kind = "text"', 'kind = "text"\noptions = ["a", "b"]', "questions.7.options"),
        ('options = ["home", "other"]', 'options = ["home"]', "questions.8.options"),
        ('["home", "other"]', '["home", "home"]', "questions.8.options"),
        ('"household"', '"houshold"', "may_file.1"),
        ('handling = "A"', 'handling = "Z"', "handling"),
        ("version = 1", 'version = "one"', "version"),
        ("version = 1", "version = 0", "version"),
        ("version = 1\n", "", ""),
        ('clock = "counter"', 'clok = "counter"', ""),
        ('equals = "other" }', 'equal = "other" }', "questions.7.when"),
        ("unknown = true", 'unknown = "はい"', "questions.3.may_be_unknown"),
        ('strength = "tell"', 'strength = "shout"', "rules.3.strength"),
        ('id = "send_to"', 'owner = "x"\nid = "send_to"', "questions.8"),
    ],
)
def test_each_kind_of_mistake_that_it_can_see_is_marked(old: str, new: str, where: str) -> None:
    text = SOUND.read_text(encoding="utf-8")
    assert old in text
    assert where in wrong(text.replace(old, new, 1))


def test_a_date_that_is_no_day_is_marked(formats: Callable[[str], list[str]]) -> None:
    assert formats("令和8年") == ["valid_from"]
    assert formats("2026-04-01") == []


@pytest.fixture
def formats() -> Callable[[str], list[str]]:
    """Validate the first day of a definition with formats, as editors do."""
    validator = Draft202012Validator(
        definition_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )

    def check(day: str) -> list[str]:
        content = as_json(tomllib.loads(SOUND.read_text(encoding="utf-8")))
        content["valid_from"] = day
        return [str(one.absolute_path[0]) for one in validator.iter_errors(content)]

    return check
