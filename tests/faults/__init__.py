"""A tablet that is killed, filled, cut from power and damaged loses nothing and doubles nothing."""

# One fork server runs for the whole test run: the first to start it loads for all. The last two
# are loaded at their first use otherwise, by each process again.
PRELOAD = [
    "tests.faults.kills.worker",
    "tests.faults.kills.statement_kills",
    "tests.sync.tablet.evidence.evidence_worker",
    "httpcore",
    "sync.wire.hpke.native",
    "sync.office.parsing.tasks",
]
