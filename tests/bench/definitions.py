"""What it costs to read every definition, and to know what a page shows at each key."""

from datetime import date
from pathlib import Path

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.answers import visible
from field_app.procedure.known import Circumstances
from field_app.procedure.load import Catalogue, load_catalogue, procedure_of
from field_app.procedure.pages import pages
from tests.bench.clock import Row, median_ms

RUNS = 20


def rows() -> list[Row]:
    """Measure the reading of all of them, and the pages of the longest."""
    folder = assets_folder() / "procedures"
    found = load_catalogue(folder).procedures
    longest = max(found, key=lambda one: len(one.questions))
    seen = Circumstances(date(2026, 11, 23))
    load = median_ms(lambda: _read(folder), RUNS)
    look = median_ms(lambda: pages(longest, visible(longest, {}, seen)), RUNS)
    return [
        (f"definitions: read and check all {len(found)}", f"{load:.0f} ms", ""),
        (f"definitions: pages of {longest.id}, once a key", f"{look:.2f} ms", ""),
    ]


def _read(folder: Path) -> Catalogue:
    """Read them as a tablet does that starts: nothing was read before."""
    procedure_of.cache_clear()
    return load_catalogue(folder)
