"""Issue 12, point 5: the description is OpenAPI 3.1 and has each address with its right."""

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from sync.office.access.api_tokens import API_RIGHTS
from sync.office.api.api import Api
from tests.sync.office.api.systems import DESCRIPTION, Systems, ask
from tests.sync.office.parts import Parts


def test_the_description_is_valid() -> None:
    validate(DESCRIPTION, cls=OpenAPIV31SpecValidator)


def test_each_address_is_described_with_the_right_that_it_needs(two: tuple[Parts, Parts]) -> None:
    office = two[0]
    routes = Api(office.store, None, office.evidence).routes()  # type: ignore[arg-type]
    answered = {
        (route.path, method.lower()): getattr(route.endpoint, "right", "")
        for route in routes
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {
        (path, method): one.get("description", "").partition("Right: ")[2].partition(".\n")[0]
        for path, methods in DESCRIPTION["paths"].items()
        for method, one in methods.items()
    }
    assert answered.keys() == described.keys()
    for place, right in answered.items():
        assert described[place].startswith(right), place
        one = DESCRIPTION["paths"][place[0]][place[1]]
        assert bool(one["security"]) is bool(right), place
    assert set(answered.values()) - {""} == set(API_RIGHTS)


async def test_the_description_is_served_to_everybody(systems: Systems) -> None:
    async with systems.web() as web:
        assert (await ask(web, "/openapi.json")).json() == DESCRIPTION
