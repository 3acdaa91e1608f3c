"""Composes the bill of materials in CycloneDX 1.6; the same lock gives the same bytes.

Source: CycloneDX 1.6 (ECMA-424), JSON form; SPDX 2.3 for licences, purl for names.
"""

import hashlib
import json
import tomllib
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from build.sbom.licences import checked, known, licence_of
from build.sbom.locked import RUN_TIME, Locked, read_lock

NAME: Final = "demado"

Entry = dict[str, Any]


def make_bom(root: Path) -> Entry:
    """Return the bill of everything that runs: locked packages, and files of others.

    Raises:
        LicenceRefused: see ``licences``.
        ValueError: a package is locked without a hash.
    """
    packages = read_lock((root / RUN_TIME).read_text(encoding="utf-8"))
    files = list(_files(root))
    body = {
        "metadata": {"component": _product(root)},
        "components": [*(_package(one) for one in packages), *files],
        "dependencies": _dependencies([one["bom-ref"] for one in files], packages),
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).digest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}",
        "version": 1,
        **body,
    }


def licence_rows(bom: Entry) -> list[tuple[str, str, str]]:
    """Return name, version and licence of each component."""
    return [
        (one["name"], one.get("version", ""), _licence_in(one["licenses"][0]))
        for one in bom["components"]
    ]


def _product(root: Path) -> Entry:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "type": "application",
        "bom-ref": NAME,
        "name": project["name"],
        "version": project["version"],
        "licenses": _licences(project["license"]),
    }


def _package(one: Locked) -> Entry:
    purl = _purl(one.name, one.version)
    return {
        "type": "library",
        "bom-ref": purl,
        "name": one.name,
        "version": one.version,
        "purl": purl,
        "licenses": _licences(licence_of(one.name, one.version)),
        # Those of every file that may be installed: one a platform.
        "hashes": [{"alg": "SHA-256", "content": each} for each in one.sha256],
    }


def _files(root: Path) -> Iterable[Entry]:
    for place, licence in sorted(known()["files"].items()):
        path = root / place
        yield {
            "type": "file",
            "bom-ref": f"file:{place}",
            "name": place,
            "licenses": _licences(checked(place, licence)),
            "hashes": [
                {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}
            ],
        }


def _dependencies(files: list[str], packages: Iterable[Locked]) -> list[Entry]:
    needs: dict[str, list[str]] = {NAME: files}
    purls = {one.name: _purl(one.name, one.version) for one in packages}
    needs |= {purl: [] for purl in purls.values()}
    for one in packages:
        for user in one.needed_by:
            needs[NAME if user == NAME else purls[user]].append(purls[one.name])
    return [{"ref": ref, "dependsOn": sorted(found)} for ref, found in needs.items()]


def _licences(expression: str) -> list[Entry]:
    if expression.startswith("LicenseRef-"):
        return [{"license": {"name": expression.removeprefix("LicenseRef-").replace("-", " ")}}]
    if " " in expression:
        return [{"expression": expression}]
    return [{"license": {"id": expression}}]


def _licence_in(entry: Entry) -> str:
    if "expression" in entry:
        return str(entry["expression"])
    return str(entry["license"].get("id") or entry["license"]["name"])


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"
