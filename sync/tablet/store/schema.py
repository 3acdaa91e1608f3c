"""The tables of the sealed store, step by step; a step that shipped never changes."""

from typing import Final

STEPS: Final[tuple[str, ...]] = (
    """
    create table setting (name text primary key, value blob not null) without rowid;
    create table staff (
        id text primary key, name text not null, salt blob not null, scrypt_n integer not null,
        wrapped_dek blob not null, sealed_seal_key blob not null,
        wrong integer not null default 0, wait_until text
    ) without rowid;
    create table visit (
        id text primary key, staff text not null, opened_at text not null, updated_at text not null
    ) without rowid;
    create table draft (
        visit text not null, row blob not null, version integer not null,
        nonce blob not null, sealed blob not null,
        primary key (visit, row)
    ) without rowid;
    create table outbox (
        seq integer primary key, id text not null unique, number text not null unique,
        digest text not null, state text not null, reason_key text,
        sealed blob, size integer not null, sealed_at text not null, sent_at text,
        receipted_at text, receipt text, tries integer not null default 0, next_try_at text
    );
    create index outbox_due on outbox (state, seq);
    create table answer (
        id text not null, seq integer not null, content blob not null, primary key (id, seq)
    ) without rowid;
    """,
    """
    create table attachment (
        digest text primary key, id text not null, place integer not null, size integer not null,
        sealed blob not null, sent integer not null default 0
    ) without rowid;
    create index attachment_of on attachment (id);
    create table carried (
        id text primary key, device text not null, digest text not null, content blob,
        receipt text, reason_key text, next_try_at text, taken_at text not null
    ) without rowid;
    """,
    """
    create table evidence (
        device text not null, seq integer not null, digest text not null, content blob not null,
        primary key (device, seq)
    ) without rowid;
    create table evidence_noted (
        id text not null, state text not null, primary key (id, state)
    ) without rowid;
    """,
    """
    create table pack_pin (visit text primary key, pack text not null) without rowid
    """,
    """
    create table shift (
        staff text primary key, id text not null, wrapped_key blob not null, begun_at text not null
    ) without rowid;
    alter table staff add column hand_public blob;
    alter table staff add column hand_private blob;
    create table hand_over (
        visit text primary key, giver text not null, taker text not null,
        given_at text not null, sealed blob not null
    ) without rowid;
    """,
    """
    alter table outbox add column is_urgent integer not null default 0;
    create index outbox_next on outbox (is_urgent desc, seq) where state in ('sealed', 'sending')
    """,
    # Reasons were the reception's own slugs; offered once more, each gets its reason in words.
    """
    update carried set reason_key = null where reason_key not like 'sync.%'
    """,
    # The staff key, sealed to the city's key for this person and under a key of all colleagues.
    """
    alter table staff add column escrow blob
    """,
    # Keyed digests of what was filed in a shift; they and their key go with it.
    """
    alter table shift add column filed_key blob;
    create table filed (
        staff text not null, digest blob not null, day text not null, primary key (staff, digest)
    ) without rowid
    """,
    # The newest of each public board of the city, as it was signed.
    """
    create table board (
        name text primary key, at text not null, content blob not null, fetched_at text not null
    ) without rowid
    """,
)
