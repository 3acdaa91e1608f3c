"""Names the pages on what goes to the city's other systems."""

from starlette.routing import Route

from sync.office.applications.reading import ApplicationReader
from sync.office.audit.log import OfficeEvidence
from sync.office.console.outward.export_pages import ExportPages
from sync.office.console.outward.payment_pages import PaymentPages
from sync.office.console.outward.token_pages import TokenPages
from sync.office.console.outward.webhook_pages import WebhookPages
from sync.office.console.session import SignIn
from sync.office.exports.records import Records
from sync.office.store.store import OfficeStore


def outward_routes(
    store: OfficeStore,
    reader: ApplicationReader,
    evidence: OfficeEvidence | None,
    sign_in: SignIn,
) -> list[Route]:
    """Return the routes of exports, lists of payments, tokens and webhooks."""
    records = Records(store, reader)
    return [
        *ExportPages(store, records, evidence).routes(sign_in),
        *PaymentPages(store, records, evidence).routes(sign_in),
        *TokenPages(store, evidence).routes(sign_in),
        *WebhookPages(store, evidence).routes(sign_in),
    ]
