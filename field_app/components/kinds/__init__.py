"""List what draws each question kind; ``procedure/kinds`` has the rules of the same names."""

from typing import Final

from field_app.components.kinds import (
    about,
    address,
    amount,
    attachment,
    bank_account,
    choice,
    choices,
    consent,
    date,
    insured_number,
    insurer_number,
    kana,
    month,
    number,
    people,
    person_name,
    phone,
    text,
    yes_no,
)
from field_app.components.kinds.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "text": text.ENTRY,
    "kana": kana.ENTRY,
    "person_name": person_name.ENTRY,
    "number": number.ENTRY,
    "amount": amount.ENTRY,
    "insurer_number": insurer_number.ENTRY,
    "insured_number": insured_number.ENTRY,
    "choice": choice.ENTRY,
    "choices": choices.ENTRY,
    "yes_no": yes_no.ENTRY,
    "consent": consent.ENTRY,
    "about": about.ENTRY,
    "people": people.ENTRY,
    "date": date.ENTRY,
    "month": month.ENTRY,
    "address": address.ENTRY,
    "phone": phone.ENTRY,
    "bank_account": bank_account.ENTRY,
    "attachment": attachment.ENTRY,
}
