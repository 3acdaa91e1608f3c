"""Defines the office's tables, step by step, for SQLite and PostgreSQL alike."""

from typing import Final

from sync.database import Step
from sync.office.store.access_schema import (
    API_TOKENS,
    BOUND_TOKENS,
    CHOICES,
    CODES,
    PASSKEYS,
    PLACES,
    PROVIDER,
    RECOVERY,
    ROLES,
    SESSIONS,
)
from sync.office.store.casework_schema import DUE, HELD_BACK, NOTES, PROPOSALS
from sync.office.store.listing_schema import (
    CHANGES,
    CHANGES_IN_POSTGRESQL,
    CHANGES_IN_SQLITE,
    VIEWS,
)
from sync.office.store.retention_schema import BY_AGE, GONE

FIRST: Final = """
create table setting (name text primary key, value text not null) without rowid;
create table device (
    id text primary key, name text not null, sign_key blob not null, seal_key blob not null,
    approved_at text, approved_by text
) without rowid;
create table clerk (
    id text primary key, name text not null, salt blob not null, digest blob not null
) without rowid;
create table application (
    id text primary key, device text not null, number text, procedure text, title text,
    person text, counter_at text, received_at text not null, status text not null,
    reason text, content blob not null
) without rowid;
create index application_list on application (status, received_at);
create table decision (
    id text not null, seq integer not null, status text not null, message text not null,
    clerk text not null, at text not null, sealed blob, sent_at text, primary key (id, seq)
) without rowid
"""
LINK: Final = """
alter table device add column number_prefix integer not null default 0;
alter table device add column enrolled_at text not null default '';
alter table device add column revoked_at text;
alter table device add column revoked_by text;
alter table device add column lease_order text not null default 'none';
alter table device add column last_seen_at text;
alter table device add column is_told integer not null default 0;
create table attachment (digest text primary key, content blob not null) without rowid
"""
EVIDENCE: Final = """
create table office_event (
    seq integer primary key, digest text not null, content blob not null
)
"""
CORRECTIONS: Final = """
alter table application add column replaces text;
create index application_replaces on application (replaces)
"""
# Whoever could approve a tablet before there were administrators goes on to be one.
ADMINISTRATORS: Final = """
create table administrator (clerk text primary key) without rowid;
insert into administrator (clerk) select id from clerk
"""
# What cannot be opened is tried with longer pauses; a form is checked once, its verdict kept.
LIMITS: Final = """
alter table application add column tries integer not null default 0;
alter table application add column next_try_at text;
alter table application add column verdict text;
create index application_device on application (device, status)
"""
# What whoever decides has to know, see ``sync.wire.marks``; words with a space between.
MARKS: Final = """
alter table application add column marks text not null default ''
"""
# One receipt number stands for one application in a city: of two with the same, the later is its
# second. Two envelopes of one place of a tablet's chain mean that two copies of it are in use.
NUMBERS: Final = """
alter table application add column nth integer not null default 1;
alter table application add column seq integer;
create index application_number on application (number);
create index application_place on application (device, seq);
update application set nth = 1 + (
    select count(*) from application as other where other.number = application.number
    and (other.received_at < application.received_at
    or (other.received_at = application.received_at and other.id < application.id))
);
alter table device add column forked_at text
"""
# Whoever was removed keeps the name under which they decided.
FORMER_CLERKS: Final = """
create table former_clerk (
    id text primary key, name text not null, removed_at text not null
) without rowid
"""

# From here on columns are sealed: an older office would show and write them as they are.
# The verdict is sealed too; that a form could not be read orders the checks, and names nobody.
SEALED_COLUMNS: Final = """
alter table application add column is_unread integer not null default 0;
update application set is_unread = 1 where verdict like '%"unknown"%'
"""
# Sealed like the names they belong to; null until the application was looked through for them.
READINGS: Final = """
alter table application add column readings text
"""

# Keyed digests of what two applications have in common, see ``sync.office.applications.alike``;
# ``compared`` names the key, and is null where nobody has compared yet.
ALIKE: Final = """
alter table application add column compared text;
create index application_uncompared on application (id) where compared is null;
create table alike (
    application text not null, kind text not null, digest text not null, person text not null,
    primary key (application, kind, digest)
) without rowid;
create index alike_digest on alike (digest)
"""

