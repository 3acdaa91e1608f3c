"""Finds the cycles of a folder graph, by Tarjan's strongly connected components."""

from collections.abc import Mapping, Set


def cycles(graph: Mapping[str, Set[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of nodes that reach one another, each sorted; alone is no cycle."""
    search = _Search(graph)
    for node in sorted(graph):
        if node not in search.order:
            search.visit(node)
    return tuple(sorted(search.groups))


class _Search:
    """One depth-first walk; *lowest* is the earliest open node that a node reaches."""

    def __init__(self, graph: Mapping[str, Set[str]]) -> None:
        self.groups: list[tuple[str, ...]] = []
        self.order: dict[str, int] = {}
        self._graph = graph
        self._lowest: dict[str, int] = {}
        self._open: list[str] = []

    def visit(self, node: str) -> None:
        """Walk everything that *node* reaches, and close its group if it is the first of it."""
        self.order[node] = self._lowest[node] = len(self.order)
        self._open.append(node)
        for target in sorted(self._graph.get(node, frozenset())):
            if target not in self.order:
                self.visit(target)
            if target in self._open:
                self._lowest[node] = min(self._lowest[node], self._lowest[target])
        if self._lowest[node] == self.order[node]:
            self._close(node)

    def _close(self, first: str) -> None:
        start = self._open.index(first)
        group = self._open[start:]
        del self._open[start:]
        if len(group) > 1:
            self.groups.append(tuple(sorted(group)))
