"""Find groups that do not fit the questions of their definition."""

from collections.abc import Iterator

from field_app.procedure.authoring.mistake import Mistake, meant
from field_app.procedure.definition.group import Group
from field_app.procedure.definition.model import Procedure


def mistakes_in_groups(procedure: Procedure) -> Iterator[Mistake]:
    """Yield every group that is there twice or does not fit the questions."""
    asked = [question.id for question in procedure.questions]
    names: set[str] = set()
    taken: set[str] = set()
    for number, group in enumerate(procedure.groups):
        if group.id in names:
            yield Mistake(f"groups.{number}.id", f"まとまり「{group.id}」が2つあります。")
        names.add(group.id)
        for reason in _misfits(group, asked, taken):
            yield Mistake(f"groups.{number}.questions", reason)
        taken.update(group.questions)


def _misfits(group: Group, asked: list[str], taken: set[str]) -> Iterator[str]:
    missing = [one for one in group.questions if one not in asked]
    for one in missing:
        yield f"「{one}」という質問はありません。{meant(one, asked)}"
    for one in group.questions:
        if one in taken or group.questions.count(one) > 1:
            yield f"質問「{one}」は、もう別のページにあります。"
            return
    first = asked.index(group.questions[0]) if not missing else 0
    if not missing and tuple(asked[first : first + len(group.questions)]) != group.questions:
        yield "まとまりの質問は、questions の順につづけて並べてください。"
