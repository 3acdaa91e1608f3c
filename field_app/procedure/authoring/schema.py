"""Say in Japanese what does not fit the shape of a definition, with what was probably meant."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from field_app.procedure.authoring.mistake import Mistake, meant
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.frozen import FrozenModel
from field_app.procedure.definition.model import Procedure

ROLES: Final = {
    ActorKind.SELF: "本人",
    ActorKind.HOUSEHOLD: "同じ世帯の家族",
    ActorKind.LEGAL_REPRESENTATIVE: "法定代理人",
    ActorKind.AGENT: "任意代理人",
    ActorKind.MESSENGER: "使者",
    ActorKind.SUBMISSION_AGENT: "提出代行者",
    ActorKind.STAFF_WRITES: "職員が代わりに書く",
}
# What to write, by the beginning of pydantic's name of the error.
TYPES: Final = (
    ("date", "日付を 2026-04-01 の形で書いてください。引用符は要りません。"),
    ("int", "整数を書いてください。引用符は要りません。"),
    ("string_type", "文字を半角の引用符で囲んで書いてください。"),
    ("bool", "true か false を書いてください。"),
    ("tuple", "[ ] で囲んだ並びを書いてください。"),
    ("too_short", "1つ以上書いてください。"),
    ("greater_than", "もっと大きい数を書いてください。"),
    ("condition", "条件には equals、compare、all、any、not のどれか1つを書いてください。"),
)
TAGS: Final = frozenset({"equals", "compare", "all", "any", "not"})


def mistakes_in_shape(
    refused: ValidationError, content: dict[str, Any], whole: type[FrozenModel] = Procedure
) -> Iterator[Mistake]:
    """Yield each mistake that pydantic found in *content*, the first of each place.

    Args:
        refused: what pydantic said.
        content: the tables of the file.
        whole: what the file was read as.
    """
    seen = set[str]()
    for error in refused.errors(include_url=False):
        way = tuple(step for step in error["loc"] if step not in TAGS or step == error["loc"][-1])
        field = ".".join(map(str, way)) or "-"
        if field not in seen:
            seen.add(field)
            yield Mistake(field, _reason(error, way, content, whole))


def _reason(
    error: ErrorDetails,
    way: Sequence[str | int],
    content: dict[str, Any],
    whole: type[FrozenModel],
) -> str:
    name, given, at = str(way[-1]) if way else "", error["input"], _of(way, content)
    match error["type"]:
        case "missing":
            reason = f"{at}「{name}」がありません。書き足してください。"
        case "extra_forbidden":
            known = _shape(way[:-1], whole).model_fields
            reason = f"{at}「{name}」という項目はありません。{meant(name, known)}"
        case "enum":
            listed = "、".join(f"{role}（{called}）" for role, called in ROLES.items())
            near = meant(str(given), [role.value for role in ROLES])
            reason = f"「{given}」という立場はありません。{near}立場は {listed} です。"
        case "string_pattern_mismatch":
            called = f"質問「{given}」" if "questions" in way else f"「{given}」"
            rule = "半角の小文字の英字で始め、英字・数字・_ だけで書いてください。"
            reason = f"{called}の {name} は、{rule}"
        case "literal_error":
            reason = f"{at}「{given}」は書けません。書けるのは {error['ctx']['expected']} です。"
        case "value_error":
            reason = str(error["ctx"]["error"])
        case kind:
            told = (text for start, text in TYPES if kind.startswith(start))
            reason = at + next(told, error["msg"])
    return reason


def _shape(way: Sequence[str | int], whole: type[FrozenModel]) -> type[FrozenModel]:
    """Return what the table at *way* is made of; where it is a union, what that stands in."""
    found = whole
    for step in way:
        if isinstance(step, str) and (field := found.model_fields.get(step)):
            models = [*_models(field.annotation)]
            found = models[0] if len(models) == 1 else found
    return found


def _models(annotation: Any) -> Iterator[type[FrozenModel]]:
    """Yield the models in an annotation such as ``dict[str, Patch]`` or ``Window | None``."""
    if isinstance(annotation, type) and issubclass(annotation, FrozenModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _of(way: Sequence[str | int], content: dict[str, Any]) -> str:
    """Return which question a mistake is in, by its id; nothing elsewhere."""
    if len(way) < 2 or way[0] != "questions" or not isinstance(way[1], int):
        return ""
    question = content["questions"][way[1]]
    id = question.get("id") if isinstance(question, dict) else None
    return f"質問「{id}」：" if id else ""
