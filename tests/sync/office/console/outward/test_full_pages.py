"""What goes outward, every page full of rows with the longest names: at 200 %, in high contrast."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from sync.office.access.api_tokens import API_RIGHTS, ApiTokens, TokenOrder
from sync.office.access.orders import AccessOrders
from sync.office.exports.carriage import CarriedFile
from sync.office.exports.made import MadeExports
from sync.office.exports.records import ForAPerson
from sync.office.webhooks.webhooks import Webhooks
from tests.sync.office.access.authenticator import Served, served
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole
from tests.sync.office.console.filed import Filed
from tests.sync.office.console.test_worst_data import LABEL
from tests.sync.office.looking import enter, is_good

pytestmark = pytest.mark.browser

ROWS = 50
SYSTEM = "長い名前の基幹システム" * 3 + "その一の分"
PATHS = {"/exports": 0, "/payments": ROWS, "/tokens": ROWS, "/webhooks": ROWS}
SIGNS = "この文字は、シフトJISにありません：" + "、".join(f"U+20B{n:02X}" for n in range(30))


def fill(one: OneConsole) -> None:
    """Put 50 tokens, webhooks and lists of payments in, each with long names."""
    orders = AccessOrders(one.store, one.evidence)
    departments = [f"{n}{'長い名前の部署' * 5}" for n in range(10)]
    for name in departments:
        orders.add_department(name, "clerk")
    tokens, hooks = ApiTokens(one.store, one.evidence), Webhooks(one.store, one.evidence)
    networks = " ".join(f"2001:db8:{n}:ffff:ffff:ffff:ffff:ff00/120" for n in range(20))
    procedures = frozenset(f"a_procedure_with_a_very_long_id_{n}" for n in range(9))
    for n in range(ROWS):
        order = TokenOrder(
            f"{SYSTEM}{n}", frozenset(API_RIGHTS), procedures, frozenset(departments),
            networks=networks,
        )  # fmt: skip
        made = tokens.make(order, by="clerk")
        hooks.add(
            f"{SYSTEM}{n}",
            f"https://core{n}.{'long-' * 10}name.city.example/{'hook/' * 20}",
            "clerk",
        )
        if n % 2:
            tokens.withdraw(made[7:23], by="clerk")
    Filed(one).many.fill(ROWS, 0, 0)
    decided = one.store.rows("select id from application order by id")
    hooked = one.store.rows("select id from webhook order by id")
    with one.store.transaction() as db:
        for n, (id,) in enumerate(decided):
            db.execute(
                "update application set title = ?, procedure = ? where id = ?",
                [f"{n:02}{LABEL}", f"{n:02}_a_procedure_with_a_very_long_id", id],
            )
            db.execute(
                "insert into payment (application, list, amount, account, procedure)"
                " values (?, ?, 99999999, ?, ?)",
                [id, n + 1, f"{n:064x}", f"{n:02}_a_procedure_with_a_very_long_id"],
            )
        for n, (hook,) in enumerate(hooked):
            db.execute(
                "insert into webhook_delivery values (?, ?, ?, '{}', ?, 9, '', '', 503)",
                [f"{n:032x}", hook, n, ("waiting", "gave_up")[n % 2]],
            )


def left() -> list[ForAPerson]:
    return [ForAPerson(n, "2345678293" + f"{n:02}", SIGNS) for n in range(ROWS)]


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("office")) as made:
        fill(made.one)
        yield made


@pytest.fixture(scope="module", params=["no-preference", "more"])
def page(browser: Browser, console: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of a signed-in clerk, who may have asked for more contrast."""
    page = browser.new_page(contrast=request.param)
    enter(page, console.address)
    yield page
    page.close()


@pytest.mark.parametrize(("path", "rows"), PATHS.items())
def test_a_full_page_keeps_its_words_whole(
    page: Page, console: Served, path: str, rows: int
) -> None:
    page.goto(f"{console.address}{path}")
    assert page.locator("table.list tbody tr").count() == rows
    is_good(page)


def test_a_file_with_much_that_is_left_keeps_its_words_whole(page: Page, console: Served) -> None:
    load = CarriedFile("a-very-long-name-of-a-file-" * 4, ".csv", b"x", range(1, ROWS), left=left())
    made = MadeExports(console.one.store, SIGNED_IN["clerk"]).keep(load, ROWS, is_more=True)
    page.goto(f"{console.address}/exports/{made.id}")
    assert page.locator("table.list tbody tr").count() == ROWS
    is_good(page)