# What goes back with a decision, sealed like the text of it, so that it can be said again.
RETURNED: Final = """
create table returned (
    id text not null, seq integer not null, content text not null, primary key (id, seq)
) without rowid
"""

# What a withdrawal takes back: the id of an application, or its receipt number alone.
WITHDRAWALS: Final = """
alter table application add column withdraws text;
create index application_withdraws on application (withdraws)
"""

# What is known of the revocation of a form's certificate, sealed; ``due_at`` is null once it is
# settled. A verdict from before does not name the authority: what is undecided is checked anew.
REVOCATION: Final = """
create table revocation (
    id text primary key, due_at text, tries integer not null default 0, content text
) without rowid;
create index revocation_due on revocation (due_at);
create table revocation_list (digest text primary key, content blob not null) without rowid;
update application set verdict = null where status in ('held', 'received', 'returned')
"""

# Whose a certificate is, by a clerk's word: keyed digests of the certificate, and of name and
# birth date, by the key ``made_by``; what is linked is sealed.
LINKS: Final = """
create table certificate_link (
    id text primary key, digest text not null, person text not null, made_by text not null,
    linked_by text not null, linked_at text not null, content text not null
) without rowid;
create unique index certificate_link_digest on certificate_link (digest);
create index certificate_link_person on certificate_link (person)
"""

# The tablet that goes on with what was returned to one that is lost or broken.
HANDED_TO: Final = """
alter table application add column handed_to text
"""

# Who works on it. One index answers every page of the list, filtered or not, and its counts;
# it begins as the one before, which goes.
LIST: Final = """
alter table application add column department text;
alter table application add column assigned_to text;
create index application_states on application
    (status, received_at, id, device, department, assigned_to, marks);
drop index application_list
"""

# What was compared before knows nothing of who filed, or of who is listed in a household: it is
# read again, lot by lot.
COMPARE_ANEW: Final = """
update application set compared = null where compared <> '!'
"""

# What the office tells everybody, as it was signed, and the epoch of the reception that has it.
BOARDS: Final = """
create table board (
    name text primary key, at text not null, digest text not null, content blob not null,
    put_up_in text
) without rowid
"""

# Which forms of messages beyond the first a tablet reads, by its own word.
UNDERSTANDS: Final = """
alter table device add column understands text not null default ''
"""

# What an opened request asks for; null before there were kinds.
KINDS: Final = """
alter table application add column requested text
"""

# What foreign systems sent, sealed as it came; of each event, which mail had its effect.
MAIL: Final = """
create table mail (
    id text primary key, source text not null, arrived_at text not null, state text not null,
    tries integer not null default 0, next_try_at text, content blob not null
) without rowid;
create index mail_new on mail (state, arrived_at);
create table mail_event (
    source text not null, event text not null, mail text not null, primary key (source, event)
) without rowid
"""

# What the office wants sent; ``handed_in`` is the epoch of the reception that has it.
OUTGOING: Final = """
create table outgoing (
    id text primary key, destination text not null, content blob not null, put_at text not null,
    handed_in text, state text not null, outcome integer, settled_at text
) without rowid;
create index outgoing_state on outgoing (state, put_at)
"""

# What was decided for good, numbered once it had left; up to which number each destination of
# exports has it; and what was put on a list of payments, its account as a keyed digest.
EXPORTS: Final = """
create table export_feed (
    n integer primary key, application text not null, status text not null,
    decided_at text not null, unique (application, status)
) without rowid;
create index export_feed_day on export_feed (decided_at);
create table export_destination (name text primary key, n integer not null) without rowid;
create table payment (
    application text primary key, list integer not null, amount integer not null,
    account text not null, procedure text not null
) without rowid;
create index payment_account on payment (procedure, account);
create index payment_list on payment (list)
"""

# Who asked for a list of payments, under which key: the same order once more gets the same list.
PAYMENT_ORDERS: Final = """
create table payment_order (
    who text not null, key text not null, list integer not null, said text not null,
    primary key (who, key)
) without rowid
"""

# What clerks exported in the last day, sealed: the file, and who is left to a person.
MADE_EXPORTS: Final = """
create table made_export (
    id text primary key, clerk text not null, made_at text not null, content text
) without rowid
"""

