"""Model how a definition lays out its A4 form: sections of rows, each row of boxes side by side."""

from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import Field

from field_app.procedure.definition.frozen import FrozenModel

MOST_BOXES: Final = 3


class FormSection(FrozenModel):
    """A part of the form: its heading, and rows with the ids of the questions in their boxes."""

    title: str = Field(min_length=1, max_length=30)
    rows: tuple[tuple[str, ...], ...] = Field(min_length=1)


class FormLayout(FrozenModel):
    """The form of a procedure; without sections every answer has a row of its own.

    Attributes:
        sentence: what the applicant says by it, such as 次のとおり申請します。
        labels: what a box is called on paper, by question; else its name for export.
        wording: what is printed as it was asked, with its hint: a consent that is signed.
        sections: which answers stand where; what has no place here stands after them.
    """

    sentence: str = Field(default="", max_length=120)
    labels: dict[str, str] = Field(default_factory=dict)
    sections: tuple[FormSection, ...] = ()
    wording: tuple[str, ...] = ()

    def laid_out(self, questions: Iterable[str]) -> Iterator[tuple[str, list[list[str]]]]:
        """Yield each section that has one of *questions*, with its rows; then what is left.

        The title is empty where the definition gives none.
        """
        left = dict.fromkeys(questions)
        for section in self.sections:
            rows = [[one for one in row if one in left] for row in section.rows]
            for one in (one for row in rows for one in row):
                del left[one]
            if any(rows):
                yield section.title, [row for row in rows if row]
        if left:
            yield "", [[one] for one in left]

    def misfit(self, questions: Iterable[str]) -> str | None:
        """Return what of the layout fits no form of *questions*, or None."""
        known = set(questions)
        placed = [one for section in self.sections for row in section.rows for one in row]
        for one in (*placed, *self.labels, *self.wording):
            if one not in known:
                return f"form の質問「{one}」がありません。"
        if len(placed) > len(set(placed)):
            return "form の1つの質問が、2つの枠に入っています。"
        if any(len(row) > MOST_BOXES for section in self.sections for row in section.rows):
            return f"form の1行に入る枠は{MOST_BOXES}つまでです。"
        return None
