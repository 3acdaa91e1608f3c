"""The reception's tables, step by step, for SQLite and PostgreSQL.

Each step only adds, so that workers of the version before go on beside it; one that they
cannot work with says ``breaks_older``.
"""

from typing import Final

from sync.database import Step
from sync.reception.store.events import SCHEMA as EVIDENCE
from sync.reception.store.quota import SCHEMA as BROUGHT

FIRST: Final = """
create table setting (name text primary key, value blob not null) without rowid;
create table device (
    id text primary key, name text not null, sign_key blob not null, seal_key blob not null,
    number_prefix integer not null unique, enrolled_at text not null, revoked_at text
) without rowid;
create table code (digest text primary key, expires_at text not null, used_at text) without rowid;
create table submission (
    cursor integer primary key autoincrement, id text not null unique, device text not null,
    seq integer not null, digest text not null, content blob not null, received_at text not null,
    offers integer not null default 1
);
create index submission_device on submission (device, cursor);
create table answer (
    cursor integer primary key autoincrement, id text not null, device text not null,
    seq integer not null, content blob not null, unique (id, seq)
);
create index answer_device on answer (device, cursor)
"""
DURABLE: Final = """
alter table submission add column prev text not null default '';
alter table submission add column suite text not null default '';
alter table submission add column city_key text not null default '';
alter table submission add column sealed_at text not null default '';
alter table submission add column claimed_until text not null default '';
alter table submission add column handed_over_at text;
alter table submission add column durable_at text;
create index submission_waiting on submission (cursor) where handed_over_at is null;
create index submission_undurable on submission (received_at) where durable_at is null;
update submission set durable_at = received_at;
alter table device add column approved_at text;
update device set approved_at = enrolled_at;
alter table device add column last_seen_at text;
alter table device add column lease_order text not null default 'none';
alter table device add column answered integer not null default 0;
alter table answer add column place integer not null default 0;
update answer set place = cursor;
update device set answered = (
    select coalesce(max(place), 0) from answer where answer.device = device.id
);
create index answer_place on answer (device, place);
create table attachment (
    digest text primary key, device text not null, size integer not null,
    created_at text not null, complete_at text
) without rowid;
create index attachment_device on attachment (device) where complete_at is null;
create table attachment_part (
    digest text not null, start integer not null, content blob not null,
    primary key (digest, start)
)
"""
DAMAGE: Final = """
alter table submission add column damaged_at text;
create index submission_damaged on submission (id) where damaged_at is not null
"""
# What a tablet brings in a day is counted; an attachment says whether an application names it.
QUOTA: Final = f"""
{BROUGHT};
alter table attachment add column named_at text;
alter table submission add column names_noted integer not null default 0;
create index submission_unnoted on submission (cursor) where names_noted <> 1;
create index attachment_unnamed on attachment (complete_at) where named_at is null
"""
# Two copies of one tablet are in use: their chains part under the same numbers.
FORKS: Final = """
alter table device add column forked_at text;
update device set forked_at = (
    select min(noted_at) from event_fork where event_fork.device = device.id
)
"""
# The newest of each board of the office; everybody may read it.
BOARDS: Final = """
create table board (name text primary key, at text not null, content blob not null) without rowid
"""
# Which forms of messages beyond the first a tablet reads, by its own word.
UNDERSTANDS: Final = """
alter table device add column understands text not null default ''
"""
# What foreign systems sent, sealed on arrival; an office says back the digest that it keeps.
MAIL: Final = """
create table mail (
    cursor integer primary key autoincrement, source text not null, id text not null,
    digest text not null, content blob not null, received_at text not null,
    offers integer not null default 1, claimed_until text not null default '', taken_at text,
    unique (source, id)
);
create index mail_waiting on mail (cursor) where taken_at is null
"""
# What the office wants sent to foreign systems; the relay says when it is done with a job.
OUTGOING: Final = """
create table outgoing (
    id text primary key, content blob not null, put_at text not null, due_at text not null,
    tries integer not null default 0, claimed_until text not null default '', settled_at text
) without rowid;
create index outgoing_waiting on outgoing (due_at) where settled_at is null
"""

# Workers of before DURABLE name no place for an answer, and approve nobody.
STEPS: Final = (
    Step(FIRST),
    Step(DURABLE, breaks_older=True),
    Step(EVIDENCE),
    Step(DAMAGE),
    Step(QUOTA),
    Step(FORKS),
    Step(BOARDS),
    Step(UNDERSTANDS),
    Step(MAIL),
    Step(OUTGOING),
)
