"""The formats of decisions, leases, enrolment codes, day sheets and relay files."""
