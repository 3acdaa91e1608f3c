"""What the office keeps, on SQLite or PostgreSQL."""
