"""List the question kinds: the rule of each, how an answer is shown and exported.

A kind is a pair of modules of the same name: one here, without Flet, and the one in
``field_app/components/kinds`` that draws it. A new kind is these two files, its line in each
of the two tables, and its words.
"""

from typing import Final

from field_app.procedure.kinds import (
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
from field_app.procedure.kinds.kind import Kind

KINDS: Final[dict[str, Kind]] = {
    "text": text.KIND,
    "kana": kana.KIND,
    "person_name": person_name.KIND,
    "number": number.KIND,
    "amount": amount.KIND,
    "insurer_number": insurer_number.KIND,
    "insured_number": insured_number.KIND,
    "choice": choice.KIND,
    "choices": choices.KIND,
    "yes_no": yes_no.KIND,
    "consent": consent.KIND,
    "about": about.KIND,
    "people": people.KIND,
    "date": date.KIND,
    "month": month.KIND,
    "address": address.KIND,
    "phone": phone.KIND,
    "bank_account": bank_account.KIND,
    "attachment": attachment.KIND,
}
