"""Lists the kinds of events, and the fields and values that each may have.

A value is a word of a fixed list, a whole number of a fixed range, or a text
of fixed form (random id, digest, time, version). There is no free text, so a
name, an address or an answer cannot be written even by mistake.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sync.wire.digest import sha256_hex
from sync.wire.hpke.suites import SUITES

Rule = frozenset[str] | range | re.Pattern[str]
Kinds = Mapping[str, Mapping[str, Rule]]

ID: Final = re.compile(r"[0-9a-f]{32}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
DEVICE: Final = re.compile(r"[0-9a-f]{16}|office")
PERSON: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")  # the id the city gave to staff or clerk
VERSION: Final = re.compile(r"[0-9]{1,2}(\.[0-9]{1,2}){2}")
_IN_YEAR: Final = r"-[01][0-9]-[0-3][0-9]T[0-2][0-9](:[0-5][0-9]){2}\.[0-9]{3}\+00:00"
TIME: Final = re.compile("[0-9]{4}" + _IN_YEAR)
UNTIL: Final = re.compile("(202[6-9]|20[3-9][0-9])" + _IN_YEAR)
COUNT: Final = range(100_001)
TOKEN: Final = re.compile(r"[0-9a-f]{16}")  # the id of another system's token, not the token
PROCEDURE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")  # the name of a file in the packs
OFFICE: Final = "office"


def words(text: str) -> frozenset[str]:
    """Return the words of *text*, of which a value is one."""
    return frozenset(text.split())


CARD_RESULTS: Final = words(
    "ok wrong_pin pin_blocked last_try pin_missing pin_format no_card several_cards another_card"
    " not_my_number_card not_genuine another_person expired removed unreadable cancelled failed"
)
_ENVELOPE: Final[Mapping[str, Rule]] = {"envelope": ID}
_FILE: Final[Mapping[str, Rule]] = {"count": COUNT, "digest": DIGEST}
_DRAFT: Final[Mapping[str, Rule]] = {"draft": TOKEN}
_CLERK: Final[Mapping[str, Rule]] = {"person": PERSON, "administrator": words("yes no")}
_CLOCK: Final[Kinds] = {
    "clock_rolled_back": {"size_s": range(2**40), "seen": words("running start")},
    "clock_jumped": {"size_s": range(2**40), "seen": words("running start")},
}

TABLET_KINDS: Final[Kinds] = {
    **_CLOCK,
    "app_started": {
        "version": VERSION,
        "secret": words("file key_store"),
        "at_rest": words("A256GCM"),
    },
    "enrolled": {},
    "staff_added": {"person": PERSON},
    "staff_removed": {"person": PERSON},
    "visits_taken_over": {"person": PERSON, "count": COUNT},
    "signed_in": {},
    "sign_in_refused": {"tries_left": range(11)},
    "passphrase_changed": {},
    "pin_chosen": {},
    "pin_refused": {"tries_left": range(3)},
    "locked": {},
    "shift_ended": {"drafts": COUNT},
    "visit_opened": {},
    "visit_resumed": {},
    "visit_given": {"to": PERSON},
    "visit_closed": {"outcome": words("done discarded")},
    "handed_over": {"to": words("resident family representative care_manager staff")},
    "card_read": {"task": words("verification_b pin signature"), "result": CARD_RESULTS},
    "confirmed": {"method": words("card_signature hand_signature spoken")},
    "sealed": {**_ENVELOPE, "digest": DIGEST, "suite": frozenset(SUITES)},
    "receipted": _ENVELOPE,
    "durable": _ENVELOPE,
    "exported": _FILE,
    "imported": _FILE,
    "pack_switched": {"version": range(2**31), "digest": DIGEST},
    "lease_renewed": {"until": UNTIL},
    "wiped": {"cause": words("passphrase ordered")},
}
OFFICE_KINDS: Final[Kinds] = {
    **_CLOCK,
    "app_started": {"version": VERSION},
    "opened": _ENVELOPE,
    "decided": {
        **_ENVELOPE,
        "status": words("received in_review accepted returned rejected withdrawn"),
    },
    "certificate_linked": _ENVELOPE,
    "certificate_unlinked": _ENVELOPE,
    "assigned": {**_ENVELOPE, "to": PERSON},
    "unassigned": _ENVELOPE,
    "handed_to_department": {**_ENVELOPE, "department": PERSON},
    "taken_from_department": _ENVELOPE,
    "noted": _ENVELOPE,
    "proposed": {**_ENVELOPE, "status": words("accepted rejected")},
    "undone": _ENVELOPE,
    "exported": _FILE,
    "swept": {"count": COUNT},
    "hold_put": _ENVELOPE,
    "hold_lifted": _ENVELOPE,
    "webhook_made": {"webhook": TOKEN},
    "webhook_changed": {"webhook": TOKEN},
    "payments_made": {"count": COUNT},
    "token_made": {"token": TOKEN, "days": COUNT},
    "token_bound": {"token": TOKEN, "count": COUNT},
    "token_withdrawn": {"token": TOKEN},
    "token_refused": {
        "token": TOKEN,
        "why": words("unknown expired withdrawn not_allowed elsewhere"),
    },
    "handed_out": {
        **_FILE,
        "token": TOKEN,
        "what": words("outcomes records table form payments payments_made"),
    },
    "listed": {"count": COUNT},
    "draft_made": {**_DRAFT, "digest": DIGEST},
    "draft_asked": _DRAFT,
    "draft_withdrawn": _DRAFT,
    "draft_returned": _DRAFT,
    "draft_approved": {**_DRAFT, "digest": DIGEST},
    "approval_refused": {**_DRAFT, "why": words("same_person not_asked mistakes")},
    "procedure_published": {**_DRAFT, "procedure": PROCEDURE, "version": range(2**31)},
    "approved": {"device": DEVICE},
    "revoked": {"device": DEVICE, "order": words("lock wipe")},
    "signed_in": {},
    "sign_in_refused": {"tries": COUNT},  # without a clerk where nobody has the id
    "signed_in_with": {"means": words("passkey code provider")},
    "provider_refused": {
        "reason": words(
            "state refused token second_factor too_long_ago unknown_person another_person rights"
            " no_department"
        )
    },
    "provider_set": {"own_sign_in": words("yes no")},
    "provider_removed": {},
    "provider_linked": {"person": PERSON},
    "provider_unlinked": {"person": PERSON},
    "provider_ended": {"count": COUNT},
    "proved_again": {},
    "signed_out": {},
    "passkeys_demanded": {"demanded": words("yes no")},
    "passkey_added": {},
    "passkey_removed": {"person": PERSON},
    "passkey_cloned": {},
    "codes_allowed": {"person": PERSON, "days": range(1, 8)},
    "codes_ready": {},
    "codes_ended": {"person": PERSON},
    "recovery_asked": {"person": PERSON},
    "recovery_approved": {"person": PERSON},
    "recovery_withdrawn": {"person": PERSON},
    "recovered": {},
    "works_from": {"place": words("office telework"), "let": words("yes no")},
    "telework_allowed": {"person": PERSON, "allowed": words("yes no")},
    "office_networks": {"count": COUNT},
    "clerk_added": _CLERK,
    "clerk_changed": _CLERK,
    "clerk_removed": {"person": PERSON},
    "role_changed": {"role": PERSON, "count": COUNT},
    "role_removed": {"role": PERSON},
    "role_given": {"person": PERSON, "role": PERSON},
    "role_taken": {"person": PERSON, "role": PERSON},
    "department_added": {"department": PERSON},
    "department_given": {"person": PERSON, "department": PERSON},
    "department_taken": {"person": PERSON, "department": PERSON},
    "department_renamed": {"department": PERSON, "to": PERSON},
    "department_removed": {"department": PERSON},
    "device_renamed": {"device": DEVICE},
    "code_made": {},
    "log_read": {"count": COUNT},
}


@dataclass(frozen=True)
class Book:
    """The events of one kind of writer: the domain of their signatures, and the kinds there are."""

    domain: bytes
    kinds: Kinds


TABLET_BOOK: Final = Book(b"demado-event-v1", TABLET_KINDS)
OFFICE_BOOK: Final = Book(b"demado-office-event-v1", OFFICE_KINDS)


def book_of(device: str) -> Book:
    """Return the book that a writer writes in."""
    return OFFICE_BOOK if device == OFFICE else TABLET_BOOK


def refuse_detail(book: Book, kind: str, detail: Mapping[str, object]) -> None:
    """Raise ValueError unless *detail* is exactly what *kind* may say; never quotes a value."""
    rules = book.kinds.get(kind)
    if rules is None:
        raise ValueError("no such kind of event")
    if set(detail) != set(rules):
        raise ValueError(f"{kind}: other fields than {sorted(rules)}")
    for name, rule in rules.items():
        if not allows(rule, detail[name]):
            raise ValueError(f"{kind}: {name} is not of its form")


def allows(rule: Rule, value: object) -> bool:
    """Tell whether *value* is one of those that *rule* lets through."""
    if isinstance(rule, range):
        return type(value) is int and value in rule
    if not isinstance(value, str):
        return False
    if isinstance(rule, frozenset):
        return value in rule
    is_of_form = rule.fullmatch(value) is not None
    return is_of_form and (rule not in (TIME, UNTIL) or _is_time(value))


def person_id(staff: str | None) -> str | None:
    """Return a plain id as it is, and any other text as a digest: it may be a name."""
    if staff is None or PERSON.fullmatch(staff):
        return staff
    return "x-" + sha256_hex(staff.encode())[:16]


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text) is not None
    except ValueError:
        return False
