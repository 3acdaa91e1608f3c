"""Signing clerks in by the city's own provider (OpenID Connect): settings, checks, people."""
