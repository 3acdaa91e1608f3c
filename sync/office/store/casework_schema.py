"""Defines the tables of what clerks do with an application beside deciding it."""

from typing import Final

from sync.office.store.due import BY_DUE

# What clerks write to each other, sealed like the names that may stand in it. Who looked at an
# application first, and when.
NOTES: Final = """
create table note (
    id text primary key, application text not null, clerk text not null, at text not null,
    content text not null
) without rowid;
create index note_application on note (application, at);
create table application_read (
    application text primary key, clerk text not null, at text not null
) without rowid
"""

# Until when a decision is held back, and the decisions that were undone meanwhile: no tablet
# ever knew them. Their numbers are not given again.
HELD_BACK: Final = """
create table held_decision (
    id text not null, seq integer not null, until text not null, primary key (id, seq)
) without rowid;
create table undone_decision (
    id text not null, seq integer not null, status text not null, message text not null,
    clerk text not null, at text not null, undone_by text not null, undone_at text not null,
    primary key (id, seq)
) without rowid
"""

# What one clerk would decide, where the city asks for two; ``seq`` is the newest decision then.
PROPOSALS: Final = """
create table proposal (
    id text primary key, seq integer not null, status text not null, message text not null,
    clerk text not null, at text not null
) without rowid
"""

# The day by which the city answers. What is still to be decided stands in the list by that day,
# see ``sync.office.store.due``.
DUE: Final = f"""
alter table application add column due_on text;
create index application_due on application
    (status, ({BY_DUE}), id, device, department, assigned_to, marks)
"""
