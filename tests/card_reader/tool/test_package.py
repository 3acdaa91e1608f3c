"""``demado-card``: built as a wheel, put into an environment without Flet or servers, and run."""

import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from card_reader.simulated.persons import BY_KEY
from tests.house.modules import ROOT

pytestmark = pytest.mark.slow

PROJECT = tomllib.loads((ROOT / "card_reader/pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
# What the whole app needs and a reader of cards must not.
FOREIGN = ("flet", "starlette", "pydantic", "httpx", "sqlite_utils", "tuf", "field_app", "sync")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has the wheel and exactly what its metadata asks for."""
    folder = tmp_path_factory.mktemp("package")
    # Where the build backend is not installed, pip asks the registry for it.
    here = ("--no-build-isolation",) if importlib.util.find_spec("hatchling") else ()
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    source = str(ROOT / "card_reader")
    wheels = folder / "wheels"
    subprocess.run([*pip, "wheel", "--no-deps", *here, "-w", str(wheels), source], check=True)
    (wheel,) = wheels.iterdir()
    venv.create(folder / "env", with_pip=False)
    made = folder / "env/bin/python"
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    subprocess.run(
        [*pip, "--python", str(made), "install", "--no-deps", "--no-index", str(wheel)], check=True
    )
    for name in needed("demado-card", site):
        lend(name, site)
    return made


def needed(package: str, site: Path) -> Iterator[str]:
    """Yield the names of what *package* asks for, and of what that asks for in turn."""
    (found,) = importlib.metadata.distributions(name=package, path=[str(site)])
    waiting, seen = list(found.requires or ()), set[str]()
    while waiting:
        requirement = waiting.pop()
        name = requirement.split(";")[0].split("[")[0].split(">")[0].split("=")[0].strip(" (<!~")
        if "extra ==" in requirement or name in seen:
            continue
        try:
            waiting += importlib.metadata.distribution(name).requires or ()
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform or Python
        seen.add(name)
        yield name


def lend(name: str, site: Path) -> None:
    """Link an installed distribution into *site*, so that nothing is downloaded."""
    found = importlib.metadata.distribution(name)
    for top in {file.parts[0] for file in found.files or ()} - {".."}:
        if not (site / top).exists():
            (site / top).symlink_to(Path(str(found.locate_file(top))))


def run(python: Path, *arguments: str, secrets: str = "") -> subprocess.CompletedProcess[str]:
    """Run something of that environment, which sees nothing of this checkout."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(python), *arguments],
        input=secrets,
        capture_output=True,
        text=True,
        check=False,
        cwd=python.parent,
        env=kept,
        timeout=120,
    )


def test_mended_42_the_package_runs_without_flet_and_servers(
    python: Path, practice_keys: Path
) -> None:
    lacks = f"import importlib.util as u; print([n for n in {FOREIGN!r} if u.find_spec(n)])"
    assert run(python, "-c", lacks).stdout.strip() == "[]"
    command = str(python.with_name("demado-card"))
    said = run(python, command, "--version")
    assert said.stdout.strip() == f"demado-card {PROJECT['version']}", said.stderr
    practice = ("--practice", "taro", "--practice-folder", str(practice_keys))
    read = run(
        *(python, command, "identity", "--json", "--secret-stdin", *practice),
        secrets=BY_KEY["taro"].verification_b,
    )
    assert json.loads(read.stdout)["name"] == BY_KEY["taro"].name, read.stderr


def test_mended_42_the_package_says_what_it_cannot_do_without_its_extra(
    python: Path, practice_keys: Path, tmp_path: Path
) -> None:
    command, paper = str(python.with_name("demado-card")), tmp_path / "paper"
    paper.write_bytes(b"paper")
    signed = run(
        *(python, command, "sign", str(paper), "--detached", "--out", str(tmp_path / "x")),
        *("--secret-stdin", "--practice", "taro", "--practice-folder", str(practice_keys)),
        *("--lang", "en"),
        secrets="ABC123\n",
    )
    assert signed.returncode == 42
    assert "demado-card[sign]" in signed.stderr


def test_mended_42_the_package_is_typed_and_has_the_version_of_the_app(python: Path) -> None:
    where = Path(run(python, "-c", "import card_reader as c; print(c.__path__[0])").stdout.strip())
    assert where.is_relative_to(python.parents[1])
    assert (where / "py.typed").exists()
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert PROJECT["version"] == whole["version"]
    ours = {one.split(">")[0] for one in PROJECT["dependencies"]}
    assert ours == {"pyscard", "cryptography", "asn1crypto", "pillow"}
