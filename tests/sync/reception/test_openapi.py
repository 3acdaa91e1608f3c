"""Every address that the reception answers is described, and nothing else is."""

import json
from pathlib import Path

from starlette.routing import Route

from sync.reception import app
from sync.reception.app import Reception
from tests.sync.city import make_city

DESCRIPTION = json.loads(Path(app.__file__).with_name("openapi.json").read_text("utf-8"))


def test_each_route_is_described_with_its_methods(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    reception = Reception(city.store, city.keys, packs=tmp_path)
    answered = {
        (route.path.replace(":path}", "}"), method.lower())
        for route in reception.app().routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {
        (path, method)
        for path, methods in DESCRIPTION["paths"].items()
        for method in methods
        if method in {"get", "post", "put", "patch", "delete"}
    }
    city.store.close()
    assert answered == described
