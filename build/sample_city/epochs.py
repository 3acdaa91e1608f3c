"""The sample city makes its next keys by itself; a real one does that by a calendar."""

from build.sample_city import words
from build.sample_city.layout import Layout
from build.sample_city.programs import run_once
from sync.office.keys.epochs import are_due
from sync.wire.city import CityFile, utc_now


def make_what_is_due(layout: Layout) -> None:
    """Write the next epoch's keys into the city's file when the last one ends within a month."""
    if not are_due(CityFile.load(layout.pack), utc_now()):
        return
    print(words.NEXT_KEYS, flush=True)
    run_once("sync.office", "next-keys", "--data", str(layout.office), "--city", str(layout.pack))
