"""A condition in XLSForm's words is the same condition again, and a formula is refused."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_app.authors.workbook.bounds import bounds_of
from field_app.authors.workbook.expression import NotSayable, condition_of, expression_of

CHOICES = {"reason": False, "days": True, "wishes": True}
NAMES = st.sampled_from(["reason", "days", "wishes", "age"])
OPTIONS = st.sampled_from(["lost", "mon", "other"])
EQUALS = st.builds(
    lambda name, wanted: {"field": name, "equals": wanted},
    NAMES,
    st.one_of(OPTIONS, st.lists(OPTIONS, min_size=1, max_size=3)),
)
COMPARE = st.builds(
    lambda name, sign, than: {"field": name, "compare": sign, "than": than},
    st.sampled_from(["age", "since"]),
    st.sampled_from(["<", "<=", "=", ">=", ">"]),
    st.one_of(st.integers(-9, 999), st.dates(), st.sampled_from(["today", "since"])),
)


def joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda parts: {"all": parts}, several),
        st.builds(lambda parts: {"any": parts}, several),
        st.builds(lambda part: {"not": part}, inner),
    )


@given(st.recursive(st.one_of(EQUALS, COMPARE), joined, max_leaves=8))
def test_a_condition_is_the_same_after_the_way_there_and_back(condition: dict[str, Any]) -> None:
    assert condition_of(expression_of(condition, CHOICES), CHOICES) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("${reason} = 'other'", {"field": "reason", "equals": "other"}),
        ('${reason}="other"', {"field": "reason", "equals": "other"}),
        ("＄｛reason｝＝’other’", {"field": "reason", "equals": "other"}),
        ("${reason} = “other”", {"field": "reason", "equals": "other"}),
        ("selected(${days}, 'mon')", {"field": "days", "equals": "mon"}),
        (
            "selected(${days}, 'mon') or selected(${days}, 'tue')",
            {"field": "days", "equals": ["mon", "tue"]},
        ),
        ("selected('a b', ${reason})", {"field": "reason", "equals": ["a", "b"]}),
        ("${reason} = 1", {"field": "reason", "equals": "1"}),
        ("18 > ${age}", {"field": "age", "compare": "<", "than": 18}),
        ("${age} != 7", {"not": {"field": "age", "compare": "=", "than": 7}}),
        ("${since} >= today()", {"field": "since", "compare": ">=", "than": "today"}),
        (
            "${since} < date('2026-04-01')",
            {"field": "since", "compare": "<", "than": date(2026, 4, 1)},
        ),
        ("not(${reason} = 'a')", {"not": {"field": "reason", "equals": "a"}}),
        (
            "${reason} = 'a' and (${age} < 7 or ${age} > 70)",
            {
                "all": [
                    {"field": "reason", "equals": "a"},
                    {
                        "any": [
                            {"field": "age", "compare": "<", "than": 7},
                            {"field": "age", "compare": ">", "than": 70},
                        ]
                    },
                ]
            },
        ),
    ],
)
def test_what_authors_write_is_read(text: str, condition: dict[str, Any]) -> None:
    assert condition_of(text, CHOICES) == condition


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("${a} = ''", "答えがあるか"),
        ("${a} > 'b'", "大小"),
        ("${a} + 1 > 2", "「+ 1 > 2」のところ"),
        ("pulldata('x', 'y') = 1", "「pulldata」という計算"),
        ("${a} > 1.5", "小数「1.5」"),
        ("count-selected(${a}) > 1", "「count-selected」という計算"),
        ("(${a} = 'b'", "「)」が足りません"),
        ("${a} =", "途中で終わっています"),
        ("${a}", "比べる形"),
        ("${a} = 'b' ${c}", "「${c}」のところ"),
        ("date('令和8年') < ${a}", "date('2026-04-01')"),
        ("true()", "いつも同じ"),
        ("1 = 1", "左に質問"),
    ],
)
def test_what_no_condition_says_is_refused_with_what_stands_there(text: str, told: str) -> None:
    with pytest.raises(NotSayable) as refused:
        condition_of(text, CHOICES)
    assert told in refused.value.reason


@pytest.mark.parametrize(
    ("text", "kind", "bounds"),
    [
        (". >= 1 and . <= 10", "number", {"minimum": 1, "maximum": 10}),
        (". > 0 and . < 11", "amount", {"minimum": 1, "maximum": 10}),
        ("．＜＝　１０", "number", {"maximum": 10}),
        ("string-length(.) <= 60", "text", {"maximum": 60}),
        (". <= 10", "text", None),
        (". <= ${other}", "number", None),
        (". <= today()", "date", None),
    ],
)
def test_bounds_are_told_from_other_constraints(
    text: str, kind: str, bounds: dict[str, int] | None
) -> None:
    assert bounds_of(text, kind) == bounds
