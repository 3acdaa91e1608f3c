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
