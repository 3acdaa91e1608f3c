"""Say in which order a definition's values stand in a table, down to the parts of an answer."""

from collections.abc import Iterator

from field_app.procedure.authoring.mistake import Mistake, meant
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds import KINDS


def columns_of(procedure: Procedure) -> tuple[str, ...]:
    """Return every column: those that ``columns`` names first, the others as they are asked.

    A part stands under its whole name, 口座.bank_code; ``*`` is the place in a list.
    """
    every = _by_name(procedure)
    first = [column for name in procedure.columns for column in every.get(name, (name,))]
    return tuple(dict.fromkeys([*first, *(column for parts in every.values() for column in parts)]))


def mistakes_in_columns(procedure: Procedure) -> Iterator[Mistake]:
    """Yield each entry of ``columns`` that names no value of *procedure*, or one twice."""
    every, seen = _by_name(procedure), set[str]()
    known = {*every, *(column for parts in every.values() for column in parts)}
    for place, name in enumerate(procedure.columns):
        if name not in known:
            near = meant(name, known)
            reason = f"columns「{name}」は、どの質問の export にもありません。{near}"
            yield Mistake(f"columns.{place}", reason)
        elif name in seen:
            reason = f"columns「{name}」が2つあります。1つにしてください。"
            yield Mistake(f"columns.{place}", reason)
        seen.add(name)


def _by_name(procedure: Procedure) -> dict[str, tuple[str, ...]]:
    """Return the columns of each name for export: its parts, or the name itself."""
    return {
        question.export: tuple(
            f"{question.export}.{part}" if part else question.export
            for part in KINDS[question.kind].columns(question)
        )
        for question in procedure.questions
        if question.export and question.kind in KINDS
    }
