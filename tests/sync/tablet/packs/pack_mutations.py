"""Spoils published files at random: a tablet refuses, or has exactly what the city signed.

``python -m tests.sync.tablet.packs.pack_mutations COUNT SEED`` prints what came of each.
"""

import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from sync.tablet.errors import PackRefused
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf
from sync.tablet.store.store import Store
from sync.wire.content.pack import LANGUAGES
from tests.sync.pack_city import PackCity


def spoil(content: bytes, dice: random.Random) -> bytes:
    """Return *content* with a bit, a piece, or its end changed, or with something put in."""
    at, to = sorted(dice.randrange(len(content) + 1) for _ in range(2))
    match dice.randrange(6):
        case 0:
            changed = bytearray(content)
            changed[min(at, len(content) - 1)] ^= 1 << dice.randrange(8)
            return bytes(changed)
        case 1:
            return content[:at]
        case 2:
            return content[:at] + content[to:]
        case 3:
            return content[:at] + dice.randbytes(dice.randrange(1, 9)) + content[at:]
        case 4:
            return content[:at] + content[at:to] * 2 + content[to:]
    signs = b'0123456789{}[]",:null'
    return content[:at] + bytes([dice.choice(signs)]) + content[at + 1 :]


def mutate(folder: Path, count: int, seed: int) -> Counter[str]:
    """Spoil *count* times; AssertionError when another pack than the signed one is taken."""
    dice, city = random.Random(seed), PackCity(folder / "city")  # noqa: S311 - no secret
    root = city.init()
    city.publish()
    store = Store.open(folder / "tablet.db")
    shelf = PackShelf(store, folder / "packs")
    shelf.trust(root)
    first = shelf.update(from_folder(city.repository.folder))
    assert first is not None
    before = {name: store.setting(name) for name in ("pack_trust", "pack_current")}
    city.procedure("bus", title="二", version=2)
    signed = city.publish().id
    found = Counter[str]()
    fetched = [city.metadata(name) for name in ("timestamp.json", "2.snapshot.json")]
    fetched += [city.metadata("2.targets.json"), city.target("manifest.json")]
    fetched += [city.target(f"words/{one}/bus.toml") for one in LANGUAGES]
    fetched.append(city.target("procedures/bus.toml"))
    for _ in range(count):
        path = dice.choice(fetched)
        good = path.read_bytes()
        path.write_bytes(spoil(good, dice))
        try:
            pack = shelf.update(from_folder(city.repository.folder))
            assert pack is not None
            assert pack.id == signed
            found["taken as signed"] += 1
        except PackRefused as refused:
            assert shelf.current_id() == first.id
            found[refused.reason] += 1
        path.write_bytes(good)
        shutil.rmtree(folder / "packs" / signed, ignore_errors=True)
        for name, value in before.items():
            assert value is not None
            store.put_setting(name, value)
    assert shelf.find(first.id) == first
    store.close()
    return found


def main() -> None:
    """Print the result table."""
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        for outcome, times in mutate(Path(folder), count, seed).most_common():
            print(f"{times:7d}  {outcome}")


if __name__ == "__main__":
    main()
