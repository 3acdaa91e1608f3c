"""Makes the sample city at the first start: keys, certificates, staff, one enrolled tablet."""

import json
import os
import shutil
from contextlib import closing
from dataclasses import asdict
from typing import Any

from build.sample_city import epochs, packs, words
from build.sample_city.layout import Layout
from build.sample_city.people import CLERK, COLLEAGUE, STAFF, Person
from build.sample_city.programs import CannotStart, Running, run_once
from build.sample_city.tls import make_certificates
from card_reader.simulated.authority import write_trust
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.city.layer import load_city
from sync.office.arguments.office import DATABASE
from sync.office.store.store import OfficeStore
from sync.wire.city import CityFile
from sync.wire.content.pack import LAYER

TABLET_NAME = "見本タブレット 1"


def prepare(layout: Layout, running: Running) -> None:
    """Start the reception; at the first start make the whole city before and after.

    A first start that was cut off begins again from an empty folder, so that a
    half-made city never serves anyone. A prepared one is left as it is.
    """
    if layout.prepared.exists():
        epochs.make_what_is_due(layout)
        if packs.publish_what_changed(layout):
            carried = ("--packs", str(layout.packs))
            run_once("field_app", "take-packs", "--data", str(layout.tablet), *carried)
            add_missing_colleague(layout)
            take_procedures(layout)
        running.start_reception()
        return
    refuse_a_strangers_folder(layout)
    print(words.first_start(layout.data), flush=True)
    os.umask(0o077)
    clear_what_was_cut_off(layout)
    layout.data.mkdir(parents=True, exist_ok=True)
    make_certificates(layout.city)
    write_trust(layout.cards, layout.city / "trust")
    make_pack(layout).save(layout.pack)
    packs.publish_first(layout)
    take_procedures(layout)
    running.start_reception()
    enrol_tablet(layout)
    layout.prepared.write_text("", encoding="utf-8")


def refuse_a_strangers_folder(layout: Layout) -> None:
    """Raise CannotStart when the folder holds something that is not ours."""
    known = {"tablet", "office", "reception", "city", "logs"}
    if layout.data.exists() and {path.name for path in layout.data.iterdir()} - known:
        raise CannotStart(words.strangers_folder(layout.data))


def clear_what_was_cut_off(layout: Layout) -> None:
    """Remove what an unfinished first start left; nobody was ever served from it."""
    for folder in (layout.tablet, layout.office, layout.reception, layout.city):
        shutil.rmtree(folder, ignore_errors=True)


def make_pack(layout: Layout) -> CityFile:
    """Make the office's and the reception's keys; return the public halves as the city's file."""
    office: dict[str, Any] = run_once(
        "sync.office", "init", "--data", str(layout.office), "--unencrypted"
    )
    add_clerk(layout, CLERK)
    add_clerk(layout, COLLEAGUE)
    keys = [flag for key in office["encryption_keys"] for flag in ("--city-key", key["id"])]
    receipt = run_once(
        *("sync.reception", "init", "--data", str(layout.reception), *keys),
        *("--office-token-sha256", office["office_token_sha256"]),
    )
    city = load_city(assets_folder() / "city" / "mihon.toml")
    content = {
        "lg_code": city.lg_code,
        "name": city.name,
        "phone": city.phone,
        "office_hours": city.office_hours,
        "reception_url": layout.reception_url,
        "ca_pem": (layout.city / "ca.pem").read_text(encoding="ascii"),
        "encryption_keys": office["encryption_keys"],
        "receipt_keys": [receipt],
        "answer_keys": office["answer_keys"],
    }
    return CityFile.parse(json.dumps(content).encode())


def add_clerk(layout: Layout, clerk: Person) -> None:
    """Add a clerk of the office's console; the first is its administrator."""
    run_once(
        *("sync.office", "add-clerk", "--data", str(layout.office)),
        *("--id", clerk.id, "--name", clerk.name),
        secret=clerk.passphrase + "\n",
    )


def add_missing_colleague(layout: Layout) -> None:
    """Add the second clerk to a city from before there were two; one who is there stays as is."""
    with closing(OfficeStore.open(layout.office / DATABASE)) as store:
        is_there = bool(store.rows("select 1 from clerk where id = ?", COLLEAGUE.id))
    if not is_there:
        add_clerk(layout, COLLEAGUE)


def take_procedures(layout: Layout) -> None:
    """Tell the office how the sample city works on each procedure."""
    run_once(
        *("sync.office", "take-procedures", "--data", str(layout.office)),
        *("--definitions", str(layout.content / "procedures")),
        *("--layer", str(layout.content / LAYER)),
        *("--rules", str(assets_folder() / "city" / "mihon_procedures.toml")),
    )


def enrol_tablet(layout: Layout) -> None:
    """Enrol the sample tablet with its staff and let the office approve it."""
    line = ["--data", str(layout.office), "--reception", layout.reception_url]
    line += ["--ca", str(layout.city / "ca.pem")]
    code = run_once("sync.office", "enrol-code", *line)["code"]
    given = {"code": code, "staff": [asdict(person) for person in STAFF]}
    made = run_once(
        *("field_app", "enrol", "--data", str(layout.tablet), "--city", str(layout.pack)),
        *("--root", str(layout.first_root), "--packs", str(layout.packs)),
        *("--name", TABLET_NAME),
        secret=json.dumps(given),
    )
    shown = ("--device", made["device"], "--fingerprint", made["fingerprint"])
    run_once("sync.office", "approve", *line, *shown)
