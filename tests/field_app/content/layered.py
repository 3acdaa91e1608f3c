"""A city whose layer a test writes: 住民票 and a bus ticket, with their words."""

import shutil
from pathlib import Path

from field_app.platform.assets_folder import assets_folder
from sync.wire.content.pack import LANGUAGES, LAYER

IDS = ("juminhyo", "keiro_bus")
HEAD = """
name = "見本市"
prefecture = "見本県"
mayor = "見本市長"
lg_code = "992011"
phone = "0990-00-1234"
office_hours = "平日"
verified_on = 2026-11-01
"""
FEES = "[fees]\njuminhyo = 300\nkeiro_bus = 1000\n"


def content_with(folder: Path, layer: str, *, head: str = HEAD, fees: str = FEES) -> Path:
    """Lay out the definitions of :data:`IDS`, without cases, and the layer of a city."""
    (folder / "procedures").mkdir(parents=True)
    for id in IDS:
        shutil.copy(assets_folder() / f"procedures/{id}.toml", folder / "procedures")
        for language in LANGUAGES:
            words = folder / "words" / language
            words.mkdir(parents=True, exist_ok=True)
            shutil.copy(assets_folder() / f"words/{language}/procedure_{id}.toml", words)
    (folder / LAYER).parent.mkdir()
    (folder / LAYER).write_text(f"{head}\n{fees}\n{layer}", encoding="utf-8")
    return folder
