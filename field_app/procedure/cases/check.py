"""Hold the cases of a definition against it, and name what differs by file, line and field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from field_app.procedure.authoring.case import Case, CaseFile
from field_app.procedure.authoring.mistake import Mistake, meant
from field_app.procedure.authoring.schema import mistakes_in_shape
from field_app.procedure.authoring.source import Unreadable, line_of, read_source, tables_of
from field_app.procedure.cases.coverage import Coverage, coverage
from field_app.procedure.cases.run import CaseOutcome, CaseStuck, run_case
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds.kind import ValidationContext
from sync.wire.boards.closed_days import ClosedDays


@dataclass(frozen=True)
class Ran:
    """What the cases of one definition came to."""

    coverage: Coverage
    mistakes: tuple[Mistake, ...]
    cases: int


def run_cases(
    procedure: Procedure, path: Path, context: ValidationContext, closed: ClosedDays
) -> Ran:
    """Run the cases in *path*, each on its own day; what no case reaches is a mistake as well.

    A definition without the file is none: it has no cases yet.
    """
    try:
        text = read_source(path)
        content = tables_of(text)
        file = CaseFile.model_validate(content)
    except FileNotFoundError:
        return Ran(coverage(procedure, ()), (), 0)
    except Unreadable as refused:
        return Ran(coverage(procedure, ()), (refused.mistake,), 0)
    except ValidationError as refused:
        shape = [_placed(one, text) for one in mistakes_in_shape(refused, content, CaseFile)]
        return Ran(coverage(procedure, ()), tuple(shape), 0)
    return _ran(procedure, file, text, context, closed)


def _ran(
    procedure: Procedure,
    file: CaseFile,
    text: str,
    context: ValidationContext,
    closed: ClosedDays,
) -> Ran:
    mistakes = [*_unknown_names(procedure, file), *_unknown_roles(procedure, file)]
    ran: list[tuple[str, CaseOutcome]] = []
    for number, case in enumerate(file.cases):
        try:
            of_day = replace(context, today=case.today)
            outcome = run_case(procedure, case, file.answers, of_day, closed)
        except CaseStuck as stuck:
            reason = f"「{case.title}」の質問「{stuck.question}」：{stuck.reason}"
            mistakes.append(Mistake(f"cases.{number}.answers", reason))
            continue
        ran.append((case.role, outcome))
        mistakes += [
            Mistake(f"cases.{number}.{name}", f"「{case.title}」：{reason}")
            for name, reason in _differences(case, outcome)
        ]
    found = coverage(procedure, ran)
    mistakes += [
        Mistake("-", f"事例がありません：{one}。書き足してください。") for one in found.lacking
    ]
    return Ran(found, tuple(_placed(one, text) for one in mistakes), len(file.cases))


def _differences(case: Case, outcome: CaseOutcome) -> Iterator[tuple[str, str]]:
    """Yield each thing that came otherwise than the case says."""
    if case.pages != outcome.pages:
        yield "pages", _otherwise(case.pages, outcome.pages)
    said = {"refuses": case.refuses, "asks": case.asks, "tells": case.tells}
    came = {
        "refuses": outcome.rules("refuse"),
        "asks": outcome.rules("ask"),
        "tells": outcome.rules("tell"),
    }
    for name, wanted in said.items():
        if frozenset(wanted) != came[name]:
            yield name, _otherwise(sorted(wanted), sorted(came[name]))
    if frozenset(case.marks) != outcome.marks:
        yield "marks", _otherwise(sorted(case.marks), sorted(outcome.marks))
    for name, value in case.exported.items():
        if name not in outcome.exported:
            yield "exported", f"「{name}」は出力されません。{meant(name, outcome.exported)}"
        elif not _agrees(value, outcome.exported[name]):
            yield "exported", f"「{name}」{_otherwise(value, outcome.exported[name])}"


def _agrees(wanted: Any, came: Any) -> bool:
    """Tell whether a value is the wanted one; of a table the parts that are named."""
    if isinstance(wanted, dict) and isinstance(came, Mapping):
        return all(name in came and _agrees(one, came[name]) for name, one in wanted.items())
    if isinstance(wanted, list) and isinstance(came, list | tuple):
        pairs = zip(wanted, came, strict=False)
        return len(wanted) == len(came) and all(_agrees(*pair) for pair in pairs)
    same: bool = (wanted.isoformat() if isinstance(wanted, date) else wanted) == came
    return same


def _otherwise(wanted: object, came: object) -> str:
    return f"事例では {_listed(wanted)}、実際は {_listed(came)} です。"


def _listed(value: object) -> str:
    return "、".join(map(str, value)) or "なし" if isinstance(value, tuple | list) else str(value)


def _unknown_names(procedure: Procedure, file: CaseFile) -> Iterator[Mistake]:
    """Yield each answer to a question that the definition does not ask."""
    known = [question.id for question in procedure.questions]
    places = {"answers": file.answers}
    places |= {f"cases.{number}.answers": case.answers for number, case in enumerate(file.cases)}
    for place, answers in places.items():
        for name in answers:
            if name not in known:
                yield Mistake(
                    f"{place}.{name}", f"「{name}」という質問はありません。{meant(name, known)}"
                )


def _unknown_roles(procedure: Procedure, file: CaseFile) -> Iterator[Mistake]:
    """Yield each case of somebody who may not file; a messenger may always bring a form."""
    may = (*procedure.may_file, ActorKind.MESSENGER)
    for number, case in enumerate(file.cases):
        if case.role not in may:
            reason = f"「{case.title}」の立場 {case.role} は、may_file にありません。"
            yield Mistake(f"cases.{number}.role", reason)


def _placed(mistake: Mistake, text: str) -> Mistake:
    way = [int(one) if one.isdecimal() else one for one in mistake.field.split(".")]
    return replace(mistake, line=line_of(text, way))
