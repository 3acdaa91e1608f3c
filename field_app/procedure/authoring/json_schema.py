"""Make the JSON Schema of a definition, by which an editor completes and marks while one types.

``python -m field_app.procedure.authoring.json_schema`` writes ``assets/schema/procedure.json``.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.authoring.schema import ROLES
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds import KINDS

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
OWNER: Final = "owner"  # the loader's, no author's
NOT_OF_EDITORS: Final = frozenset({"title", "default"})
Schema = dict[str, Any]


def definition_schema() -> Schema:
    """Return the schema of ``procedures/<id>.toml``; a day is a text ``2026-04-01`` in it."""
    made = Procedure.model_json_schema(by_alias=True)
    for model in (made, *made["$defs"].values()):
        model.get("properties", {}).pop(OWNER, None)
    question = made["$defs"]["Question"]
    question["properties"]["kind"] = {"enum": sorted(KINDS)}
    question["properties"]["maximum"]["anyOf"][0]["minimum"] = 1
    question["allOf"] = list(_of_kinds())
    made["$defs"][ActorKind.__name__]["oneOf"] = [
        {"const": role.value, "title": called} for role, called in ROLES.items()
    ]
    made["properties"]["version"]["description"] = "直して出すたびに、1つ大きくします。"
    return {"$schema": DRAFT, **_plain(made)}


def _of_kinds() -> Iterator[Schema]:
    """Yield what options each kind has to have, or may not have."""
    least: dict[int, list[str]] = {}
    for name, kind in sorted(KINDS.items()):
        least.setdefault(kind.least_options, []).append(name)
    for count, names in sorted(least.items()):
        options: Schema = {"minItems": count} if count else {"maxItems": 0}
        then: Schema = {"properties": {"options": {**options, "uniqueItems": True}}}
        is_one_of = {"properties": {"kind": {"enum": names}}, "required": ["kind"]}
        yield {"if": is_one_of, "then": {**then, **({"required": ["options"]} if count else {})}}


def _plain(part: Any) -> Any:
    """Return *part* without the titles and defaults that pydantic adds for programs."""
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept: Schema = {}
    for name, one in part.items():
        if name in {"properties", "$defs"}:
            kept[name] = {field: _plain(inner) for field, inner in one.items()}
        elif name not in NOT_OF_EDITORS or "const" in part:
            kept[name] = _plain(one)
    return kept


def schema_text() -> str:
    """Return the schema as the file has it."""
    return json.dumps(definition_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (assets_folder() / "schema" / "procedure.json").write_text(schema_text(), encoding="utf-8")
