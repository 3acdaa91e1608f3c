"""Imports go one way; this reads every import and fails on a breach."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.modules import ROOT, read_modules

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "card_reader": ("sync", "field_app", "flet"),
    "sync/wire": (
        "sync.tablet",
        "sync.reception",
        "sync.office",
        "card_reader",
        "field_app",
        "flet",
    ),
    "sync/tablet": ("sync.reception", "sync.office", "card_reader", "field_app", "flet"),
    "sync/reception": ("sync.tablet", "sync.office", "card_reader", "field_app", "flet"),
    "sync/relay": (
        "sync.tablet",
        "sync.reception",
        "sync.office",
        "card_reader",
        "field_app",
        "flet",
    ),
    "sync/office": ("sync.tablet", "sync.reception", "card_reader", "field_app", "flet"),
    "field_app": ("sync.reception", "sync.office"),
    "field_app/procedure": (
        "flet",
        "card_reader",
        "sync.tablet",
        "sync.reception",
        "sync.office",
        "field_app.screens",
        "field_app.components",
    ),
    "field_app/finder": ("flet", "field_app.screens", "field_app.components"),
    "field_app/document": ("flet", "field_app.screens", "field_app.components"),
    "field_app/flow": ("flet", "field_app.screens", "field_app.components"),
    "field_app/screens": ("card_reader", "sync", "httpx", "sqlite_utils"),
    "field_app/components": (
        "card_reader",
        "sync",
        "httpx",
        "sqlite_utils",
        "field_app.flow",
        "field_app.state",
        "field_app.screens",
        "field_app.document",
        "field_app.content",
    ),
}

ONLY_IN: dict[str, tuple[str, ...]] = {
    "smartcard": ("card_reader/pcsc/service.py",),
    "jnius": ("card_reader/android_nfc.py",),
    "pyhpke": ("sync/wire/hpke/pyhpke_port.py",),
    "webauthn": ("sync/office/access/passkeys.py",),
    # The office's second one fetches what authorities publish: no token, no authority of its own.
    # Its third one tells the city's own systems, inside, that something was decided.
    "httpx": (
        "sync/tablet/line/client.py",
        "sync/office/line/client.py",
        "sync/office/line/public.py",
        "sync/office/webhooks/sender.py",
        "sync/relay/line.py",
    ),
    "standardwebhooks": (
        "sync/office/mail/verifiers.py",
        "sync/office/webhooks/sender.py",
        "sync/relay/line.py",
    ),
    "openpyxl": ("field_app/authors/workbook/xlsx.py",),
    "rapidocr": ("field_app/pictures/ocr.py",),
    "pkcs11": ("sync/office/keys/token.py",),
    "shamir_mnemonic": ("sync/office/keys/escrow.py",),
    "tuf": (
        "sync/tablet/packs/download.py",
        "sync/office/packs/keys.py",
        "sync/office/packs/repository.py",
    ),
}

# What a tablet is made of. Everything else is given it, so that a test can give another one.
CONCRETE = frozenset(
    {
        *(
            "AndroidSource",
            "BoardShelf",
            "PcscSource",
            "SimulatedDesk",
            "Client",
            "Courier",
            "EvidenceLog",
        ),
        *("EvidenceThread", "FileDeviceSecret", "KeyStoreDeviceSecret", "LeaseTaker", "Outbox"),
        *("PackKeeper", "PackShelf", "Vault", "Store.open", "EnrolledDevice.open"),
    }
)

# pyHanko asks its signers to be async; this one blocks inside, as the card does.
PYHANKO_SIGNER = "card_reader/signing.py"


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if ".venv" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    tree = TREES[path]
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


# Before any test runs, see tests/house/modules.py.
TREES = {ROOT / one.path: one.tree for one in read_modules(ROOT)}


def within(name: str, forbidden: str) -> bool:
    return name == forbidden or name.startswith(forbidden + ".")


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_imports_go_one_way(folder: str) -> None:
    breaches = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(ROOT / folder)
        for name in imported(path)
        if any(within(name, forbidden) for forbidden in FORBIDDEN[folder])
    ]
    assert modules(ROOT / folder), f"{folder} holds no code"
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_one_file_holds_each_foreign_library(library: str) -> None:
    breaches = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package in ("card_reader", "sync", "field_app")
        for path in modules(ROOT / package)
        for name in imported(path)
        if within(name, library) and path.relative_to(ROOT).as_posix() not in ONLY_IN[library]
    ]
    assert not breaches, "\n".join(breaches)


def test_only_the_field_app_and_the_servers_say_async() -> None:
    breaches = [
        path.relative_to(ROOT).as_posix()
        for folder in (
            "card_reader",
            "sync/wire",
            "sync/tablet",
            "field_app/procedure",
            "field_app/document",
        )
        for path in modules(ROOT / folder)
        if path.relative_to(ROOT).as_posix() != PYHANKO_SIGNER
        and any(
            isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in ast.walk(TREES[path])
        )
    ]
    assert not breaches, "\n".join(breaches)


def called(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_only_wiring_builds_the_concrete_parts() -> None:
    built = {
        path.relative_to(ROOT).as_posix(): CONCRETE & {*called(TREES[path])}
        for path in modules(ROOT / "field_app")
    }
    wiring = {path for path, parts in built.items() if path.startswith("field_app/wiring/")}
    assert frozenset().union(*(built[path] for path in wiring)) == CONCRETE, "each is built"
    assert {path: parts for path, parts in built.items() if parts and path not in wiring} == {}
