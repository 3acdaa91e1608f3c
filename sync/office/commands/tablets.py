"""Commands that enrol and approve tablets, and check the sheet of a tablet's day."""

import argparse
import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

from sync.office.applications.intake import Intake
from sync.office.arguments.office import office_store, open_line
from sync.office.audit.anchoring import LogAnchoring, heard, sentence
from sync.office.audit.chain_check import Finding
from sync.office.audit.log import OfficeEvidence
from sync.office.audit.orders import Orders
from sync.office.commands.adding import Commands, add_command
from sync.office.keys.keys import load_signing_keys
from sync.office.line.client import OfficeClient
from sync.office.tablets.day_sheets import DaySheetRefused, check_day_sheet
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.events.log_head import claimed_log_head
from sync.wire.messages.enrolment_code import EnrolmentCode, ca_fingerprint, key_fingerprint

# A minute less than the reception gives: the two clocks may differ.
CODE_GOOD_FOR: Final = timedelta(minutes=9)


def enrol_code(options: argparse.Namespace) -> None:
    """Print a code that enrols one tablet within ten minutes, and its QR's text, as JSON."""
    with closing(open_line(options, OfficeClient)) as client, office_store(options) as store:
        code = new_code(options, client)
        OfficeEvidence.open(store, options.data).put("code_made", clerk="cli")
    print(json.dumps({"code": code.code, "qr": code.to_text()}))


def approve(options: argparse.Namespace) -> None:
    """Approve a tablet by its id, once --fingerprint is what its own screen shows."""
    with closing(open_line(options, OfficeClient)) as client, office_store(options) as store:
        evidence = OfficeEvidence.open(store, options.data)
        anchoring = LogAnchoring(evidence, client)
        intake = Intake(store, load_signing_keys(options.data), client, anchoring=anchoring)
        intake.know_tablets()
        _refuse_another_tablet(Tablets(store), options.device, options.fingerprint)
        orders = Orders(store, evidence)
        if not orders.approve(options.device, "cli", utc_now()):
            raise SystemExit("another tablet gives out its receipt numbers: it has to enrol anew")
        intake.know_tablets()


def day_sheet(options: argparse.Namespace) -> None:
    """Check a tablet's sheet of a day and print what it says; exit 1 when it is not right."""
    with office_store(options) as store:
        try:
            checked = check_day_sheet(options.file.read_bytes(), Tablets(store))
        except DaySheetRefused as refused:
            raise SystemExit(str(refused)) from refused
        kept = checked.sheet.office_log
        findings = heard(OfficeEvidence.open(store, options.data), kept) if kept else []
    print("\n".join([*checked.lines(), *_log_lines(kept, findings)]))
    if findings or not checked.sheet.is_balanced:
        raise SystemExit(1)


def _log_lines(kept: str, findings: list[Finding]) -> list[str]:
    """Return what the head of the office's log on a sheet says of that log."""
    if not kept:
        return ["記録　庁内の記録の控えは、この端末にありません。"]
    lines = [f"記録　{sentence(finding)}" for finding in findings]
    return lines or [
        f"記録　庁内の記録は、この控え（{claimed_log_head(kept).seq}番）まであります。"
    ]


def new_code(options: argparse.Namespace, client: OfficeClient) -> EnrolmentCode:
    """Ask the reception for an enrolment code; return it with address and authority.

    Raises:
        ReceptionAway: no line, or it refused.
    """
    ca = ca_fingerprint(options.ca.read_text(encoding="ascii"))
    return EnrolmentCode(options.reception, ca, client.new_code(), utc_now() + CODE_GOOD_FOR)


def _refuse_another_tablet(tablets: Tablets, device: str, fingerprint: str | None) -> None:
    tablet = tablets.find(device)
    if tablet is None:
        raise SystemExit(f"no tablet has the id {device}")
    shown = key_fingerprint(tablet.sign_key, tablet.seal_key)
    if fingerprint is None:
        raise SystemExit(f"compare {shown} with the tablet's screen, then say --fingerprint")
    if fingerprint.upper() != shown:
        raise SystemExit(f"not approved: that is not the fingerprint of {device}")


def add_to(commands: Commands) -> None:
    """Add the commands of tablets."""
    add_command(commands, enrol_code, asks_reception=True)
    command = add_command(commands, approve, asks_reception=True)
    command.add_argument("--device", required=True)
    command.add_argument("--fingerprint", help="what the tablet's own screen shows")
    command = add_command(commands, day_sheet)
    command.add_argument("file", type=Path, help="as the tablet saved it")
