"""Serves the city's signed packs; they hold no personal data, so everyone may read them."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.reception.store.refusal import RequestRefused
from sync.wire.city import CityFile
from sync.wire.content.pack import CITY, FILE_MOST, SERVED
from sync.wire.problem import Slug

FIRST_ROOT: Final = "metadata/1.root.json"


@dataclass(frozen=True)
class Packs:
    """Serves the folder that ``python -m sync.office.publish`` writes."""

    folder: Path

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""
        return [
            Route("/v1/packs/{path:path}", self.pack_file, methods=["GET"]),
            Route("/v1/introduction", self.introduction, methods=["GET"]),
        ]

    def city_keys(self) -> frozenset[str]:
        """Return the ids of every sealing key that a published city file ever named.

        The old ones as well: what waits on a tablet was sealed under one of them.
        """
        files = (self.folder / "targets").glob(f"*.{CITY}")
        cities = [CityFile.parse(path.read_bytes()) for path in files]
        return frozenset(key.id for city in cities for key in city.encryption_keys)

    def newest_city(self) -> CityFile:
        """Return the city's file of the newest pack. RequestRefused when there is none."""
        return CityFile.parse(self._newest_city())

    async def introduction(self, _: Request) -> Response:
        """Send a new tablet the newest city file and the root of its packs.

        The tablet believes it over a line that the QR vouches for, see
        ``sync.tablet.enrolment.introduction``.
        """
        return JSONResponse(await asyncio.to_thread(self._introduction))

    async def pack_file(self, request: Request) -> Response:
        """Send one published file."""
        content = await asyncio.to_thread(self._read, request.path_params["path"])
        # A target's name holds its digest; metadata has to be asked for anew.
        return Response(
            content,
            media_type="application/octet-stream",
            headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"},
        )

    def _introduction(self) -> dict[str, str]:
        return {
            "city": self._newest_city().decode(),
            "root": self._read(FIRST_ROOT).decode(),
        }

    def _newest_city(self) -> bytes:
        try:
            return self._read(f"targets/{self._newest(CITY)}.{CITY}")
        except (KeyError, TypeError, ValueError) as refused:
            raise RequestRefused(Slug.NOT_FOUND) from refused

    def _newest(self, target: str) -> str:
        """Return the digest of *target* in the publication that the timestamp stands for.

        Files of a publication that was cut off lie beside it and are not it.
        """
        snapshot = self._signed("timestamp")["meta"]["snapshot.json"]["version"]
        targets = self._signed(f"{snapshot}.snapshot")["meta"]["targets.json"]["version"]
        return str(self._signed(f"{targets}.targets")["targets"][target]["hashes"]["sha256"])

    def _signed(self, name: str) -> dict[str, Any]:
        return dict(json.loads(self._read(f"metadata/{name}.json"))["signed"])

    def _read(self, path: str) -> bytes:
        """Read one published file; the name itself must be one that a publisher writes."""
        file = self.folder / path
        if not SERVED.fullmatch(path) or not file.is_file() or file.is_symlink():
            raise RequestRefused(Slug.NOT_FOUND)
        if not file.resolve().is_relative_to(self.folder.resolve()):
            raise RequestRefused(Slug.NOT_FOUND)
        with file.open("rb") as opened:
            return opened.read(FILE_MOST)
