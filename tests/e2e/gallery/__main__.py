"""Run the gallery: ``python -m tests.e2e.gallery FOLDER [part of a name ...]``."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from field_app.design.layout import TEXT_SCALES
from field_app.words.words import LANGUAGES
from tests.e2e.gallery.moments import MOMENTS
from tests.e2e.gallery.scenes import SCENES
from tests.e2e.gallery.sheets import Look, looks_of, sheet, take
from tests.e2e.gallery.stage import Stage, staged
from tests.e2e.tablet import LANDSCAPE, PORTRAIT


async def draw(asked: argparse.Namespace) -> None:
    """Write the sheets of every page whose name holds one of those asked; of all without any."""
    with tempfile.TemporaryDirectory() as tablet:
        async with staged(Path(tablet)) as stage:
            for name, prepare in (SCENES | MOMENTS).items():
                if asked.names and not any(part in name for part in asked.names):
                    continue
                try:
                    await stage.act(partial(prepare, stage))
                except Exception as error:  # noqa: BLE001 - the others are drawn
                    sys.stdout.write(f"{name} was not reached: {error!r}\n")
                    continue
                is_residents = stage.app.state.screen.is_residents
                looks = looks_of(
                    asked.scale if is_residents else (1.0,),
                    asked.language if is_residents or asked.all_languages else ("ja",),
                )
                await draw_one(stage, asked.folder / name, looks)


async def draw_one(stage: Stage, path: Path, looks: Sequence[Look]) -> None:
    """Write the sheets of the page that is shown, upright and lying."""
    taken = await take(stage, looks)
    for way, size in (("portrait", PORTRAIT), ("landscape", LANDSCAPE)):
        some = [one for one in taken if one[0].size == size]
        sheet(some, 3, path.with_name(f"{path.name}.{way}.png"))
    sys.stdout.write(f"{path.name}\n")
    sys.stdout.flush()


def main() -> None:
    """Read the command line, and draw."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.gallery")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="parts of names; all pages without any")
    parser.add_argument("--scale", type=float, nargs="+", default=TEXT_SCALES)
    parser.add_argument("--language", nargs="+", default=LANGUAGES)
    parser.add_argument(
        "--all-languages", action="store_true", help="draw the staff's pages in each as well"
    )
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(asked))


if __name__ == "__main__":
    main()
