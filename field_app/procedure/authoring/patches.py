"""Find what of a city's layer changes nothing, or leaves a definition that cannot stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from field_app.procedure.authoring.conditions import mistakes_in_conditions
from field_app.procedure.authoring.fit import mistakes_in_questions
from field_app.procedure.authoring.mistake import Mistake, meant
from field_app.procedure.city.layer import CityLayer
from field_app.procedure.city.patch import CityText, Patch, QuestionPatch
from field_app.procedure.definition.computed import NAME
from field_app.procedure.definition.model import ABOUT, Procedure, Question
from field_app.words.words import UNREAD

PROCEDURES: Final = "procedures"


def mistakes_in_layer(layer: CityLayer, definitions: Sequence[Procedure]) -> Iterator[Mistake]:
    """Yield what of the patches of *layer* does not fit *definitions*.

    Args:
        layer: what the city wrote.
        definitions: as they are without it, the refused ones left out.
    """
    by_id = {one.id: one for one in definitions}
    for id, patch in layer.procedures.items():
        if id in by_id:
            found = mistakes_in_patch(layer, by_id[id], patch)
            yield from (Mistake(f"{PROCEDURES}.{id}.{one.field}", one.reason) for one in found)
    for id, window in layer.windows.items():
        yield from _without_readings(f"windows.{id}.name", window.name)
    yield from _unknown_window("window", layer.window, layer)


def unknown_fees(layer: CityLayer, definitions: Sequence[Procedure]) -> Iterator[Mistake]:
    """Yield each fee of *layer* that none of *definitions* costs."""
    keys = {one.fee_key for one in definitions if one.fee_key}
    for key in layer.fees:
        if key not in keys:
            reason = f"「{key}」という手数料の手続きはありません。{meant(key, keys)}"
            yield Mistake(f"fees.{key}", reason)


def unknown_procedures(layer: CityLayer, known: Iterable[str]) -> Iterator[Mistake]:
    """Yield each procedure of *layer* of which there is no definition among *known*, by id."""
    ids = sorted(known)
    for id in layer.procedures:
        if id not in ids:
            reason = f"「{id}」という手続きはありません。{meant(id, ids)}"
            yield Mistake(f"{PROCEDURES}.{id}", reason)


def mistakes_in_patch(layer: CityLayer, procedure: Procedure, patch: Patch) -> Iterator[Mistake]:
    """Yield what of *patch* does not fit *procedure*, each by its way within the patch."""
    found = [*_named(procedure, patch), *_of_questions(procedure, patch)]
    found += _unknown_window("window", patch.window, layer)
    yield from found
    after = layer.patched(procedure)
    if found or not after.questions:
        return
    if after.fee_times and after.fee_times not in {one.id for one in after.questions}:
        yield Mistake("fee_times", f"手数料に掛ける質問「{after.fee_times}」を隠せません。")
    if after.valid_until and after.valid_until < after.valid_from:
        yield Mistake("valid_until", f"始まる日 {after.valid_from} より前です。")
    left = list(enumerate(after.questions))
    for one in (*mistakes_in_questions(left), *mistakes_in_conditions(after)):
        yield Mistake("fields", f"この変更のあとの「{procedure.id}」：{one.reason}")


def _unknown_window(at: str, window: str | None, layer: CityLayer) -> Iterator[Mistake]:
    if window is not None and window not in layer.windows:
        reason = f"「{window}」という windows はありません。{meant(window, layer.windows)}"
        yield Mistake(at, reason)


def _named(procedure: Procedure, patch: Patch) -> Iterator[Mistake]:
    """Yield each name in *patch* that the definition does not have, and texts without readings."""
    asked = [question.id for question in procedure.questions]
    lists: Mapping[str, tuple[str, Sequence[str], Sequence[str]]] = {
        "fee_times": ("質問", [patch.fee_times] if patch.fee_times else [], asked),
        "not_needed": ("持ってくるもの", patch.not_needed, procedure.bring),
        "verified": (" unverified の項目", patch.verified, procedure.unverified),
        "fields": ("質問", list(patch.fields), asked),
    }
    for field, (called, named, known) in lists.items():
        for one in named:
            if one not in known:
                at = f"{field}.{one}" if field == "fields" else field
                yield Mistake(at, f"「{one}」という{called}はありません。{meant(one, known)}")
    texts: Mapping[str, CityText | None] = {
        "title": patch.title,
        "summary": patch.summary,
        "fee_note": patch.fee_note,
        **{f"bring.{thing}": said for thing, said in patch.bring.items()},
    }
    for at, said in texts.items():
        yield from _without_readings(at, said)


def _of_questions(procedure: Procedure, patch: Patch) -> Iterator[Mistake]:
    for question in procedure.questions:
        changed = patch.fields.get(question.id)
        if changed is None:
            continue
        for at, reason in _misfits(question, changed):
            yield Mistake(f"fields.{question.id}.{at}", reason)
        texts = {"label": changed.label, "hint": changed.hint}
        texts |= {f"option_labels.{id}": said for id, said in changed.option_labels.items()}
        for at, said in texts.items():
            yield from _without_readings(f"fields.{question.id}.{at}", said)


def _misfits(question: Question, patch: QuestionPatch) -> Iterator[tuple[str, str]]:
    """Yield what of *patch* the question cannot take."""
    if patch.hidden and (question.fact == NAME or question.kind == ABOUT):
        yield "hidden", f"質問「{question.id}」は隠せません。だれの申請かが分からなくなります。"
    for field, named in (("options", patch.options or ()), ("option_labels", patch.option_labels)):
        for one in named:
            if one not in question.options:
                reason = f"質問「{question.id}」に選択肢「{one}」はありません。"
                yield field, f"{reason}{meant(one, question.options)}"


def _without_readings(at: str, said: CityText | None) -> Iterator[Mistake]:
    """Yield a text in easy Japanese that has a kanji without its reading."""
    if said and (found := UNREAD.search(said.ja_easy)):
        reason = f"「{found[0]}」に読みがありません。漢字《かんじ》の形で書いてください。"
        yield Mistake(f"{at}.ja_easy", reason)
