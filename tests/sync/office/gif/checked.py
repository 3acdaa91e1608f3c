"""Checks what is exported by the schema files, with a validator that is not ours."""

import json
from typing import Any

from jsonschema_rs import Draft202012Validator, Registry

from build.gif import FOLDER
from sync.office.parsing.exported import exported_of

FILES = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}
BASE = "https://demado.invalid/gif/"
REGISTRY = Registry([(BASE + name, {**one, "$id": BASE + name}) for name, one in FILES.items()])
# The models of a value in B票, by the kind of its question.
OF_KIND = {"address": "PostalAddress", "person_name": "GifName", "people": "GifRelation"}


def check(model: str, value: Any) -> None:
    """Fail unless a value fits the schema file of a model."""
    reference = {"$ref": f"{BASE}{model}.schema.json"}
    Draft202012Validator(reference, registry=REGISTRY).validate(value)


def in_gif(document: dict[str, Any]) -> dict[str, Any]:
    """Return both sheets of a document as the office writes them, checked."""
    sheets: dict[str, Any] = exported_of(json.loads(json.dumps(document)))["gif"]
    assert "misfit" not in sheets, sheets
    check("GifApplication", sheets)
    kinds = {one["export"]: one.get("kind") for one in document["answers"]}
    for name, value in sheets["B票"]["内容"].items():
        kind = OF_KIND.get(kinds.get(name) or "")
        for one in (value or []) if kind == "GifRelation" else [value]:
            if kind and isinstance(one, dict):
                check(kind, one)
    return sheets