# Which systems are told that something was decided, their secrets sealed; and each word to one of
# the office's own network. The others' lie in ``outgoing``.
WEBHOOKS: Final = """
create table webhook (
    id text primary key, name text not null, target text not null, secrets text,
    upto integer not null, made_at text not null, stopped_at text
) without rowid;
create table webhook_delivery (
    id text primary key, webhook text not null, n integer, body text not null, state text not null,
    tries integer not null, put_at text not null, due_at text not null, last_status integer
) without rowid;
create index webhook_delivery_due on webhook_delivery (webhook, state, due_at)
"""

# Which decisions left the office since the feed looked last: it reads these few, not all.
EXPORT_DUE: Final = """
create table export_due (
    application text not null, status text not null, primary key (application, status)
) without rowid;
insert into export_due select distinct id, status from decision where sent_at is not null
"""
_IS_DUE: Final = "insert into export_due values (new.id, new.status) on conflict do nothing"
EXPORT_DUE_IN_SQLITE: Final = tuple(
    f"create trigger decision_{name} after {deed} on decision when new.sent_at is not null"
    f" begin {_IS_DUE}; end"
    for name, deed in (("came_sent", "insert"), ("was_sent", "update of sent_at"))
)
EXPORT_DUE_IN_POSTGRESQL: Final = (
    f"""create function note_export_due() returns trigger language plpgsql as $$
    begin
        {_IS_DUE};
        return null;
    end $$""",
    "create trigger decision_was_sent after insert or update of sent_at on decision"
    " for each row when (new.sent_at is not null) execute function note_export_due()",
)

# What the rounds of every few seconds ask for: an index of each holds what is left to do, and is
# small however much was done.
LEFT_TO_DO: Final = """
create index application_unchecked on application (device, received_at) where verdict is null;
create index application_unread on application (device) where is_unread = 1;
create index application_unlisted on application (received_at) where readings is null;
create index decision_unsent on decision (at, seq, id) where sent_at is null
"""

# Where a tablet takes applications in, by the city's own name; the list is narrowed by it.
VENUES: Final = """
alter table device add column venue text
"""

# What authors would publish: the file as it came, what its check said, and how far it got. A
# row's file is never another one; a mended draft is a row of its own that ``replaces`` the one
# before. Why it was given back is sealed, as clerks' notes are.
PROCEDURE_DRAFTS: Final = """
create table procedure_draft (
    id text primary key, procedure text not null, version integer not null, kind text not null,
    source blob not null, report text not null, digest text not null, authors text not null,
    made_at text not null, state text not null, replaces text, asked_by text, asked_at text,
    decided_by text, decided_at text, reason text, pack integer
);
create index procedure_draft_procedure on procedure_draft (procedure, made_at)
"""

STEPS: Final = (
    Step(FIRST),
    Step(LINK),
    Step(EVIDENCE),
    Step(CORRECTIONS),
    Step(ADMINISTRATORS),
    Step(LIMITS),
    Step(MARKS),
    Step(NUMBERS),
    Step(FORMER_CLERKS),
    Step(SEALED_COLUMNS, breaks_older=True),
    Step(READINGS),
    Step(ALIKE),
    Step(RETURNED),
    Step(WITHDRAWALS),
    Step(HANDED_TO),
    Step(LIST),
    Step(ROLES, breaks_older=True),
    Step(SESSIONS),
    Step(PASSKEYS),
    Step(COMPARE_ANEW),
    Step(REVOCATION),
    Step(LINKS),
    Step(CHANGES, sqlite=CHANGES_IN_SQLITE, postgresql=CHANGES_IN_POSTGRESQL),
    Step(VIEWS),
    Step(BOARDS),
    Step(UNDERSTANDS),
    Step(KINDS),
    Step(MAIL),
    Step(OUTGOING),
    Step(NOTES),
    Step(HELD_BACK),
    Step(PROPOSALS),
    Step(DUE),
    Step(EXPORTS),
    Step(CHOICES),
    Step(CODES),
    Step(RECOVERY),
    Step(COMPARE_ANEW),
    Step(GONE),
    Step(API_TOKENS),
    Step(PAYMENT_ORDERS),
    Step(PLACES),
    Step(PROVIDER),
    Step(MADE_EXPORTS),
    Step(WEBHOOKS),
    Step(BY_AGE),
    Step(EXPORT_DUE, sqlite=EXPORT_DUE_IN_SQLITE, postgresql=EXPORT_DUE_IN_POSTGRESQL),
    Step(LEFT_TO_DO),
    Step(VENUES),
    Step(BOUND_TOKENS),
    Step(PROCEDURE_DRAFTS),
)
