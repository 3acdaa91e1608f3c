"""Limits, authenticates and reads every request; metrics and readiness."""
