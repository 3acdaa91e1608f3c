"""A tablet that is killed, filled, cut from power and damaged loses nothing and doubles nothing."""

# One fork server runs for the whole test run: the first to start it loads for all.
PRELOAD = [
    "tests.faults.worker",
    "tests.faults.statement_kills",
    "tests.sync.tablet.evidence_worker",
]
