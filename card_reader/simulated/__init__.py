"""A My Number Card in software: invented persons, for practice and for tests."""

from card_reader.simulated.authority import trust, write_trust
from card_reader.simulated.desk import PersonSummary, SimulatedDesk
from card_reader.simulated.source import SimulatedSource

__all__ = ["PersonSummary", "SimulatedDesk", "SimulatedSource", "trust", "write_trust"]
