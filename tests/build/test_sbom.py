"""The bill of materials names everything that runs, with version, licence and hash."""

import json
import re
import tomllib

import pytest

from build.sbom.__main__ import page, text
from build.sbom.bom import Entry, licence_rows, make_bom
from build.sbom.licences import LicenceRefused, checked, licence_of
from build.sbom.locked import RUN_TIME, read_lock
from tests.house.modules import ROOT

LOCK = (ROOT / RUN_TIME).read_text(encoding="utf-8")
REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")


@pytest.fixture(scope="module")
def bom() -> Entry:
    return make_bom(ROOT)


def test_every_locked_package_is_in_the_bill_with_version_licence_and_hashes(bom: Entry) -> None:
    libraries = {one["name"]: one for one in bom["components"] if one["type"] == "library"}
    locked = dict(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==(\S+)", LOCK, re.MULTILINE))
    assert {name: one["version"] for name, one in libraries.items()} == locked
    for one in bom["components"]:
        assert one["licenses"], one["name"]
        assert one["hashes"], one["name"]
        assert all(re.fullmatch(r"[0-9a-f]{64}", each["content"]) for each in one["hashes"])
    assert sum(len(one["hashes"]) for one in libraries.values()) == LOCK.count("--hash=sha256:")


def test_every_dependency_of_the_product_is_locked(bom: Entry) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {found[0] for each in project["dependencies"] if (found := REQUIREMENT.match(each))}
    assert wanted <= {one["name"] for one in bom["components"]}


def test_the_graph_holds_together_and_the_product_needs_everything(bom: Entry) -> None:
    refs = [one["bom-ref"] for one in bom["components"]]
    needs = {one["ref"]: one["dependsOn"] for one in bom["dependencies"]}
    assert len(refs) == len(set(refs))
    reached, waiting = set(), ["demado"]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += needs.get(ref, [])
    assert reached == {"demado", *refs}


def test_the_same_lock_gives_the_same_bytes(bom: Entry) -> None:
    assert text(bom) == text(make_bom(ROOT))
    assert json.loads(text(bom))["specVersion"] == "1.6"


def test_the_page_of_licences_is_what_the_bill_says(bom: Entry) -> None:
    written = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert written == page(bom), "python -m build.sbom --licences > docs/licences.md"


def test_no_part_is_under_a_licence_that_a_city_could_not_use(bom: Entry) -> None:
    for name, _, licence in licence_rows(bom):
        assert checked(name, licence) == licence
    for refused in ("GPL-3.0-only", "MIT AND AGPL-3.0-or-later", "(CC-BY-NC-4.0)", "BUSL-1.1"):
        with pytest.raises(LicenceRefused):
            checked("x", refused)
    assert checked("x", "LGPL-3.0-only") == "LGPL-3.0-only"


def test_what_is_not_locked_by_its_hash_or_installed_otherwise_is_refused() -> None:
    with pytest.raises(ValueError, match="without a hash"):
        read_lock("six==1.17.0\n    # via x\n")
    with pytest.raises(LicenceRefused, match="is installed"):
        licence_of("six", "0.1")
