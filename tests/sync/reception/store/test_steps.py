"""An update needs no stop: workers of one version go on beside the tables of the next."""

import re
from contextlib import closing
from pathlib import Path

import pytest

import sync.reception
from sync.database import Database, SchemaTooNew, open_database
from sync.reception.store.schema import STEPS

SOURCE = Path(next(iter(sync.reception.__path__)))

FIRST = """
insert into setting values ('epoch', 'a') on conflict (name) do update set value = excluded.value;
insert into code values ('c{n}', 't', null);
update code set used_at = 't' where digest = 'c{n}' and used_at is null and expires_at > 'a';
insert into device values ('d{n}', 'n', 'k', 'k', {n}, 't', null);
insert into submission (id, device, seq, digest, content, received_at)
    values ('s{n}', 'd{n}', 1, 'd', 'x', 't')
    on conflict (id) do update set offers = submission.offers + 1 returning offers;
insert into answer (id, device, seq, content) values ('a{n}', 'd{n}', 1, 'x')
    on conflict (id, seq) do nothing
"""
DURABLE = """
insert into setting values ('epoch', 'a') on conflict (name) do update set value = excluded.value;
insert into code values ('c{n}', 't', null);
update code set used_at = 't' where digest = 'c{n}' and used_at is null and expires_at > 'a';
insert into device (id, name, sign_key, seal_key, number_prefix, enrolled_at, approved_at,
    revoked_at, lease_order, last_seen_at)
    values ('d{n}', 'n', 'k', 'k', {n}, 't', 't', null, 'none', null)
    on conflict (id) do update set approved_at = excluded.approved_at,
    revoked_at = excluded.revoked_at, lease_order = excluded.lease_order;
update device set last_seen_at = 't' where id = 'd{n}';
insert into submission (id, device, seq, prev, digest, suite, city_key, sealed_at, content,
    received_at) values ('s{n}', 'd{n}', 1, '', 'd', 's', 'k', 't', 'x', 't')
    on conflict (id) do update set offers = submission.offers + 1
    returning offers, device, seq, digest, received_at, durable_at;
update submission set claimed_until = 't' where handed_over_at is null and claimed_until < 'z'
    returning cursor, id, received_at, content;
update submission set handed_over_at = coalesce(handed_over_at, 't'),
    durable_at = coalesce(durable_at, 't') where id = 's{n}';
update device set answered = answered + 1 where id = 'd{n}' returning answered;
insert into answer (id, device, seq, place, content) values ('a{n}', 'd{n}', 1, 1, 'x')
    on conflict (id, seq) do nothing;
insert into attachment (digest, device, size, created_at) values ('b{n}', 'd{n}', 1, 't');
insert into attachment_part values ('b{n}', 0, 'x') on conflict (digest, start) do nothing;
update attachment set complete_at = 't' where digest = 'b{n}'
"""
EVIDENCE = """
insert into event (device, seq, prev, digest, kind, at, content, received_at)
    values ('d{n}', 1, '', 'd', 'k', 't', 'x', 't')
    on conflict (device, seq) do update set offers = event.offers + 1 returning offers, digest;
insert into event_fork (device, seq, prev, digest, content, noted_at)
    values ('d{n}', 1, '', 'd', 'x', 't')
    on conflict (device, seq, digest) do update set offers = event_fork.offers + 1
"""
DAMAGE = """
update submission set damaged_at = 't' where id = 's{n}' and handed_over_at is null;
update submission set content = 'x', claimed_until = '', damaged_at = null
    where id = 's{n}' and device = 'd{n}'
"""
QUOTA = """
insert into quota (kind, items, bytes) values ('events', {n}, 1)
    on conflict (kind) do update set items = excluded.items, bytes = excluded.bytes;
insert into brought (device, day, kind, items, bytes) values ('d{n}', 't', 'events', 1, 1)
    on conflict (device, day, kind) do update set items = brought.items + excluded.items;
update brought set refused_at = 't' where device = 'd{n}' and refused_at is null;
update attachment set named_at = coalesce(named_at, 't') where digest = 'b{n}'
    returning complete_at;
update submission set names_noted = 1 where id = 's{n}' and names_noted = 0
"""
FORKS = """
insert into device (id, name, sign_key, seal_key, number_prefix, enrolled_at, approved_at,
    revoked_at, lease_order, last_seen_at, forked_at)
    values ('e{n}', 'n', 'k', 'k', 10{n}, 't', 't', null, 'none', null, null)
    on conflict (id) do update set forked_at = coalesce(device.forked_at, excluded.forked_at);
update device set forked_at = coalesce(forked_at, 't') where id = 'e{n}'
"""
BOARDS = """
insert into board values ('b{n}', 't', 'x') on conflict (name) do update set
    at = case when excluded.at > board.at then excluded.at else board.at end returning content
"""
UNDERSTANDS = """
update device set last_seen_at = 't', understands = 'answer-2' where id = 'd{n}'
"""
MAIL = """
insert into mail (source, id, digest, content, received_at) values ('s', 'm{n}', 'd', 'x', 't')
    on conflict (source, id) do update set offers = mail.offers + 1;
update mail set claimed_until = 't' where taken_at is null and claimed_until < 'z'
    returning cursor, content;
update mail set taken_at = coalesce(taken_at, 't') where id = 'm{n}' and digest = 'd';
delete from mail where taken_at < 'a'
"""
OUTGOING = """
insert into outgoing (id, content, due_at, put_at) values ('o{n}', 'x', 't', 't')
    on conflict (id) do update set id = outgoing.id returning content;
update outgoing set claimed_until = 'u' where settled_at is null and due_at <= 't'
    returning content, tries;
update outgoing set tries = tries + 1, due_at = 'v', claimed_until = '' where id = 'o{n}';
update outgoing set settled_at = coalesce(settled_at, 't') where id = 'o{n}'
"""
SINCE_FORKS = f"{DURABLE};{EVIDENCE};{DAMAGE};{QUOTA};{FORKS}"
SPOKEN = (
    FIRST,
    DURABLE,
    f"{DURABLE};{EVIDENCE}",
    f"{DURABLE};{EVIDENCE};{DAMAGE}",
    f"{DURABLE};{EVIDENCE};{DAMAGE};{QUOTA}",
    SINCE_FORKS,
    f"{SINCE_FORKS};{BOARDS}",
    f"{SINCE_FORKS};{BOARDS};{UNDERSTANDS}",
    f"{SINCE_FORKS};{BOARDS};{UNDERSTANDS};{MAIL}",
    f"{SINCE_FORKS};{BOARDS};{UNDERSTANDS};{MAIL};{OUTGOING}",
)
"""What a worker that knows one, two, ... steps writes; whoever adds a step adds its worker."""


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "reception.db")
    return str(request.getfixturevalue("postgres_url"))


def speak(database: Database, known: int, number: int) -> None:
    """Write what a worker writes that knows so many steps; *number* makes its rows its own."""
    with database.transaction() as db:
        for statement in SPOKEN[known - 1].split(";"):
            db.execute(statement.format(n=number))


@pytest.mark.parametrize("known", range(1, len(STEPS)))
def test_a_step_lets_the_workers_before_it_go_on_or_says_that_it_does_not(
    target: str, known: int
) -> None:
    with closing(open_database(target)) as database:
        database.migrate(STEPS[:known])
        speak(database, known, 1)
        database.migrate(STEPS[: known + 1])
        if STEPS[known].breaks_older:
            with pytest.raises(SchemaTooNew):
                database.migrate(STEPS[:known])
        else:
            database.migrate(STEPS[:known])
            speak(database, known, 2)
            assert database.rows("select count(*) from submission") == [(2,)]


def test_what_today_is_written_is_what_the_next_step_is_tried_with() -> None:
    insert = re.compile(r"insert into (\w+)")
    said = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    assert len(SPOKEN) == len(STEPS)
    assert set(insert.findall("".join(said))) == set(insert.findall(SPOKEN[-1]))
