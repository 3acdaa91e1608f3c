"""The goals of the structure, and that each measure finds what is wrong."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.house.allowed import ALLOWED
from tests.house.cycles import cycles
from tests.house.dead import beyond, dead_names, names_for_tests_only, stale
from tests.house.documented import docstrings
from tests.house.floors import House
from tests.house.imports import folder_graph, imports
from tests.house.lengths import (
    LONG_FILE,
    LONG_FUNCTION,
    Spread,
    full_folders,
    long_files,
    long_functions,
)
from tests.house.measures import Measures
from tests.house.modules import ROOT, read_modules
from tests.house.table import table
from tests.house.twice import class_names_twice
from tests.house.typed import untyped

FUNCTION_P90 = 25
DOCUMENTED = 0.98
TWO_FLOORS = House(wings={"sync": (("sync/low",), ("sync/high", "sync/side"))}, reaches={})

HERE = Measures.of(ROOT)  # before any test runs: see tests/house/modules.py

Plant = Callable[[str, str], None]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write files into an invented tree in tmp_path."""

    def write(path: str, text: str) -> None:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    return write


def lines(found: Iterable[object]) -> str:
    return "\n".join(map(str, found))


def test_no_file_of_the_product_is_too_long() -> None:
    assert not long_files(HERE.product), lines(one.path for one in long_files(HERE.product))


def test_functions_are_short() -> None:
    assert HERE.sizes.function_lengths.p90 <= FUNCTION_P90


def test_no_folders_import_one_another() -> None:
    assert not HERE.cycles, lines(HERE.cycles)


def test_every_import_goes_down() -> None:
    assert not HERE.upward, lines(HERE.upward)


def test_every_folder_has_a_floor_and_every_floor_its_folders() -> None:
    homeless = HERE.house.without_floor(HERE.graph)
    empty = HERE.house.empty_floors(HERE.graph)
    assert not homeless, f"without a floor in tests/house/floors.py: {homeless}"
    assert not empty, f"in tests/house/floors.py, not in the tree: {empty}"


def test_every_function_is_typed() -> None:
    assert not HERE.sizes.untyped, lines(HERE.sizes.untyped)


def test_the_public_names_are_documented() -> None:
    found = HERE.sizes.docstrings
    assert found.share >= DOCUMENTED, f"{found.share:.1%}\n{lines(found.missing)}"


def test_no_folder_is_overfull() -> None:
    assert not full_folders((*HERE.product, *HERE.tests))


def test_no_class_name_stands_twice() -> None:
    assert not HERE.twice, lines(HERE.twice.items())


def test_no_name_is_dead() -> None:
    assert not beyond(HERE.dead, ALLOWED), lines(beyond(HERE.dead, ALLOWED))


def test_the_allow_list_holds_only_what_it_excuses() -> None:
    assert not stale(HERE.dead, ALLOWED)


def test_a_long_file_is_found(plant: Plant, tmp_path: Path) -> None:
    plant("sync/long.py", "a = 1\n" * (LONG_FILE + 1))
    plant("sync/short.py", "a = 1\n" * LONG_FILE)
    assert [one.name for one in long_files(read_modules(tmp_path))] == ["sync.long"]


def test_a_long_function_is_found(plant: Plant, tmp_path: Path) -> None:
    body = "    a = 1\n" * (LONG_FUNCTION - 1)
    plant("sync/a.py", f"def fits():\n{body}\n\ndef long():\n{body}    a = 1\n")
    assert [one.name for one in long_functions(read_modules(tmp_path))] == ["long"]


def test_the_percentile_is_one_of_the_lengths() -> None:
    assert Spread.of(range(1, 11)) == Spread(median=6, p90=9)
    assert Spread.of([]) == Spread(0, 0)


def test_a_cycle_of_folders_is_found(plant: Plant, tmp_path: Path) -> None:
    plant("sync/a/one.py", "from sync.b import two")
    plant("sync/b/two.py", "import sync.c.three")
    plant("sync/b/__init__.py", "")
    plant("sync/c/three.py", "def later():\n    from ..a import one")
    plant("sync/d/four.py", "from sync.a.one import name")
    graph = folder_graph(read_modules(tmp_path))
    assert cycles(graph) == (("sync/a", "sync/b", "sync/c"),)


def test_an_entry_point_is_no_part_of_its_folder(plant: Plant, tmp_path: Path) -> None:
    plant("sync/low.py", "")
    plant("sync/__main__.py", "from sync.inner import one")
    plant("sync/inner/one.py", "import sync.low")
    graph = folder_graph(read_modules(tmp_path))
    assert graph["sync/__main__"] == {"sync/inner"}
    assert not cycles(graph)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [("low", "high"), ("high", "side")],
    ids=["up", "sideways"],
)
def test_an_upward_import_is_found(
    plant: Plant, tmp_path: Path, importer: str, imported: str
) -> None:
    for folder in ("low", "high", "side"):
        plant(f"sync/{folder}/one.py", "")
    plant(f"sync/{importer}/wrong.py", f"from sync.{imported} import one")
    plant("sync/high/right.py", "from sync.low import one")
    found = TWO_FLOORS.upward(imports(read_modules(tmp_path)))
    assert lines(found) == f"sync/{importer}/wrong.py imports sync.{imported}.one"


