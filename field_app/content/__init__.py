"""Reads one version of the city's content, and finds which notices are in force."""
