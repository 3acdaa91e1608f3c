"""The first mistake is named by its field and a reason that repeats nothing of the content."""

import pytest
from pydantic import BaseModel, ValidationError

from sync.wire.validation import first_error


class Inner(BaseModel):
    age: int


class Outer(BaseModel):
    people: list[Inner]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ('{"people": [{"age": 1}, {"age": "見本 太郎"}]}', "people.1.age"),
        ("{}", "people"),
        ("no JSON", "-"),
    ],
)
def test_the_first_mistake_is_named_without_its_content(content: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Outer.model_validate_json(content)
    named, reason = first_error(refused.value)
    assert named == field
    assert reason
    assert "見本" not in reason
