"""Validate, show and export a consent or a statement, with the very wording that was signed.

The wording is of the library (``wording = "tax_survey"``) or of the procedure's own words. Its
Japanese text is what is signed; the text that was read, where that was another language, and
the version stay beside the answer. Declining is an answer like the other.
"""

from collections.abc import Mapping
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    Words,
    exported_as_kept,
    no_text,
)

ANSWERS: Final = ("agree", "decline")


def validate_consent(question: Question, raw: Any, context: ValidationContext) -> dict[str, str]:
    """Return the answer, and the wording as it stands in the definition's edition."""
    answer = raw.get("answer") if isinstance(raw, Mapping) else raw
    if answer not in ANSWERS:
        raise AnswerRefused("kinds.p_choose_one")
    return {
        "answer": str(answer),
        "wording": question.wording or question.id,
        "version": context.words(question.wording_version_key),
        "text": context.words(question.wording_key),
        "read": context.seen_words(question.wording_key),
    }


def shown_consent(_: Question, value: Any, words: Words) -> str:
    """Return 同意します, and what that is."""
    return f"{words('kinds.s_' + value['answer'])}：{value['text']}"


def wording_keys(question: Question) -> tuple[str, ...]:
    """Return the word keys of the wording and of its version."""
    return (question.wording_key, question.wording_version_key)


def answer_of(value: Any) -> Any:
    """Return ``agree`` or ``decline``, which is what a condition may ask."""
    return value["answer"] if isinstance(value, Mapping) else value


def consent_aloud(_: Question, value: Any, words: Words) -> str:
    """Return 同意します, and what that is, as two sentences."""
    return f"{words('kinds.s_' + value['answer'])}。{value['text']}"


KIND: Final = Kind(
    validate_consent,
    shown_consent,
    exported_as_kept,
    free_texts=no_text,
    own_options=ANSWERS,
    compared=answer_of,
    wording_keys=wording_keys,
    columns=lambda _: ("answer", "wording", "version", "text", "read"),
    aloud=consent_aloud,
)
