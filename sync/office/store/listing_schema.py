"""Defines the tables by which every office follows what changed in the list."""

from typing import Final

# Which applications changed, in an order that every office of the database sees alike: a number
# is given under a lock that is held to the commit. A deleted one keeps its row.
CHANGES: Final = """
create table application_change (application text primary key, number integer not null)
    without rowid;
insert into application_change
    select id, row_number() over (order by received_at, id) from application;
create unique index application_change_number on application_change (number)
"""
_LISTED: Final = (
    *("status", "number", "nth", "procedure", "title", "person", "readings"),
    *("device", "received_at", "marks", "department", "assigned_to"),
)
_NUMBERED: Final = (
    "insert into application_change values ({row}.id,"
    " (select coalesce(max(number), 0) + 1 from application_change))"
    " on conflict (application) do update set number = excluded.number; end"
)
_IS_OTHER: Final = " or ".join(f"old.{name} is not new.{name}" for name in _LISTED)
CHANGES_IN_SQLITE: Final = (
    "create trigger application_came after insert on application begin "
    + _NUMBERED.format(row="new"),
    f"create trigger application_changed after update of {', '.join(_LISTED)} on application"
    f" when {_IS_OTHER} begin " + _NUMBERED.format(row="new"),
    "create trigger application_went after delete on application begin "
    + _NUMBERED.format(row="old"),
)
CHANGE_LOCK: Final = 4_871_203
CHANGES_IN_POSTGRESQL: Final = (
    "create sequence application_change_numbers",
    "select setval('application_change_numbers',"
    " (select coalesce(max(number), 0) + 1 from application_change))",
    f"""create function number_application_change() returns trigger language plpgsql as $$
    declare changed text := case when tg_op = 'DELETE' then old.id else new.id end;
    begin
        perform pg_advisory_xact_lock({CHANGE_LOCK});
        insert into application_change values (changed, nextval('application_change_numbers'))
            on conflict (application) do update set number = excluded.number;
        return null;
    end $$""",  # noqa: S608 - our own words
    "create trigger application_came after insert or delete on application"
    " for each row execute function number_application_change()",
    f"create trigger application_changed after update of {', '.join(_LISTED)} on application"
    f" for each row when ({_IS_OTHER.replace('is not', 'is distinct from')})"
    " execute function number_application_change()",
)

# Which application each clerk has open, and the views of the list that they keep, sealed like
# the names that a search may hold.
VIEWS: Final = """
create table open_page (clerk text primary key, application text not null, at text not null)
    without rowid;
create table saved_view (id text primary key, clerk text not null, content text not null)
    without rowid
"""
