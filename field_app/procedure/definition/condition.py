"""Define conditions: on an answer or on what follows from answers, joined by all, any and not.

``{ field = "reason", equals = "other" }`` or ``equals = ["lost", "other"]`` for one of several;
``{ field = "age", compare = "<", than = 70 }``, where ``than`` is a number, a day, or the name of
another question or computed fact; ``{ all = [...] }``, ``{ any = [...] }``, ``{ not = ... }``.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictInt, Tag

from field_app.procedure.computed.possible import Between, Known, Truth, equals, is_less
from field_app.procedure.definition.frozen import FrozenModel

Look = Callable[[str], Known]
Sign = Literal["<", "<=", "=", ">=", ">"]
SHAPES = ("equals", "compare", "all", "any", "not")


class Equals(FrozenModel):
    """The answer is this one, or one of these."""

    field: str
    equals: str | Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def wanted(self) -> tuple[str, ...]:
        """What the answer may be."""
        return (self.equals,) if isinstance(self.equals, str) else self.equals

    def truth(self, look: Look) -> Truth:
        """Tell whether it holds for what *look* finds under a name."""
        return equals(look(self.field), frozenset(self.wanted))


class Compare(FrozenModel):
    """The answer is less or more than a number, a day, or another answer."""

    field: str
    compare: Sign
    than: StrictInt | date | str

    def truth(self, look: Look) -> Truth:
        """Tell whether it holds for what *look* finds under a name."""
        one, other = look(self.field), self._other(look)
        match self.compare:
            case "<":
                return is_less(one, other)
            case "<=":
                return is_less(one, other, or_equal=True)
            case ">":
                return is_less(other, one)
            case ">=":
                return is_less(other, one, or_equal=True)
        both = (is_less(one, other, or_equal=True), is_less(other, one, or_equal=True))
        return min(both)

    def _other(self, look: Look) -> Known:
        match self.than:
            case str() as name:
                return look(name)
            case date() as day:
                return Between.exactly(day)
            case number:
                return Between.exactly(number)


class All(FrozenModel):
    """Every one of these holds."""

    all: tuple["Condition", ...] = Field(min_length=1)

    def truth(self, look: Look) -> Truth:
        """Tell whether it holds for what *look* finds under a name."""
        return min(one.truth(look) for one in self.all)


class AnyOf(FrozenModel):
    """One of these holds, or more."""

    any: tuple["Condition", ...] = Field(min_length=1)

    def truth(self, look: Look) -> Truth:
        """Tell whether it holds for what *look* finds under a name."""
        return max(one.truth(look) for one in self.any)


class Not(FrozenModel):
    """This does not hold."""

    inner: "Condition" = Field(alias="not")

    def truth(self, look: Look) -> Truth:
        """Tell whether it holds for what *look* finds under a name."""
        return self.inner.truth(look).opposite


def _shape(raw: Any) -> str | None:
    """Return which condition a table or a model is, by the word that only this one has."""
    if isinstance(raw, FrozenModel):
        raw = raw.model_dump(by_alias=True)
    keys = raw if isinstance(raw, dict) else {}
    return next((shape for shape in SHAPES if shape in keys), None)


Condition = Annotated[
    Annotated[Equals, Tag("equals")]
    | Annotated[Compare, Tag("compare")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _shape,
        custom_error_type="condition",
        custom_error_message="a condition has one of equals, compare, all, any, not",
    ),
]
Leaf = Equals | Compare


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every part of *condition* that names a question or a computed fact."""
    match condition:
        case All(all=several) | AnyOf(any=several):
            for one in several:
                yield from leaves(one)
        case Not(inner=one):
            yield from leaves(one)
        case Equals() | Compare():
            yield condition


def deciding(condition: Condition, look: Look) -> Iterator[Leaf]:
    """Yield the parts on which it rests that *condition* holds: of ``any`` the first that does."""
    match condition:
        case AnyOf(any=several):
            yield from deciding(max(several, key=lambda one: one.truth(look)), look)
        case All(all=several):
            for one in several:
                yield from deciding(one, look)
        case _:
            yield from leaves(condition)


def names(leaf: Leaf) -> tuple[str, ...]:
    """Return the questions and computed facts that a part names."""
    if isinstance(leaf, Compare) and isinstance(leaf.than, str):
        return leaf.field, leaf.than
    return (leaf.field,)


All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()
