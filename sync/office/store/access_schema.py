"""Defines the tables of who may do what; each text is one step of the schema."""

from typing import Final

# Roles are sets of permissions, see ``sync.office.access``. Whoever was an administrator has that
# role, everybody else the one of who handles applications. An older office would go on by the
# table of administrators, which nothing writes any more.
ROLES: Final = """
create table access_role (
    id text primary key, name text not null, permissions text not null
) without rowid;
create table clerk_role (
    clerk text not null, role text not null, primary key (clerk, role)
) without rowid;
create table department (id text primary key, name text not null) without rowid;
create table clerk_department (
    clerk text not null, department text not null, primary key (clerk, department)
) without rowid;
insert into clerk_role (clerk, role) select id, case when exists (
    select 1 from administrator where administrator.clerk = clerk.id
) then 'administrator' else 'handler' end from clerk
"""

# Who is signed in, by a digest of the cookie; what they look at is sealed. Who may try again,
# and when. The browsers in which a clerk signed in before, by a digest of a cookie of theirs.
SESSIONS: Final = """
create table clerk_session (
    digest text primary key, clerk text not null, salt blob not null, begun_s integer not null,
    seen_s integer not null, proved_s integer not null, view text
) without rowid;
create index clerk_session_clerk on clerk_session (clerk);
create table sign_in_try (
    who text primary key, wrong integer not null, until_s integer not null,
    tried_s integer not null
) without rowid;
create table known_browser (
    digest text not null, clerk text not null, seen_s integer not null,
    primary key (digest, clerk)
) without rowid;
create table opened_lately (
    clerk text not null, application text not null, opened_s integer not null,
    primary key (clerk, application)
) without rowid
"""

# Passkeys of clerks; those that were taken away stay, so that it is known that there were two.
# Challenges that were answered, until they end.
PASSKEYS: Final = """
create table passkey (
    id text primary key, clerk text not null, label text not null, public_key blob not null,
    sign_count integer not null, added_at text not null, used_at text, cloned_at text,
    removed_at text
) without rowid;
create index passkey_clerk on passkey (clerk);
create table clerk_handle (clerk text primary key, handle blob not null) without rowid;
create table used_challenge (challenge text primary key, made_s integer not null) without rowid
"""

# Leaves to sign in with an app's codes, see ``TotpLeaves``: the secret is sealed, the code that was
# handed over is a digest. How each session began: one that a code began ends with the leave.
CODES: Final = """
create table totp_leave (
    clerk text primary key, given_by text not null, until_s integer not null,
    handed text not null, handed_until_s integer not null, secret text, confirmed_s integer,
    last_step integer not null default 0
) without rowid;
alter table clerk_session add column means text not null default ''
"""

# What two administrators agree on for a clerk who has nothing left; the code is a digest.
RECOVERY: Final = """
create table recovery (
    clerk text primary key, id text not null, asked_by text not null, asked_s integer not null,
    approved_by text, code text, code_until_s integer not null
) without rowid
"""

# Where a session began, and who may work from home. See ``Places``.
PLACES: Final = """
alter table clerk_session add column place text not null default 'office';
create table telework_clerk (clerk text primary key) without rowid
"""

# What clerks chose for their own console, see ``ClerkChoices``.
CHOICES: Final = """
create table clerk_choice (
    clerk text not null, choice text not null, primary key (clerk, choice)
) without rowid
"""

# Other systems of the city that ask over HTTP: a digest of each token, and how far it reaches.
API_TOKENS: Final = """
create table api_token (
    id text primary key, name text not null, digest text not null, rights text not null,
    procedures text not null, departments text not null, made_by text not null,
    made_at text not null, expires_at text not null, used_at text, withdrawn_at text
) without rowid
"""

# From which networks a token counts, with a space between; from everywhere where there is none.
BOUND_TOKENS: Final = """
alter table api_token add column networks text not null default ''
"""

# The city's sign-in provider, its secret sealed; which clerk each of its persons is, and who came
# that is none yet, by a code for an administrator. Which sessions began there, by their digest.
PROVIDER: Final = """
create table sign_in_provider (
    id text primary key, settings text not null, secret text not null
) without rowid;
create table clerk_subject (
    issuer text not null, subject text not null, clerk text not null, linked_at text not null,
    linked_by text not null, primary key (issuer, subject)
) without rowid;
create unique index clerk_subject_clerk on clerk_subject (clerk);
create table unknown_subject (
    issuer text not null, subject text not null, code text not null, tried_s integer not null,
    primary key (issuer, subject)
) without rowid;
create unique index unknown_subject_code on unknown_subject (code);
create table provider_session (
    digest text primary key, issuer text not null, subject text not null, sid text not null,
    begun_s integer not null
) without rowid;
create index provider_session_subject on provider_session (issuer, subject)
"""
