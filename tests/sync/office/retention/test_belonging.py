"""Every table says whether it has rows of an application, whatever its columns are called."""

import re

from sync.office.retention.removal import BELONGING
from sync.office.store.schema import STEPS
from tests.sync.office.retention.test_removal import ROWS, Archive, archive

__all__ = ["archive"]

ID = "ab" * 16
# What names an application by its id and stays: none of it is a resident's data.
STAYS = {"gone_application", "application_change", "payment", "export_feed", "office_event"}
# What holds back, or goes by its own days; ``certificate_link`` is a person's.
OF_ITSELF = {"legal_hold", "webhook_delivery", "made_export", "outgoing", "certificate_link"}
OF_ITSELF |= {"mail", "mail_event", "clerk_session", "saved_view"}
# What knows of no application at all.
APART = {
    *("setting", "device", "clerk", "former_clerk", "administrator", "access_role", "clerk_role"),
    *("department", "clerk_department", "clerk_handle", "clerk_choice", "clerk_subject"),
    *("passkey", "used_challenge", "totp_leave", "recovery", "telework_clerk", "sign_in_try"),
    *("known_browser", "api_token", "sign_in_provider", "unknown_subject", "provider_session"),
    *("board", "revocation_list", "export_destination", "payment_order", "webhook"),
    "procedure_draft",
}
GOES = {table for table, _ in BELONGING} | {"application", "attachment"}
TABLES = sorted(set(re.findall(r"create table (\w+)", "".join(str(step) for step in STEPS))))
# Where an id stands in rows that are no application's own.
BESIDE = {
    "payment": "values (?, 1, 100, 'x', 'kyufukin')",
    "export_feed": "values (1, ?, 'accepted', 't')",
    "held_decision": ROWS["held_decision"],
    "webhook_delivery": "(id, webhook, n, body, state, tries, put_at, due_at)"
    " values ('w', 'h', 1, '{\"id\": \"' || ? || '\"}', 'sent', 1, 't', 't')",
}


def test_every_table_says_whether_it_has_rows_of_an_application() -> None:
    """A new table, or one that is gone, stands here as what it is."""
    kinds = (GOES, STAYS, OF_ITSELF, APART)
    assert sorted(table for kind in kinds for table in kind) == TABLES


def test_no_other_table_names_one_that_went(archive: Archive) -> None:
    archive.put(ID)
    for table, columns in {**ROWS, **BESIDE}.items():
        archive.run(f"insert into {table} {columns}", *[ID] * columns.count("?"))
    assert _naming(archive) >= {"application", "decision", *ROWS, *BESIDE}
    assert archive.sweep() == 1
    assert _naming(archive) - {"webhook_delivery"} <= STAYS


def _naming(archive: Archive) -> set[str]:
    """Return every table in which the id stands somewhere."""
    rows = {table: archive.store.rows(f"select * from {table}") for table in TABLES}  # noqa: S608
    return {table for table, found in rows.items() if ID in str(found)}