def test_an_import_for_types_alone_goes_up_as_well(plant: Plant, tmp_path: Path) -> None:
    plant("sync/high/one.py", "")
    plant("sync/low/one.py", "if TYPE_CHECKING:\n    from sync.high.one import Name")
    assert TWO_FLOORS.upward(imports(read_modules(tmp_path)))


def test_an_import_into_a_wing_out_of_reach_is_found(plant: Plant, tmp_path: Path) -> None:
    plant("sync/tablet/one.py", "import card_reader.card")
    plant("card_reader/card.py", "")
    assert House().upward(imports(read_modules(tmp_path)))


def test_a_folder_without_a_floor_is_found() -> None:
    assert TWO_FLOORS.without_floor({"sync/new", "sync/low"}) == ("sync/new",)
    assert TWO_FLOORS.empty_floors({"sync/low"}) == ("sync/high", "sync/side")


@pytest.mark.parametrize(
    "text",
    [
        "def f(a): return a",
        "def f(a: int): return a",
        "def f(*a) -> None: ...",
        "class A:\n    def f(self, a) -> None: ...",
        "class A:\n    @staticmethod\n    def f(a) -> None: ...",
        "def f() -> None:\n    def g(a) -> None: ...",
    ],
)
def test_a_function_that_lacks_a_type_is_found(plant: Plant, tmp_path: Path, text: str) -> None:
    plant("sync/a.py", text)
    assert len(untyped(read_modules(tmp_path))) == 1


def test_self_and_cls_need_no_type(plant: Plant, tmp_path: Path) -> None:
    plant(
        "sync/a.py",
        "class A:\n    def f(self) -> None: ...\n    @classmethod\n    def g(cls) -> None: ...\n",
    )
    assert not untyped(read_modules(tmp_path))


UNDOCUMENTED = '''
class Base:
    """Has words."""
    def told(self): "Has words."
    def mute(self): ...
class Child(Base):
    """Has words."""
    def told(self): ...
    def mute(self): ...
    @overload
    def many(self): ...
    def _own(self): ...
    @property
    def size(self): "Has words."
    @size.setter
    def size(self, value): ...
class Port(Protocol):
    """Has words."""
    def send(self): ...
class Line(Port):
    """Has words."""
    def send(self): return 1
class _Own:
    def open(self): ...
def outer():
    "Has words."
    def inner(): ...
def bare(): ...
'''


def test_a_public_name_without_a_docstring_is_found(plant: Plant, tmp_path: Path) -> None:
    plant("sync/a.py", f'"""Has words."""\n{UNDOCUMENTED}')
    plant("sync/__init__.py", "")
    plant("sync/_own.py", "def bare(): ...")
    found = docstrings(read_modules(tmp_path))
    names = [place.split()[-1] for place in found.missing]
    assert names == ["Base.mute", "Child.mute", "bare"]
    assert found.share == pytest.approx(1 - 3 / found.public)


def test_a_module_without_a_docstring_is_found(plant: Plant, tmp_path: Path) -> None:
    plant("sync/a/__main__.py", "print(1)")
    assert docstrings(read_modules(tmp_path)).missing == ("sync/a/__main__.py",)


def test_an_overfull_folder_is_found(plant: Plant, tmp_path: Path) -> None:
    for number in range(20):
        plant(f"sync/a/m{number}.py", "")
        plant(f"sync/b/m{number}.py", "")
    plant("sync/a/__init__.py", "")
    plant("sync/b/one_more.py", "")
    assert full_folders(read_modules(tmp_path)) == {"sync/b": 21}


def test_a_class_name_that_stands_twice_is_found(plant: Plant, tmp_path: Path) -> None:
    plant("sync/a.py", "class Store:\n    class Inner: ...\n")
    plant("field_app/b.py", "class Store: ...\nclass Other:\n    class Inner: ...\n")
    twice = class_names_twice(read_modules(tmp_path))
    assert twice == {"Store": ("field_app/b.py", "sync/a.py")}


def test_a_dead_name_is_found(plant: Plant, tmp_path: Path) -> None:
    plant("sync/a.py", "def dead(): ...\ndef tested(): ...\ndef shown(): ...\ndef used(): ...\n")
    plant("sync/templates/page.html", "dead {{ a.shown }}")
    plant("sync/b.py", "from sync.a import used\nused()\n")
    plant("tests/test_a.py", "from sync.a import tested\ntested()\n")
    found = dead_names(tmp_path)
    assert lines(found) == "sync/a.py:1 function dead"
    assert lines(names_for_tests_only(tmp_path)) == "sync/a.py:2 function tested"
    assert not beyond(found, {"dead": "a reason"})
    assert stale(found, {"dead": "a reason", "gone": "a reason"}) == ("gone",)


def test_the_table_names_every_folder_and_finding(plant: Plant, tmp_path: Path) -> None:
    plant("sync/low/one.py", "from sync.high import two\n")
    plant("sync/high/two.py", "from sync.low import one\ndef dead(a): ...\n")
    text = lines(table(Measures.of(tmp_path, TWO_FLOORS)))
    assert "cycles: 1\n  sync/high <-> sync/low" in text
    assert "upward imports: 1\n  sync/low/one.py imports sync.high.two" in text
    assert "sync/high/two.py:2 function dead" in text
    assert "not typed: 1" in text
