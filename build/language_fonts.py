"""``python -m build.language_fonts FOLDER``: the fonts of the added languages, by their texts.

FOLDER holds the Regular cuts of Noto Sans as ``@expo-google-fonts`` of npm brings them. Each
language gets the letters that its texts and the sentences of the app in it need, no more; a
city whose own texts need others is told by ``demado languages check`` and brings its own font.
"""

import argparse
from pathlib import Path
from typing import Final

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from field_app.platform.assets_folder import assets_folder
from field_app.words.translated import codes_in, read_translation
from sync.wire.content.language import FONT, LANGUAGES_FOLDER

SOURCES: Final = {
    "zh_hans": "NotoSansSC_400Regular.ttf",
    "zh_hant": "NotoSansTC_400Regular.ttf",
    "ko": "NotoSansKR_400Regular.ttf",
    "ne": "NotoSansDevanagari_400Regular.ttf",
    "vi": "NotoSans_400Regular.ttf",
    "pt": "NotoSans_400Regular.ttf",
}
ALWAYS: Final = (
    "".join(map(chr, range(0x20, 0x7F))) + "“”‘’—–…·、。「」（）《》，：；？！％\u200c\u200d"
)
# U+0964 ends a sentence in Nepali; its font has few other signs.
FAMILY: Final = (1, 4, 6, 16)  # the names of a font that say what it is called


def make_font(code: str, source: Path) -> Path:
    """Write the font of the language *code*, from *source*; its family is called after the code."""
    folder = assets_folder()
    found = read_translation(folder, code)
    if found is None or found.head is None:
        raise ValueError(f"no language {code}")
    head = found.head
    letters = {*ALWAYS, *head.name, *head.machine_note, *"".join(found.texts.values())}
    options = subset.Options(layout_features=["*"], hinting=False, notdef_outline=True)
    font = TTFont(source, recalcTimestamp=False)  # the same texts give the same bytes
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=map(ord, letters))
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in FAMILY:
            record.string = f"Demado {code}"
    path = folder / LANGUAGES_FOLDER / code / FONT
    font.save(path)
    return path


def main() -> None:
    """Write the font of every language that has a source in the folder."""
    parser = argparse.ArgumentParser(prog="python -m build.language_fonts", description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    for code in codes_in(assets_folder()):
        path = make_font(code, options.folder / SOURCES[code])
        print(f"{path.parent.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
