"""Finds class names that stand in more than one module."""

from collections import defaultdict
from collections.abc import Iterable

from tests.house.definitions import classes
from tests.house.modules import Module


def class_names_twice(modules: Iterable[Module]) -> dict[str, tuple[str, ...]]:
    """Return each name that several modules give to a class of theirs, with those modules."""
    places: dict[str, set[str]] = defaultdict(set)
    for found, node in classes(modules):
        if not found.parents:
            places[node.name].add(found.module.path.as_posix())
    return {name: tuple(sorted(at)) for name, at in sorted(places.items()) if len(at) > 1}
