"""Defines the tables of what was deleted by its age, and of what must not be."""

from typing import Final

# What is left of an application that was deleted: nothing of a resident, but by its digest the
# same envelope is known when it comes again, and its receipt number is never the first again.
GONE: Final = """
create table gone_application (
    id text primary key, digest text not null, device text not null, seq integer,
    number text, nth integer not null, status text not null, decided_at text not null,
    gone_at text not null
) without rowid;
create index gone_application_number on gone_application (number);
create index gone_application_place on gone_application (device, seq);
create table legal_hold (
    application text primary key, clerk text not null, at text not null, content text not null
) without rowid
"""

# What was decided before a day is found by it, however much was decided since.
BY_AGE: Final = "create index decision_at on decision (at, id)"
