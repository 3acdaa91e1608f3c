"""A tablet of a city whose reception is away."""

from tests.flow.test_witness import parts

__all__ = ["parts"]
