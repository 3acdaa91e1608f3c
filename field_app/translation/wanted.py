"""Says which sentences a resident reads, file by file: what a language should have."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from field_app.platform.assets_folder import assets_folder
from field_app.words.words import FALLBACK, flatten, load_words

# Tables of words, and single words, that stand on a resident's pages or papers.
TABLES: Final = """check components confirm consent event fee find hand_back hand_over kinds p
pages pictures prepare procedures question read_back rule sealed shared_fact shell source subject
suggest"""
CARD: Final = """another_card busy no_card no_reader removed wrong_pin wrong_pin_unknown pin_blocked
pin_format pin_missing last_try several_cards unexpected not_my_number_card mute
certificate_expired"""
PAPER: Final = """s_number s_accepted s_copy p_copy p_keep p_ask p_signature_empty l_lead_a l_lead_b
l_lead_c l_lead_d p_then_a p_then_b p_then_c p_then_d p_until_a p_until_b p_until_c p_until_d
l_bring l_practice"""
READ: Final = frozenset(
    [
        *TABLES.split(),
        *(f"card.p_{name}" for name in CARD.split()),
        *(f"document.{name}" for name in PAPER.split()),
        "gate.l_born",
        "practice.l_mark",
        "sign_in.p_call_staff",
    ]
)


@dataclass(frozen=True)
class WantedText:
    """One Japanese sentence that a language should have, with its English beside it."""

    file: str
    key: str
    japanese: str
    english: str


def wanted(content: Path) -> Iterator[WantedText]:
    """Yield each sentence of *content* that residents read: the app's assets, or a city's folder.

    Raises:
        ValueError: a file of words cannot be read; the text names it.
    """
    words = content / "words"
    english = load_words(assets_folder() / "words", "en") | load_words(words, "en")
    for path in sorted((words / FALLBACK).glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as refused:
            raise ValueError(f"{FALLBACK}/{path.name}: {refused}") from refused
        for key, text in flatten(table):
            if is_read(key):
                yield WantedText(path.name, key, str(text), english.get(key, ""))


def is_read(key: str) -> bool:
    """Tell whether a resident reads the sentence *key*; a version of a consent is for the file."""
    if key.startswith("consent.") and key.endswith("_version"):
        return False
    return key in READ or key.partition(".")[0] in READ
