"""A city's content with a handful of sentences and one language, made in a folder."""

from pathlib import Path

from field_app.translation.row import TranslatorText
from field_app.translation.take import take
from field_app.translation.toml_file import write_texts

JAPANESE = {
    "p.tree.l_title": "木の相談",
    "p.tree.p_summary": "{count}本まで、\n相談できます。",
    "p.tree.l_when": "いつですか",
    "p.tree.l_whom": "{what}のことですか",
    "home.s_title": "職員のページ",
}
FILE = "procedure_tree.toml"
HEAD = """name = "Lingua"
tag = "la"
fallback = "en"
machine_note = "nondum lecta"
"""


def make_city(folder: Path, japanese: dict[str, str] = JAPANESE) -> Path:
    """Lay out words in the three languages of the app, and the head of a fourth."""
    for language in ("ja", "ja_easy", "en"):
        words = folder / "words" / language
        words.mkdir(parents=True, exist_ok=True)
        write_texts(
            words / FILE,
            {
                key: text if language == "ja" else f"{language} {text}"
                for key, text in japanese.items()
            },
        )
    own = folder / "languages" / "la"
    own.mkdir(parents=True, exist_ok=True)
    (own / "language.toml").write_text(HEAD, encoding="utf-8")
    return folder


def translate(folder: Path, **texts: str) -> int:
    """Take in translations made from the Japanese of now: ``l_title="…"``."""
    given = [
        TranslatorText(f"p.tree.{name}", JAPANESE[f"p.tree.{name}"], text, 1)
        for name, text in texts.items()
    ]
    return take(folder, "la", given)
