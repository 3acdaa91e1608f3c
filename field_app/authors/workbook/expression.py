"""Read and write conditions in the expressions of XLSForm, as far as a condition can say them.

``${reason} = 'other'``, ``selected(${days}, 'mon')``, ``selected('lost other', ${reason})`` for one
of several, ``${age} < 70``, ``${since} > today()``, ``. >= date('2026-04-01')``, joined by ``and``,
``or`` and ``not()``. Anything else is refused with what stands there: a definition has no formulas.

Source: XLSForm reference, "Relevant" and "Operators and functions" (ODK XForms specification).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

Raw = dict[str, Any]
Choices = Mapping[str, bool]  # the questions with options: whether each takes several
TOKEN: Final = re.compile(
    r"\s*(?:(?P<name>\$\{\s*[^}\s]+\s*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|!=|=|<|>)|(?P<word>[A-Za-z][\w:.-]*)|(?P<mark>[(),.]))"
)
CURLY: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "≦": "<=", "≧": ">="})
TURNED: Final = {"<": ">", "<=": ">=", "=": "=", "!=": "!=", ">=": "<=", ">": "<"}


class NotSayable(Exception):
    """An expression says what no condition can; ``reason`` says so in Japanese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Operand:
    """One side of a comparison: a question's name, a text, a number or a day."""

    kind: str
    value: Any


@dataclass(frozen=True)
class ReadTerm:
    """A condition as far as it was read; *chosen* where it is a bare ``selected(${x}, 'y')``."""

    raw: Raw | None
    chosen: tuple[str, str] | None = None


def expression_of(condition: Raw, choices: Choices) -> str:
    """Return *condition*, as a definition's file has it, in one line of XLSForm."""
    match condition:
        case {"all": several}:
            parts = [_inside(one, choices) for one in several]
            text = " and ".join(parts if len(parts) > 1 else [*parts, "true()"])
        case {"any": several}:
            parts = [_inside(one, choices, chosen=True) for one in several]
            text = " or ".join(parts if len(parts) > 1 else [*parts, "false()"])
        case {"not": one}:
            text = f"not({expression_of(one, choices)})"
        case {"field": name, "equals": wanted}:
            text = _equal(name, wanted, takes_several=choices.get(name, False))
        case _:
            text = f"${{{condition['field']}}} {condition['compare']} {_bound(condition['than'])}"
    return text


def _equal(name: str, wanted: str | list[str], *, takes_several: bool) -> str:
    if isinstance(wanted, str):
        chosen = f"selected(${{{name}}}, '{wanted}')"
        return chosen if takes_several else f"${{{name}}} = '{wanted}'"
    if takes_several and len(wanted) > 1:
        return " or ".join(f"selected(${{{name}}}, '{one}')" for one in wanted)
    return f"selected('{' '.join(wanted)}', ${{{name}}})"


def _inside(part: Raw, choices: Choices, *, chosen: bool = False) -> str:
    text = expression_of(part, choices)
    wraps = "all" in part or "any" in part or " or " in text
    return f"({text})" if wraps or (chosen and text.startswith("selected($")) else text


def _bound(than: Any) -> str:
    if isinstance(than, date):
        return f"date('{than.isoformat()}')"
    if isinstance(than, str):
        return "today()" if than == "today" else f"${{{than}}}"
    return str(than)


def condition_of(text: str, choices: Choices, *, here: str = "") -> Raw:
    """Return the condition that *text* says, as a definition's file has it.

    Args:
        text: the cell; full-width signs outside of texts are taken for half-width ones.
        choices: the questions with options; a number compared with one is the name of an option.
        here: the question that ``.`` stands for.

    Raises:
        NotSayable: naming what stands there.
    """
    reader = ExpressionReader(list(_tokens(half_width(text))), choices, here)
    found = reader.any_of()
    if reader.at < len(reader.tokens):
        raise NotSayable(f"「{reader.tokens[reader.at][1]}」のところが読めません。")
    if found.raw is None:
        raise NotSayable("いつも同じになる式です。消してください。")
    return found.raw


def half_width(text: str) -> str:
    """Return *text* with half-width signs, but for what stands between quotes."""
    parts = re.split(r"('[^']*'|\"[^\"]*\")", text.translate(CURLY))
    return "".join(
        part if number % 2 else unicodedata.normalize("NFKC", part).translate(CURLY)
        for number, part in enumerate(parts)
    )


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if found is None:
            raise NotSayable(f"「{text[at:].strip()[:20]}」のところが読めません。")
        kind = str(found.lastgroup)
        yield kind, found[kind]
        at = found.end()


