"""Say what changed between two versions of a procedure, as its author reads it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from field_app.authors.drafts.draft import Draft
from field_app.authors.drafts.toml_text import value_text

TABLES: Final = {
    "questions": "質問", "groups": "まとまり", "rules": "決まり", "deadlines": "期限",
}  # fmt: skip
LANGUAGE: Final = {"ja": "日本語", "ja_easy": "やさしい日本語", "en": "英語"}
NOTHING: Final = "なし"
Table = Mapping[str, Any]


def differences(before: Draft, after: Draft) -> tuple[str, ...]:
    """Return a line for each difference of *after* from *before*, in Japanese; none is no line."""
    forms = [one.definition.get("form", {}) for one in (before, after)]
    return (
        *_of_tables("手続き", _head(before), _head(after)),
        *_of_lists(before.definition, after.definition),
        *_of_tables("様式", *forms),
        *_of_words(before, after),
        *_of_cases(before.cases, after.cases),
    )


def _head(draft: Draft) -> Table:
    return {name: one for name, one in draft.definition.items() if name not in {*TABLES, "form"}}


def _of_tables(called: str, before: Table, after: Table) -> Iterator[str]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            was, now = _shown(before.get(name)), _shown(after.get(name))
            yield f"{called}：{name}：{was} → {now}"


def _of_lists(before: Table, after: Table) -> Iterator[str]:
    for name, called in TABLES.items():
        old = {one["id"]: one for one in before.get(name, ())}
        new = {one["id"]: one for one in after.get(name, ())}
        yield from (f"{called}「{id}」がなくなりました。" for id in old if id not in new)
        for id, one in new.items():
            if id not in old:
                yield f"{called}「{id}」がふえました：{_shown(one)}"
            else:
                yield from _of_tables(f"{called}「{id}」", old[id], one)
        yield from _moved(called, list(old), list(new))


def _moved(called: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Yield that the order of what stayed is another one."""
    stayed, now = [id for id in old if id in new], [id for id in new if id in old]
    if stayed != now:
        yield f"{called}の順番：{'、'.join(stayed)} → {'、'.join(now)}"


def _of_words(before: Draft, after: Draft) -> Iterator[str]:
    for language in dict.fromkeys([*before.words, *after.words]):
        old, new = before.words.get(language, {}), after.words.get(language, {})
        yield from _of_tables(f"ことば（{LANGUAGE.get(language, language)}）", old, new)


def _of_cases(before: Table, after: Table) -> Iterator[str]:
    yield from _of_tables("事例の共通の答え", before.get("answers", {}), after.get("answers", {}))
    old = {one["title"]: one for one in before.get("cases", ())}
    new = {one["title"]: one for one in after.get("cases", ())}
    yield from (f"事例「{title}」がなくなりました。" for title in old if title not in new)
    yield from (f"事例「{title}」がふえました。" for title in new if title not in old)
    for title in (title for title in new if title in old):
        yield from _of_tables(f"事例「{title}」", old[title], new[title])


def _shown(value: Any) -> str:
    return NOTHING if value is None else value if isinstance(value, str) else value_text(value)
