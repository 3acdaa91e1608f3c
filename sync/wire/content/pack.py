"""The format of a content pack: its files, manifest, revocations and id."""

import re
from collections.abc import Iterable
from typing import Annotated, Final, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError, model_validator

from sync.errors import WireError
from sync.wire.canonical import canonical
from sync.wire.city import CityFile, Frozen
from sync.wire.content.language import BUILT_IN, CODE
from sync.wire.content.table import TABLE_PATH
from sync.wire.digest import sha256_hex

MANIFEST: Final = "manifest.json"
CITY: Final = "city.json"
REVOKED: Final = "revoked.json"
LAYER: Final = "city/layer.toml"
STAFF: Final = "staff.json"
LANGUAGES: Final = BUILT_IN

METADATA_MOST: Final = 512_000
FILE_MOST: Final = 4 * 1024 * 1024
PACK_MOST: Final = 64 * 1024 * 1024
FILES_MOST: Final = 2_000

NAME = r"[a-z0-9][a-z0-9_]{0,63}"
PATH: Final = re.compile(
    rf"(?:procedures|notices)/{NAME}\.toml|words/(?:{'|'.join(LANGUAGES)})/{NAME}\.toml"
    rf"|languages/{CODE}/(?:{NAME}\.toml|font\.ttf)"
    rf"|{TABLE_PATH}|city/layer\.toml|city/towns\.csv|city\.json|revoked\.json|staff\.json",
    re.ASCII,
)
# Paths below /v1/packs/; a target's name begins with the digest of its content.
SERVED: Final = re.compile(
    r"metadata/(?:[1-9]\d{0,8}\.)?(?:root|targets|snapshot|timestamp)\.json"
    rf"|targets/(?:{NAME}/){{0,2}}[0-9a-f]{{64}}\.{NAME}\.(?:toml|json|csv|ttf|txt\.gz)",
    re.ASCII,
)

PackFile = TypeVar("PackFile", bound=Frozen)

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def read_pack_file(kind: type[PackFile], content: bytes) -> PackFile:
    """Read one of a pack's JSON files. WireError when it is none of *kind*."""
    try:
        return kind.model_validate_json(content)
    except ValidationError as refused:
        raise WireError(f"not a pack's {kind.__name__}") from refused


class Manifest(Frozen):
    """Which files a pack holds, with the SHA-256 of each: the id follows from it."""

    v: Literal[1] = 1
    version: int = Field(ge=1)
    files: dict[str, Digest] = Field(max_length=FILES_MOST)

    @model_validator(mode="after")
    def _paths_are_ours(self) -> "Manifest":
        if any(not PATH.fullmatch(path) for path in self.files):
            raise ValueError("a path that no pack has")
        if not {CITY, REVOKED, LAYER} <= self.files.keys():
            raise ValueError("the city's own files are missing")
        return self

    def to_bytes(self) -> bytes:
        """Return the manifest as it is written and hashed."""
        return canonical(self.model_dump())

    @classmethod
    def parse(cls, content: bytes) -> "Manifest":
        """Read a manifest. WireError when it is none."""
        return read_pack_file(cls, content)

    @property
    def id(self) -> str:
        """The pack's name on a tablet: its version, and what binds every byte of it."""
        return f"{self.version}-{sha256_hex(self.to_bytes())[:32]}"


class Revoked(Frozen):
    """Ids of city keys that nothing may be sealed to any more."""

    v: Literal[1] = 1
    city_keys: tuple[str, ...] = ()

    @classmethod
    def parse(cls, content: bytes) -> "Revoked":
        """Read ``revoked.json``. WireError when it is none."""
        return read_pack_file(cls, content)


def without(city: CityFile, revoked: Iterable[str]) -> CityFile:
    """Return *city* without the sealing keys whose ids are *revoked*."""
    gone = set(revoked)
    kept = tuple(key for key in city.encryption_keys if key.id not in gone)
    return city.model_copy(update={"encryption_keys": kept})