@dataclass
class ExpressionReader:
    """Goes through the tokens of one expression once, from left to right."""

    tokens: list[tuple[str, str]]
    choices: Choices
    here: str
    at: int = field(default=0)

    def any_of(self) -> ReadTerm:
        """Read parts joined by ``or``."""
        parts, has_false = [self.all_of()], False
        while self._is("word", "or"):
            parts.append(self.all_of())
        has_false = any(part.raw is None for part in parts)
        kept = [part for part in parts if part.raw is not None]
        if not kept or (len(kept) == 1 and not has_false):
            return parts[0]
        fields = {part.chosen[0] for part in kept if part.chosen}
        if len(fields) == 1 and all(part.chosen for part in kept):
            (name,) = fields
            if self.choices.get(name):
                return ReadTerm({"field": name, "equals": [p.chosen[1] for p in kept if p.chosen]})
        return ReadTerm({"any": [part.raw for part in kept]})

    def all_of(self) -> ReadTerm:
        """Read parts joined by ``and``."""
        parts = [self.part()]
        while self._is("word", "and"):
            parts.append(self.part())
        kept = [part.raw for part in parts if part.raw is not None]
        if len(parts) == 1 or not kept:
            return parts[0]
        return ReadTerm({"all": kept})

    def part(self) -> ReadTerm:
        """Read one part: in brackets, ``not()``, ``selected()`` or a comparison."""
        if self._is("mark", "("):
            inner = self.any_of()
            self._want(")")
            return ReadTerm(inner.raw)
        word = self._word()
        if word in {"true", "false"}:
            self._call()
            self._want(")")
            return ReadTerm(None)
        if word == "not":
            self._call()
            inner = self.any_of()
            self._want(")")
            if inner.raw is None:
                raise NotSayable("いつも同じになる式です。消してください。")
            return ReadTerm({"not": inner.raw})
        return self._selected() if word == "selected" else self._comparison()

    def _selected(self) -> ReadTerm:
        self._call()
        one = self._operand()
        self._want(",")
        other = self._operand()
        self._want(")")
        if one.kind == "name" and other.kind == "text":
            return ReadTerm({"field": one.value, "equals": other.value}, (one.value, other.value))
        if one.kind == "text" and other.kind == "name":
            return ReadTerm({"field": other.value, "equals": one.value.split()})
        raise NotSayable("selected() には、質問と選択肢を書いてください。")

    def _comparison(self) -> ReadTerm:
        one = self._operand()
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != "sign":
            raise NotSayable("「＝」や「＜」で比べる形にしてください。")
        sign = self._next()[1]
        other = self._operand()
        if one.kind != "name":
            one, other, sign = other, one, TURNED[sign]
        if one.kind != "name":
            raise NotSayable("左に質問（${…}）を書いてください。")
        raw = self._compared(one.value, "=" if sign == "!=" else sign, other)
        return ReadTerm({"not": raw} if sign == "!=" else raw)

    def _compared(self, name: str, sign: str, other: Operand) -> Raw:
        if other.kind == "number" and name in self.choices and sign == "=":
            return {"field": name, "equals": str(other.value)}
        if other.kind != "text":
            return {"field": name, "compare": sign, "than": other.value}
        if not other.value:
            raise NotSayable("答えがあるかどうかは、条件にできません。required で決めてください。")
        if sign != "=":
            raise NotSayable(f"文字「{other.value}」とは大小を比べられません。")
        return {"field": name, "equals": other.value}

    def _operand(self) -> Operand:
        kind, text = self._next()
        match kind, text:
            case "name", _:
                return Operand("name", text[2:-1].strip())
            case "mark", "." if self.here:
                return Operand("name", self.here)
            case "text", _:
                return Operand("text", text[1:-1])
            case "number", _ if "." not in text:
                return Operand("number", int(text))
            case "number", _:
                raise NotSayable(f"小数「{text}」は書けません。整数にしてください。")
            case "word", "today" | "date":
                return self._day(text)
            case "word", _:
                raise NotSayable(f"「{text}」という計算は、条件にできません。")
        raise NotSayable(f"「{text}」のところが読めません。")

    def _day(self, word: str) -> Operand:
        self._want("(")
        if word == "today":
            self._want(")")
            return Operand("name", "today")
        kind, text = self._next()
        self._want(")")
        try:
            return Operand("day", date.fromisoformat(text[1:-1] if kind == "text" else text))
        except ValueError as refused:
            reason = f"日付「{text}」は date('2026-04-01') の形で書いてください。"
            raise NotSayable(reason) from refused

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise NotSayable("式が途中で終わっています。")
        self.at += 1
        return self.tokens[self.at - 1]

    def _is(self, *token: str) -> bool:
        is_it = self.at < len(self.tokens) and self.tokens[self.at] == token
        self.at += is_it
        return is_it

    def _word(self) -> str:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return text if kind == "word" else ""

    def _call(self) -> None:
        self.at += 1
        self._want("(")

    def _want(self, mark: str) -> None:
        if not self._is("mark", mark):
            raise NotSayable(f"「{mark}」が足りません。")
