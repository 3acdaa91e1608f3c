"""Takes in what translators wrote, and notes that a speaker approved it."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from field_app.translation.row import ImportRefused, TranslatorText
from field_app.translation.toml_file import write_state, write_texts
from field_app.translation.wanted import WantedText, wanted
from field_app.words.translated import Translation, digest_of, has_places, places, read_translation
from sync.wire.content.language import HEAD, LANGUAGES_FOLDER, Approval, LanguageState

SPEAKING = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # categories that have no place in a sentence


def take(content: Path, code: str, given: Iterable[TranslatorText]) -> int:
    """Put translations into the folder of *code*; all of them, or none.

    Each is noted with the Japanese that the translator saw: where that has changed since, the
    text is there and counts as old.

    Returns:
        How many texts are new or changed.

    Raises:
        ImportRefused: naming line and reason of every mistake; nothing was written.
    """
    known = {one.key: one for one in wanted(content)}
    rows = list(given)
    mistakes = [*_mistakes(rows, known)]
    if mistakes:
        raise ImportRefused("\n".join(mistakes))
    before = _there(content, code)
    files = {name: dict(texts) for name, texts in before.files.items()}
    made_from, changed = dict(before.state.made_from), 0
    for one in rows:
        texts = files.setdefault(known[one.key].file, {})
        seen = digest_of(one.japanese)
        changed += texts.get(one.key) != one.text or made_from.get(one.key) != seen
        texts[one.key], made_from[one.key] = one.text, seen
    state = LanguageState(made_from=made_from, approved=_still(before.state.approved, files))
    _write(before.folder, files, state, known)
    return changed


def approve(content: Path, code: str, role: str, on: date, only: Sequence[str] = ()) -> int:
    """Note that a speaker in *role* read every current text, or those of *only*; return how many.

    *only* holds keys, or names of files. Whoever translated is not named, and neither is who read.

    Raises:
        ValueError: the language is not there, or *only* names nothing of it.
    """
    before = _there(content, code)
    known = {one.key: one for one in wanted(content)}
    texts, approved, count = before.texts, dict(before.state.approved), 0
    for key, one in known.items():
        chosen = not only or key in only or one.file in only
        if chosen and key in texts and before.is_current(key, one.japanese):
            count += not before.is_approved(key, texts[key])
            approved[key] = Approval(text=digest_of(texts[key]), role=role, on=on)
    if only and not any(key in only or one.file in only for key, one in known.items()):
        raise ValueError(f"{'、'.join(only)}: そのような文もファイルもありません。")
    state = LanguageState(made_from=before.state.made_from, approved=approved)
    _write(before.folder, before.files, state, known)
    return count


def _there(content: Path, code: str) -> Translation:
    found = read_translation(content, code)
    if found is None:
        place = f"{LANGUAGES_FOLDER}/{code}/{HEAD}"
        raise ValueError(f"{place} がありません。まずこのファイルに、言語の名前を書いてください。")
    return found


def _mistakes(rows: Iterable[TranslatorText], known: Mapping[str, WantedText]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for one in rows:
        where = f"{one.line}行目: {one.key}"
        if one.key in seen:
            yield f"{where}: {seen[one.key]}行目にもあります。"
        seen[one.key] = one.line
        if one.key not in known:
            yield f"{where}: この文はありません。key の列は変えないでください。"
        elif not has_places(one.text, one.japanese):
            yield f"{where}: {_lost(one)}"
        elif any(
            unicodedata.category(c) in SPEAKING and c not in "\n\u200c\u200d" for c in one.text
        ):
            yield f"{where}: 目に見えない文字が入っています。"


def _lost(given: TranslatorText) -> str:
    """Say which places of the sentence are not in its translation, or are too many."""
    try:
        wants, has = places(given.japanese), places(given.text)
    except ValueError:
        return "{ と } の形が正しくありません。"
    parts = [f"{{{name}}} がなくなっています" for name in sorted(wants - has)]
    parts += [f"{{{name}}} は元の文にありません" for name in sorted(has - wants)]
    return "、".join(parts) + "。"


def _still(
    approved: Mapping[str, Approval], files: Mapping[str, Mapping[str, str]]
) -> dict[str, Approval]:
    """Return the approvals of the texts that are as they were read."""
    texts = {key: text for some in files.values() for key, text in some.items()}
    return {
        key: one
        for key, one in approved.items()
        if key in texts and one.text == digest_of(texts[key])
    }


def _write(
    folder: Path,
    files: Mapping[str, Mapping[str, str]],
    state: LanguageState,
    known: Mapping[str, WantedText],
) -> None:
    """Write the files in the order of the Japanese ones, the state last."""
    order = {key: at for at, key in enumerate(known)}
    for name, texts in files.items():
        ordered = sorted(texts, key=lambda key: order.get(key, len(order)))
        write_texts(folder / name, {key: texts[key] for key in ordered})
    write_state(folder, state)
