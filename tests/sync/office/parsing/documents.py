"""Documents as a changed tablet seals them: any JSON, and odd values where the console looks."""

from typing import Any

from hypothesis import strategies as st

texts = st.text(max_size=40)
# Whatever JSON there is, and the fields that the console shows with odd values in them.
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
times = st.sampled_from(
    ["9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+14:00", "2026-11-28T09:00:00+09:00", "x"]
)
ways = st.fixed_dictionaries({}, optional={"kind": texts, "method": texts, "name": texts})
answers = st.lists(
    st.fixed_dictionaries({}, optional={"label": texts, "display": texts, "source": texts}),
    max_size=6,
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "number": texts | values,
        "procedure": st.fixed_dictionaries({}, optional={"id": texts, "title": texts}) | values,
        "person": st.fixed_dictionaries({}, optional={"name": texts}) | values,
        "counter_accepted_at": times | values,
        "staff": texts | values,
        "identity": ways | values,
        "actor": ways | values,
        "confirmation": ways | values,
        "replaces": st.fixed_dictionaries({"id": st.just("ab" * 16)}) | values,
        "answers": answers | values,
        "more": values,
    },
)
