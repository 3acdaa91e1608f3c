"""A tablet of a city whose reception is away."""

from tests.field_app.flow.test_witness import parts

__all__ = ["parts"]
