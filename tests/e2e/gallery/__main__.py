"""Run the gallery: ``python -m tests.e2e.gallery FOLDER [part of a name ...]``."""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.e2e.gallery.scenes import SCENES
from tests.e2e.gallery.sheets import RESIDENT_LOOKS, STAFF_LOOKS, sheet, take
from tests.e2e.gallery.stage import staged
from tests.e2e.tablet import LANDSCAPE, PORTRAIT


async def draw(folder: Path, wanted: Sequence[str]) -> None:
    """Write the sheets of every page whose name holds one of *wanted*; of all without any."""
    with tempfile.TemporaryDirectory() as tablet:
        async with staged(Path(tablet)) as stage:
            for name, prepare in SCENES.items():
                if wanted and not any(part in name for part in wanted):
                    continue
                await stage.act(partial(prepare, stage))
                is_residents = stage.app.state.screen.is_residents
                taken = await take(stage, RESIDENT_LOOKS if is_residents else STAFF_LOOKS)
                for way, size in (("portrait", PORTRAIT), ("landscape", LANDSCAPE)):
                    some = [one for one in taken if one[0].size == size]
                    sheet(some, 3, folder / f"{name}.{way}.png")
                sys.stdout.write(f"{name}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    sheets = Path(sys.argv[1])
    sheets.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(sheets, sys.argv[2:]))
