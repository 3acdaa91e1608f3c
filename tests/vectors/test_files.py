"""The handed vectors are whole: each has a name of its own, and none is lost on the way."""

from collections import Counter

from tests.vectors import vectors


def test_every_vector_has_a_name_of_its_own() -> None:
    names = Counter(vector.id for vector in vectors())
    assert [name for name, times in names.items() if times > 1] == []


def test_the_vectors_of_every_kind_are_there() -> None:
    assert len(vectors()) == 244
    assert len(vectors("bank_account", "date")) == 60
