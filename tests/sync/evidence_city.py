"""The test city with the evidence's handlers at its reception."""

from pathlib import Path

import uvicorn

from sync.reception.app import Reception
from sync.reception.http.access import Access
from sync.reception.routes.evidence import EvidenceRoutes
from sync.wire.city import utc_now
from tests.sync.city import City, make_city


class EvidenceCity(City):
    """A city whose reception takes evidence."""

    def server(self) -> uvicorn.Server:
        app = Reception(self.store, self.keys).app()
        access = Access(self.store, self.keys, utc_now)
        app.router.routes.extend(EvidenceRoutes(self.store, access.known, access.office).routes())
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=self.port,
            ssl_certfile=str(self.folder / "reception.pem"),
            ssl_keyfile=str(self.folder / "reception.key"),
            log_level="critical",
            loop="asyncio",
            timeout_graceful_shutdown=1,
        )
        return uvicorn.Server(config)


def make_evidence_city(folder: Path) -> EvidenceCity:
    return EvidenceCity(**vars(make_city(folder)))
