"""The office's database: sealed columns, search."""
