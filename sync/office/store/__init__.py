"""The office's database, on SQLite or PostgreSQL: tables, states, queries."""
