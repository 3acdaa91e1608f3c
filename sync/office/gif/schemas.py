"""Write the models as JSON Schema, one file each: what other systems check an export against."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from sync.office.gif.parts import PostalAddress
from sync.office.gif.people import GifName
from sync.office.gif.sheets import GifApplication

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SUFFIX: Final = ".schema.json"
# What stands in the content of B票, by the kind of a question.
OF_CONTENT: Final = (GifName, PostalAddress)


def schemas() -> Mapping[str, bytes]:
    """Return the content of each file by its name, ``Person.schema.json``."""
    serial: Any = [(one, "serialization") for one in (GifApplication, *OF_CONTENT)]
    _, found = models_json_schema(serial, ref_template=f"{{model}}{SUFFIX}")
    return {f"{name}{SUFFIX}": _content(one) for name, one in found["$defs"].items()}


def _content(model: dict[str, Any]) -> bytes:
    items = model["properties"]
    there = [name for name in model.get("required", ()) if "anyOf" not in items[name]]
    said = {
        "$schema": DIALECT,
        **model,
        "properties": {name: _item(item) for name, item in items.items()},
        "required": there,
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _item(item: dict[str, Any]) -> dict[str, Any]:
    """Return one item; what may be missing is never null: it is left out."""
    kept = {name: value for name, value in item.items() if name not in ("title", "default")}
    for one in kept.pop("anyOf", ()):
        kept |= {} if one.get("type") == "null" else one
    return kept
