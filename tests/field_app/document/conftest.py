"""The tablet of a city whose reception is away, for papers that come out of a visit."""

from tests.field_app.flow.test_witness import parts

__all__ = ["parts"]
