"""``python -m tests.house``: print the structure of the tree as a table; about five seconds."""

from tests.house.measures import Measures
from tests.house.modules import ROOT
from tests.house.table import table


def main() -> None:
    """Measure the tree that this file stands in."""
    print("\n".join(table(Measures.of(ROOT))))


if __name__ == "__main__":
    main()
